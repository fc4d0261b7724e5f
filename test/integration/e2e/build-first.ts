import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The tests run what is built, so it must be built from these sources. */
export default function buildFirst(): void {
  const root = resolve(import.meta.dirname, '../../..');
  execFileSync(process.execPath, ['build/build.ts', '--if-stale'], { cwd: root, stdio: 'inherit' });
}
