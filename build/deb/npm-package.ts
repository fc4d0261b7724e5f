import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { wholeFolder } from './whole-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * The folder of an npm package, in the version of package-lock.json. npm installs only what is for this machine, so a
 * package for another one is downloaded.
 */
export function npmPackage(name: string): string {
  const installed = join(root, 'node_modules', name);
  if (existsSync(installed)) return installed;
  const { version, integrity } = lockedPackage(`node_modules/${name}`);
  const fetched = join(root, 'node_modules/.cache/npm-packages', `${basename(name)}-${version}`);
  wholeFolder(fetched, (parent) => {
    const options = ['--silent', '--pack-destination', parent];
    const packed = execFileSync('npm', ['pack', `${name}@${version}`, ...options], { encoding: 'utf8' });
    const archive = join(parent, packed.trim());
    checkIntegrity(archive, integrity);
    execFileSync('tar', ['-xf', archive, '-C', parent]);
  });
  return fetched;
}

function lockedPackage(path: string): { version: string; integrity: string } {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string }>;
  };
  const { version, integrity } = lock.packages[path] ?? {};
  if (!version || !integrity) throw new Error(`package-lock.json does not name ${path}`);
  return { version, integrity };
}

/** npm pack does not compare what it gets with package-lock.json. */
function checkIntegrity(archive: string, expected: string): void {
  const [algorithm = '', digest] = expected.split(/-(.*)/s);
  const found = createHash(algorithm).update(readFileSync(archive)).digest('base64');
  if (found !== digest) throw new Error(`${archive} is not the file that package-lock.json names`);
}
