import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Threads for files, names of hosts and pictures: as many as libuv has by default. */
const usualThreads = 4;
/** More threads, one for each camera whose driver hangs. A thread that only waits takes some ten KiB. */
const waitingThreads = 16;
const poolThreadName = 'libuv-worker';

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
  const before = threadNames().length;
  await stat('/');
  const names = threadNames();
  const inPool = names.filter((name) => name === poolThreadName).length;
  // Before libuv 1.50 its threads have no name. Electron starts threads of its own all the time.
  const threads = inPool === 0 && !process.versions['electron'] ? names.length - before : inPool;
  // Children are not to inherit it.
  if (!named) delete process.env['UV_THREADPOOL_SIZE'];
  return Math.max(0, threads - usualThreads);
}

function threadNames(): string[] {
  return readdirSync('/proc/self/task').map(threadName);
}

function threadName(id: string): string {
  try {
    return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
  } catch {
    return ''; // it has ended
  }
}
