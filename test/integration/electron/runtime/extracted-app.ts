import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAsar } from './asar.ts';

/**
 * Where the content of an app.asar lies as files, which Node can read. Unpacked once for each version of the archive and
 * user; the next start finds it.
 */
export function extractedApp(archive: string): string {
  const { size, mtimeMs } = statSync(archive);
  const name = createHash('sha256').update(`${archive} ${size} ${mtimeMs}`).digest('hex').slice(0, 16);
  const parent = join(tmpdir(), `stand-in-apps-${process.getuid?.() ?? 0}`);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  if (statSync(parent).uid !== process.getuid?.()) throw new Error(`${parent} belongs to somebody else`);
  const folder = join(parent, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  extractAsar(archive, unfinished);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another start was as quick.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
