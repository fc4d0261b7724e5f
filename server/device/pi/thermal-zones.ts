import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const maxZones = 32;

/** Thousandths of °C; a sensor that is off says -274000 or so. */
const millidegrees = z.coerce.number().min(-100_000).max(250_000);

/**
 * The temperature of each sensor in °C, by the kernel's name for it, e.g. "cpu-thermal"; the hotter one where two
 * sensors share a name.
 */
export async function readTemperatures(root: string): Promise<Map<string, number>> {
  const temperatures = new Map<string, number>();
  const folder = join(root, 'sys/class/thermal');
  const zones = (await readdir(folder).catch(() => [])).filter((name) => /^thermal_zone\d+$/.test(name));
  for (const zone of zones.slice(0, maxZones)) {
    const value = millidegrees.safeParse(await readWord(join(folder, zone, 'temp'))).data;
    if (value === undefined) continue;
    const name = (await readWord(join(folder, zone, 'type'))) ?? zone;
    temperatures.set(name, Math.max(value / 1_000, temperatures.get(name) ?? -Infinity));
  }
  return temperatures;
}

/** Undefined where it cannot be read: a sensor that is off answers with an error. */
async function readWord(path: string): Promise<string | undefined> {
  return (await readFile(path, 'utf8').catch(() => '')).trim() || undefined;
}
