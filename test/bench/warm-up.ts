import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { LoadClient } from './load/load-client.ts';
import type { StreamGroup } from './load/protocol.ts';

/** A server that runs for a year has compiled its hot code and dropped what it needed to start; one just started has not. */
export async function warmUp(bench: Bench, groups: StreamGroup[]): Promise<void> {
  await using load = LoadClient.start(bench.signal);
  await load.connect(groups);
  await sleep(bench.quick ? 10_000 : 30_000, undefined, { signal: bench.signal });
}
