import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceUser } from '../contract/device/device-listing.ts';

/** More processes or open files than any Pi has; what is beyond is not looked at. */
const maxProcesses = 4_096;
const maxFilesPerProcess = 1_024;
/** Processes looked at side by side. */
const batchSize = 8;

/**
 * Who has which of the nodes open, by path. Processes of other users show their files only to root. Costs some
 * hundredths of a second of a core, so ask once for all nodes.
 */
export async function deviceUsers(
  paths: ReadonlySet<string>,
  procFolder = '/proc',
): Promise<Map<string, DeviceUser[]>> {
  const users = new Map<string, DeviceUser[]>();
  if (paths.size === 0) return users;
  const pids = (await readdir(procFolder).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const bounded = pids.slice(0, maxProcesses);
  for (let start = 0; start < bounded.length; start += batchSize) {
    const batch = bounded.slice(start, start + batchSize).map(async (pid) => {
      for (const path of await openPaths(join(procFolder, pid), paths)) {
        users.set(path, [...(users.get(path) ?? []), await describeUser(procFolder, Number(pid))]);
      }
    });
    await Promise.all(batch);
  }
  for (const list of users.values()) list.sort((a, b) => a.pid - b.pid);
  return users;
}

/** Which of `paths` a process has open. */
async function openPaths(processFolder: string, paths: ReadonlySet<string>): Promise<Set<string>> {
  const folder = join(processFolder, 'fd');
  // It has ended, or is another user's.
  const files = (await readdir(folder).catch(() => [])).slice(0, maxFilesPerProcess);
  const targets = await Promise.all(files.map((file) => readlink(join(folder, file)).catch(() => '')));
  return new Set(targets.filter((target) => paths.has(target)));
}

async function describeUser(procFolder: string, pid: number): Promise<DeviceUser> {
  const name = await readFile(join(procFolder, String(pid), 'comm'), 'utf8').catch(() => '');
  return { pid, name: name.trim(), ours: await isOurs(procFolder, pid) };
}

/** Whether a process is this one or descends from it. */
async function isOurs(procFolder: string, pid: number): Promise<boolean> {
  const seen = new Set<number>();
  for (let current = pid; current > 1 && !seen.has(current); current = await parentOf(procFolder, current)) {
    if (current === process.pid) return true;
    seen.add(current);
  }
  return false;
}

async function parentOf(procFolder: string, pid: number): Promise<number> {
  const stat = await readFile(join(procFolder, String(pid), 'stat'), 'utf8').catch(() => '');
  // "123 (a name) with any (characters) S 122 ...": the parent is the second field after the last bracket.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0) || 0;
}
