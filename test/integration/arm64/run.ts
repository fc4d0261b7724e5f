/**
 * `npm run test:arm64`: koffi's library for arm64 in Node for arm64, instruction by instruction on any machine. The server's
 * own calls are made to a pipe and a file, and the layouts of V4L2 are compared. Not part of `npm test`.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { koffiPackage } from '../../../build/deb/koffi-binary.ts';
import { ioctls } from '../../../server/capture/v4l2/v4l2-abi.ts';
import { nodeProgram } from '../../../build/deb/stand-in.ts';

const root = resolve(import.meta.dirname, '../../..');
const qemu = '/usr/bin/qemu-aarch64-static';
/** Debian's C and C++ libraries for arm64, in packages that any machine can unpack. */
const libraries = ['libc6-arm64-cross', 'libstdc++6-arm64-cross', 'libgcc-s1-arm64-cross'];

const missing = existsSync(qemu) ? undefined : `${qemu} is not there (Debian package qemu-user-static)`;
if (missing !== undefined) console.log(`skipped: ${missing}`);
else {
  const folder = mkdtempSync(join(tmpdir(), 'arm64-'));
  try {
    stageKoffi(folder);
    const program = [nodeProgram('arm64'), join(import.meta.dirname, 'calls.ts'), folder];
    const log = join(folder, 'unknown-calls');
    const options = ['-L', stageLibraries(folder), '-d', 'unimp', '-D', log];
    execFileSync(qemu, [...options, ...program], { stdio: 'inherit' });
    for (const name of ['VIDIOC_QUERYCAP', 'VIDIOC_DQBUF'] as const) {
      assert.match(
        readFileSync(log, 'utf8'),
        new RegExp(`Unsupported ioctl: cmd=0x(f{8})?${ioctls[name].toString(16)}`),
      );
    }
    console.log('ok - the numbers of ioctls arrive whole');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** koffi looks for its library beside itself. */
function stageKoffi(folder: string): void {
  const modules = join(folder, 'node_modules');
  cpSync(realpathSync(join(root, 'node_modules/koffi')), join(modules, 'koffi'), { recursive: true });
  cpSync(koffiPackage('arm64'), join(modules, '@koromix/koffi-linux-arm64'), { recursive: true });
}

/** @returns the folder that qemu takes for the root of an arm64 system */
function stageLibraries(folder: string): string {
  execFileSync('apt-get', ['download', '--quiet', ...libraries], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for (const name of globSync('*.deb', { cwd: folder })) {
    execFileSync('dpkg-deb', ['--extract', name, 'debian'], { cwd: folder });
  }
  return join(folder, 'debian/usr/aarch64-linux-gnu');
}
