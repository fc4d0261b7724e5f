import { readFile, readlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Machine } from './machine.ts';
import type { PortOwner } from './port-owners.ts';

/** A server of ours that runs on this machine. */
export interface LocalServer {
  pid: number;
  /** Where it keeps cameras.json; undefined where this user may not know. */
  dataFolder: string | undefined;
  /** The file it writes its log to, if it does and we may know. */
  logFile: string | undefined;
}

const ourPrograms = /(^|\/)(rpicam-kiosk|server\/(headless|cli)\.[jt]s|main\/start\.[jt]s)$/;

/** The server of ours that holds a port; undefined when it is another program, or nobody knows which. */
export async function localServer(
  machine: Machine,
  owner: PortOwner | undefined,
): Promise<LocalServer | undefined> {
  if (!owner?.process) return undefined;
  const { pid } = owner.process;
  const words = await nullSeparated(join(machine.root, `proc/${pid}/cmdline`));
  if (!words.some((word) => ourPrograms.test(word))) return undefined;
  const settings = await nullSeparated(join(machine.root, `proc/${pid}/environ`));
  const folder = flagValue(words, '--data-dir') ?? (setting(settings, 'RPICAM_DATA_DIR') || 'data');
  const logFile = setting(settings, 'LOG_FILE');
  const cwd = await readlink(join(machine.root, `proc/${pid}/cwd`)).catch(() => undefined); // another user's
  if (cwd === undefined) return { pid, dataFolder: undefined, logFile: undefined };
  return { pid, dataFolder: resolve(cwd, folder), logFile: logFile ? resolve(cwd, logFile) : undefined };
}

function flagValue(words: string[], flag: string): string | undefined {
  const joined = words.find((word) => word.startsWith(`${flag}=`));
  if (joined !== undefined) return joined.slice(flag.length + 1);
  const index = words.indexOf(flag);
  return index < 0 ? undefined : words[index + 1];
}

function setting(settings: string[], name: string): string | undefined {
  return settings.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

async function nullSeparated(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\0').filter(Boolean);
  } catch {
    return []; // it has ended, or is another user's
  }
}
