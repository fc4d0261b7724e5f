import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * Puts koffi's library for an architecture into a folder that electron-builder takes (see electron-builder.yml): for the
 * C library of Debian only. npm installs the one for this machine, so another one is downloaded.
 */
export function stageKoffi(parent: string, architecture: 'arm64' | 'x64'): void {
  const from = koffiPackage(architecture);
  const folder = join(parent, `koffi-${architecture}`);
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['package.json', 'index.js', `linux_${architecture}/koffi.node`]) {
    cpSync(join(from, name), join(folder, name));
    // A library is no program; Debian refuses one that may be run.
    chmodSync(join(folder, name), 0o644);
  }
}

/** The folder with the npm package of koffi's library for an architecture, in the version of package-lock.json. */
export function koffiPackage(architecture: 'arm64' | 'x64'): string {
  const name = `@koromix/koffi-linux-${architecture}`;
  const installed = join(root, 'node_modules', name);
  if (existsSync(installed)) return installed;
  const { version, integrity } = lockedPackage(`node_modules/${name}`);
  const cache = join(root, 'node_modules/.cache', `koffi-linux-${architecture}-${version}`);
  const fetched = join(cache, 'package');
  if (!existsSync(fetched)) {
    mkdirSync(cache, { recursive: true });
    const options = ['--silent', '--pack-destination', cache];
    const packed = execFileSync('npm', ['pack', `${name}@${version}`, ...options], { encoding: 'utf8' });
    const archive = join(cache, packed.trim());
    checkIntegrity(archive, integrity);
    execFileSync('tar', ['-xf', archive, '-C', cache]);
  }
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
