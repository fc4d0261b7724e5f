import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmPackage } from './npm-package.ts';

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
  return npmPackage(`@koromix/koffi-linux-${architecture}`);
}
