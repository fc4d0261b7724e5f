import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** More processes than any Pi has; further ones are ignored. The same holds for the open files below. */
const maxProcesses = 4_096;
const maxFilesPerProcess = 1_024;

/** The numbers of all processes, at most 4,096; empty on a system without /proc. */
export async function processIds(procFolder: string): Promise<number[]> {
  const names = await readdir(procFolder).catch(() => []);
  return names
    .filter((name) => /^\d+$/.test(name))
    .slice(0, maxProcesses)
    .map(Number);
}

/**
 * The open files and sockets of a process, as links in /proc show them, e.g. "/dev/video0" or "socket:[123]". Empty for
 * a process that has ended, or that this user may not inspect.
 */
export async function openFiles(procFolder: string, pid: number): Promise<string[]> {
  const folder = join(procFolder, String(pid), 'fd');
  const names = (await readdir(folder).catch(() => [])).slice(0, maxFilesPerProcess);
  return Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')));
}
