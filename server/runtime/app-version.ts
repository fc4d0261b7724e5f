import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.literal('rpicam-kiosk'), version: z.string() });

/**
 * The version of this application, from the nearest package.json of rpicam-kiosk above `folder`; "unknown" without one.
 */
export function appVersion(folder = import.meta.dirname): string {
  const version = versionIn(join(folder, 'package.json'));
  const above = dirname(folder);
  if (version !== undefined) return version;
  return above === folder ? 'unknown' : appVersion(above);
}

function versionIn(path: string): string | undefined {
  try {
    return packageSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data?.version;
  } catch {
    return undefined; // there is no such file, or it belongs to another program
  }
}
