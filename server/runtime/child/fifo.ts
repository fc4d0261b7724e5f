import { close, constants, open as openCallback } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runProgram } from './program.ts';

const open = promisify(openCallback);

/** Both ends of a kernel pipe. Whoever holds them closes them. */
export interface Fifo {
  readFd: number;
  writeFd: number;
}

/**
 * A kernel pipe between us and a child. Node's own stdio pipes are socket pairs read into a fresh buffer per
 * chunk: at 720p30 that cost 1.32 % of a core against 0.77 % for a pipe read into one reused buffer.
 * Node cannot make an unnamed pipe, so this is a named one whose name is gone before it is returned.
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

/** Closes a descriptor whose fate no longer matters to anyone. */
export function closeFd(fd: number): void {
  close(fd, () => {});
}
