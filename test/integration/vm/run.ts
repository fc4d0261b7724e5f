/**
 * `npm run test:vm`: hot-plug and identity on the kernel's own USB camera driver, once for each way to read a camera (or
 * only for those that are named: `npm run test:vm -- child`). Takes some minutes; not part of `npm test`.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findVm } from './find-vm.ts';

const root = resolve(import.meta.dirname, '../../..');
const vm = findVm();
if (vm === undefined) {
  console.log('skipped: v4l2vm is not there (set V4L2VM to its path)');
} else {
  const camera = (name: string, more = '') => [
    '--cam',
    `name="${name}" serial=${name.replace(' ', '')} mjpeg=640x360,320x240 yuyv=none fps=30,15 iso=1 ${more}`,
  ];
  const options = [
    ...camera('Front Door'),
    ...camera('Back Yard'),
    ...camera('Spare', 'start=unplugged'),
    '--vivid',
    '0',
    '--loopback',
    '0',
    '--timeout',
    '1700',
    '--cwd',
    root,
  ];
  const named = process.argv.slice(2);
  for (const way of named.length > 0 ? named : ['process', 'child']) {
    const guest = [process.execPath, join(root, 'test/integration/vm/usb-cameras.ts'), way];
    const { status } = spawnSync(vm, [...options, '--', ...guest], { stdio: 'inherit' });
    process.exitCode = process.exitCode || (status ?? 1);
  }
}
