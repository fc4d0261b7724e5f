import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceUser } from '../contract/device/device-listing.ts';
import { openFiles, processIds } from '../runtime/child/open-files.ts';

/** Processes looked at side by side. */
const batchSize = 8;

/**
 * The processes that have these nodes open, by path. Processes of other users show their files only to root. A call
 * costs some hundredths of a second of a core, so ask once for all nodes.
 */
export async function deviceUsers(
  paths: ReadonlySet<string>,
  procFolder = '/proc',
): Promise<Map<string, DeviceUser[]>> {
  const users = new Map<string, DeviceUser[]>();
  if (paths.size === 0) return users;
  const pids = await processIds(procFolder);
  for (let start = 0; start < pids.length; start += batchSize) {
    const batch = pids.slice(start, start + batchSize).map(async (pid) => {
      const opened = new Set(await openFiles(procFolder, pid));
      for (const path of opened) {
        if (!paths.has(path)) continue;
        users.set(path, [...(users.get(path) ?? []), await describeUser(procFolder, pid)]);
      }
    });
    await Promise.all(batch);
  }
  for (const list of users.values()) list.sort((a, b) => a.pid - b.pid);
  return users;
}

async function describeUser(procFolder: string, pid: number): Promise<DeviceUser> {
  // The kernel calls it by the name of its main thread.
  if (pid === process.pid) return { pid, name: 'rpicam-kiosk', ours: true };
  const name = await readFile(join(procFolder, String(pid), 'comm'), 'utf8').catch(() => '');
  return { pid, name: name.trim(), ours: await isFromThisServer(procFolder, pid) };
}

/** Whether a process is this one or descends from it. */
async function isFromThisServer(procFolder: string, pid: number): Promise<boolean> {
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
