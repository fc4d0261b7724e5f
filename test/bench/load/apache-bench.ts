import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../../server/runtime/child/program.ts';
import type { Spread } from '../statistics.ts';

const run = promisify(execFile);

/** ApacheBench's path; undefined: it is not installed. */
export const apacheBench = findProgram('ab');

/**
 * Asks for a page `requests` times, each on a connection of its own, `concurrency` at a time. ApacheBench collects no garbage:
 * where a slow answer is looked for, the pauses of a client in Node are longer than the answers.
 * @returns milliseconds from opening the connection to the last byte @throws Error unless each answer was a 200
 */
export async function askWithApacheBench(
  program: string,
  { url, requests, concurrency }: { url: string; requests: number; concurrency: number },
): Promise<Spread> {
  const folder = await mkdtemp(join(tmpdir(), 'rpicam-ab-'));
  try {
    const table = join(folder, 'shares.csv');
    // -l: the pictures have different lengths.
    const plan = ['-q', '-l', '-n', String(requests), '-c', String(concurrency), '-e', table, url];
    const { stdout } = await run(program, plan);
    if (!/Failed requests:\s+0\b/.test(stdout) || stdout.includes('Non-2xx responses'))
      throw new Error(`not every answer of ${url} was a picture:\n${stdout}`);
    const shares = (await readFile(table, 'utf8')).split('\n').slice(1);
    const at = (percent: number) => Number(shares[percent]?.split(',')[1]);
    return { p50: at(50), p99: at(99), max: at(100) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
