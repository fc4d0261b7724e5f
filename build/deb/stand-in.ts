import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { npmPackage } from './npm-package.ts';

const root = resolve(import.meta.dirname, '../..');

/** Makes a folder that electron-builder takes for Electron, with Node in it. Returns its path. */
export function makeStandIn(parent: string, architecture: 'arm64' | 'x64'): string {
  const folder = join(parent, `stand-in-${architecture}`);
  const program = join(root, 'test/integration/electron/runtime/build-runtime.ts');
  execFileSync(process.execPath, [program, folder, '--node', nodeProgram(architecture)], {
    stdio: 'inherit',
  });
  return folder;
}

/** The program of Node for an architecture, in the version of package-lock.json. */
export function nodeProgram(architecture: 'arm64' | 'x64'): string {
  return join(npmPackage(`node-linux-${architecture}`), 'bin/node');
}
