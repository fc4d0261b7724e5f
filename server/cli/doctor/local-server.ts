import { readFile, readlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Machine } from './machine.ts';
import type { PortOwner } from './port-owners.ts';

/** A camera server that runs on this machine. */
export interface LocalServer {
  pid: number;
  /** The folder of cameras.json; undefined where this user may not know it. */
  dataFolder: string | undefined;
  /** The log file, if there is one and this user may know it. */
  logFile: string | undefined;
}

const ourPrograms = /(^|\/)(rpicam-kiosk|server\/(headless|cli)\.[jt]s|main\/start\.[jt]s)$/;

/** The camera server that holds a port; undefined when another program or an unknown one holds it. */
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
    return []; // the process has ended, or it is another user's
  }
}
