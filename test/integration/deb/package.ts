import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const output = resolve(import.meta.dirname, '../../../dist/deb');

/** A package in dist/deb/, unpacked. */
export class BuiltPackage implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'rpicam-package-'));
  readonly #path: string;

  /** @param architecture as Debian calls it */
  constructor(architecture: string) {
    const [path] = globSync(`*_${architecture}.deb`, { cwd: output });
    if (!path) throw new Error(`no package for ${architecture} in ${output}; run: npm run deb:check`);
    this.#path = join(output, path);
    execFileSync('dpkg-deb', ['--raw-extract', this.#path, this.root]);
  }

  field(name: string): string {
    return execFileSync('dpkg-deb', ['--field', this.#path, name], { encoding: 'utf8' }).trim();
  }

  /** Mode and owner by path, e.g. "-rw-r--r-- root/root" of "/etc/default/rpicam-kiosk". */
  contents(): Map<string, string> {
    const listing = execFileSync('dpkg-deb', ['--contents', this.#path], { encoding: 'utf8' });
    const rows = listing.split('\n').map((line) => line.split(/\s+/));
    return new Map(rows.map(([mode, owner, , , , path = '']) => [path.slice(1), `${mode} ${owner}`]));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}
