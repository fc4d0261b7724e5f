import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Threads for files, names of hosts and pictures: as many as libuv has by default. */
const usualThreads = 4;
/** More threads, one for each camera whose driver hangs. A thread that only waits takes some ten KiB. */
const waitingThreads = 16;

/** libuv starts its pool once. */
const started: { spare?: Promise<number> } = {};

/**
 * Starts libuv's thread pool with threads to spare for calls that wait long, unless the environment names a number.
 * libuv reads that variable at the first use of the pool, so call this before anything reads a file asynchronously.
 * @returns how many threads there are beside the usual ones; 0 where the pool ran already
 */
export function spareThreads(): Promise<number> {
  started.spare ??= startPool();
  return started.spare;
}

async function startPool(): Promise<number> {
  const named = process.env['UV_THREADPOOL_SIZE'];
  process.env['UV_THREADPOOL_SIZE'] = named || String(usualThreads + waitingThreads);
  const before = threadCount();
  await stat('/');
  const threads = threadCount() - before;
  // Children are not to inherit it.
  if (named === undefined) delete process.env['UV_THREADPOOL_SIZE'];
  return Math.max(0, threads - usualThreads);
}

function threadCount(): number {
  return readdirSync('/proc/self/task').length;
}
