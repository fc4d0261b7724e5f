import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** More processes or open files than any Pi has. The rest is not looked at. */
const maxProcesses = 4_096;
const maxFilesPerProcess = 1_024;

/** The numbers of all processes, at most 4,096; none where there is no /proc. */
export async function processIds(procFolder: string): Promise<number[]> {
  const names = await readdir(procFolder).catch(() => []);
  return names
    .filter((name) => /^\d+$/.test(name))
    .slice(0, maxProcesses)
    .map(Number);
}

/**
 * The files and sockets that a process has open, as links in /proc name them, e.g. "/dev/video0" or "socket:[123]".
 * Empty for a process that has ended, or that belongs to another user and is not shown to us.
 */
export async function openFiles(procFolder: string, pid: number): Promise<string[]> {
  const folder = join(procFolder, String(pid), 'fd');
  const names = (await readdir(folder).catch(() => [])).slice(0, maxFilesPerProcess);
  return Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')));
}
