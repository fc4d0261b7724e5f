import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** The version of this program, from its package.json: beside server/, or one folder up when run from dist/. */
export function appVersion(): string {
  const beside = join(import.meta.dirname, '../../package.json');
  const path = existsSync(beside) ? beside : join(import.meta.dirname, '../../../package.json');
  return packageSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}
