import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

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

/**
 * The program of Node for an architecture, in the version that package.json names. npm installs only the one for this
 * machine, so another one is downloaded.
 */
export function nodeProgram(architecture: 'arm64' | 'x64'): string {
  const name = `node-linux-${architecture}`;
  const installed = join(root, 'node_modules', name, 'bin/node');
  if (existsSync(installed)) return installed;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const version = optionalDependencies[name];
  if (!version) throw new Error(`package.json names no version of ${name}`);
  const cache = join(root, 'node_modules/.cache', `${name}-${version}`);
  const fetched = join(cache, 'package/bin/node');
  if (!existsSync(fetched)) {
    mkdirSync(cache, { recursive: true });
    const options = ['--silent', '--pack-destination', cache];
    const archive = execFileSync('npm', ['pack', `${name}@${version}`, ...options], { encoding: 'utf8' });
    execFileSync('tar', ['-xf', join(cache, archive.trim()), '-C', cache, 'package/bin/node']);
  }
  return fetched;
}
