import { close, constants, open as openCallback } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runProgram } from './program.ts';

const open = promisify(openCallback);

/** Both ends of a kernel pipe. The owner must close them. */
export interface Fifo {
  readFd: number;
  writeFd: number;
}

/**
 * Opens a kernel pipe between this process and a child. Node's own stdio pipes are socket pairs that are read into a
 * new buffer per chunk: at 720p30 that cost 1.32 % of a core, against 0.77 % for a pipe that is read into one reused
 * buffer. Node cannot make an unnamed pipe, so this makes a named one and removes its name before it returns.
 */
export async function openFifo(options: { nonBlockingWrites: boolean }): Promise<Fifo> {
  const folder = await mkdtemp(join(tmpdir(), 'rpicam-'));
  try {
    const path = join(folder, 'fifo');
    const made = await runProgram('mkfifo', ['-m', '600', path], { timeoutMs: 5_000 });
    if (made.code !== 0) throw new Error(`mkfifo failed: ${made.stderr.trim()}`);
    const readFd = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const flags = constants.O_WRONLY | (options.nonBlockingWrites ? constants.O_NONBLOCK : 0);
      return { readFd, writeFd: await open(path, flags) };
    } catch (error) {
      closeFd(readFd);
      throw error;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Closes a descriptor and ignores errors. */
export function closeFd(fd: number): void {
  close(fd, () => {});
}
