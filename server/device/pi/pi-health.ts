import { constants } from 'node:fs';
import { access, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SystemHealth } from '../../contract/system-health.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { readMemory } from './memory.ts';
import { systemAdvice } from './system-advice.ts';
import { readTemperatures } from './thermal-zones.ts';
import { readThrottling } from './throttling.ts';

export interface PiHealthSource {
  /** The folder whose free space counts. */
  dataFolder: string;
  /** "/" except in tests. */
  root?: string;
  vcgencmd?: string;
}

export interface PiHealth {
  /** The part that /health shows. */
  report: SystemHealth;
  /** The part of the report's advice that cannot wait. */
  serious: string[];
  /** °C by sensor. */
  temperatures: ReadonlyMap<string, number>;
}

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);
const loadText = z.tuple([decimal, decimal, decimal]);

/** Reads the state of the machine. A value that the machine does not tell is null. Never rejects. */
export async function readPiHealth(source: PiHealthSource): Promise<PiHealth> {
  const { root = '/', dataFolder, vcgencmd } = source;
  const [temperatures, throttling, disk, folderErrno, memory, load, uptime] = await Promise.all([
    readTemperatures(root),
    readThrottling(root, vcgencmd),
    readDisk(dataFolder),
    whyNotWritable(dataFolder),
    readMemory(root),
    wordsOf(root, 'loadavg').then((words) => loadText.safeParse(words.slice(0, 3)).data ?? null),
    wordsOf(root, 'uptime').then((words) => decimal.safeParse(words[0]).data ?? null),
  ]);
  const hottest = Math.max(...temperatures.values());
  const readings = {
    temperature_celsius: Number.isFinite(hottest) ? hottest : null,
    throttling,
    ...disk,
    memory_available_bytes: memory.available,
    memory_size_bytes: memory.size,
    load,
    uptime_seconds: uptime,
  };
  const { advice, serious } = systemAdvice({ ...readings, folder_errno: folderErrno });
  return { report: { ...readings, advice }, serious, temperatures };
}

async function readDisk(folder: string): Promise<Pick<SystemHealth, 'disk_free_bytes' | 'disk_size_bytes'>> {
  try {
    const { bsize, bavail, blocks } = await statfs(folder);
    return { disk_free_bytes: bavail * bsize, disk_size_bytes: blocks * bsize };
  } catch {
    return { disk_free_bytes: null, disk_size_bytes: null }; // the folder is gone; the configuration store reports that
  }
}

/** Checks the permission without a write, which would wear the card. */
async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    await access(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? undefined : errnoOf(error); // the folder is gone, as above
  }
}

async function wordsOf(root: string, name: string): Promise<string[]> {
  return (await procFile(root, name)).trim().split(/\s+/);
}

function procFile(root: string, name: string): Promise<string> {
  return readFile(join(root, 'proc', name), 'utf8').catch(() => '');
}
