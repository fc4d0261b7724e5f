import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { LoadClient } from './load/load-client.ts';
import type { StreamGroup } from './load/protocol.ts';

/**
 * A server that runs for a year has compiled its hot code and dropped what it needed to start. V8 takes its time with
 * code that runs 30 times a second: CPU at one viewer fell from 3.1 to 2.1 % of a core over the first 50 s.
 */
export async function warmUp(
  bench: Bench,
  groups: StreamGroup[],
  seconds = bench.quick ? 20 : 60,
): Promise<void> {
  await using load = LoadClient.start(bench.signal);
  await load.connect(groups);
  await sleep(seconds * 1_000, undefined, { signal: bench.signal });
}
