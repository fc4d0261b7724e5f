// node build-runtime.ts FOLDER [--arch arm64] [--node PROGRAM]
// Makes a runtime folder that electron-builder takes by -c.electronDist and packages like Electron's own. The result needs
// nothing of this repository, only /usr/bin/chromium for windows.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch } from 'node:process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { arch: { type: 'string', default: arch }, node: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('say which folder to make');
buildRuntime(resolve(folder), values.node ?? nodeProgram(values.arch));

function buildRuntime(target: string, node: string): void {
  const electron = createRequire(import.meta.url).resolve('electron/package.json');
  const { version } = JSON.parse(readFileSync(electron, 'utf8')) as { version: string };
  rmSync(target, { recursive: true, force: true });
  for (const name of ['resources', 'locales', 'stand-in']) mkdirSync(join(target, name), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'launcher.sh'), join(target, 'electron'));
  copyFileSync(join(electron, '../LICENSE'), join(target, 'LICENSE'));
  writeFileSync(join(target, 'version'), version);
  writeFileSync(join(target, 'LICENSES.chromium.html'), 'Chromium is the one of the system.\n');
  writeFileSync(join(target, 'locales/en-US.pak'), '');
  // Debian's Chromium brings its own; this one only has the place and the mode of the real one.
  writeFileSync(join(target, 'chrome-sandbox'), '#!/bin/sh\nexit 1\n');
  copyFileSync(node, join(target, 'stand-in/node'));
  for (const program of ['electron', 'chrome-sandbox', 'stand-in/node'])
    chmodSync(join(target, program), 0o755);
  // Node runs the sources as they are.
  writeFileSync(join(target, 'stand-in/package.json'), '{ "type": "module" }\n');
  for (const part of ['stand-in', 'runtime']) {
    cpSync(join(import.meta.dirname, '..', part), join(target, 'stand-in', part), { recursive: true });
  }
}

/** From the package that also runs the project's own scripts. */
function nodeProgram(arch: string): string {
  const program = join(import.meta.dirname, `../../../../node_modules/node-linux-${arch}/bin/node`);
  if (!existsSync(program)) throw new Error(`${program} is not there: name a Node for ${arch} with --node`);
  return program;
}
