import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A folder to be the PATH on which one program is not installed: links to all the others. */
export function pathWithout(missing: string): Disposable & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-path-'));
  const taken = new Set([missing]);
  for (const source of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of existsSync(source) ? readdirSync(source) : []) {
      if (taken.has(name)) continue;
      symlinkSync(join(source, name), join(folder, name));
      taken.add(name);
    }
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
