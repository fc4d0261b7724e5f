import { requestJson, type Ask } from './request.ts';
import type { ServerAddress } from './server-address.ts';

/** Asks the server and prints its answer as JSON. @throws as `request` does */
export async function printJson(server: ServerAddress, ask: Ask): Promise<void> {
  process.stdout.write(`${JSON.stringify(await requestJson(server, ask), null, 2)}\n`);
}

/**
 * Prints the list of devices. `probe_missing` is always sent, whatever the server's default is: clients of the older
 * camera servers expect that.
 */
export function printDevices(
  server: ServerAddress,
  flags: { max?: number; probeMissing?: boolean },
): Promise<void> {
  const query = new URLSearchParams({ probe_missing: String(flags.probeMissing ?? false) });
  if (flags.max !== undefined) query.set('max', String(flags.max));
  return printJson(server, { path: `/api/devices?${query}` });
}
