import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.literal('rpicam-kiosk'), version: z.string() });

/** Our own version, from the nearest package.json above `folder` that is ours; "unknown" where there is none. */
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
    return undefined; // there is no such file, or it is another program's
  }
}
