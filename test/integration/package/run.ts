/**
 * `npm run test:package -- [--deb FILE] [--arm64-deb FILE] [--base DIR]`: the package on a booted Debian 13. As root.
 * Without --deb the ones in dist/deb are taken (npm run deb:check); --base is a folder with Debian 13, else debootstrap
 * makes one.
 */
import { copyFileSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { needPrograms } from '../../../build/needed-programs.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { arm64Checks, arm64Missing } from './arm64.ts';
import type { Check } from './checks.ts';
import { desktopChecks } from './desktop.ts';
import { headlessChecks } from './headless.ts';
import { kioskChecks } from './kiosk.ts';
import { Machine } from './machine.ts';
import { makeNewerPackage } from './newer-package.ts';

const root = resolve(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: { deb: { type: 'string' }, 'arm64-deb': { type: 'string' }, base: { type: 'string' } },
});
if (process.getuid?.() !== 0)
  fail('A machine can be made and booted by root only: sudo npm run test:package');
needPrograms({
  ...(values.base === undefined ? { debootstrap: 'debootstrap' } : {}),
  ...{ chroot: 'coreutils', unshare: 'util-linux', nsenter: 'util-linux', 'dpkg-deb': 'dpkg' },
});
const deb = values.deb ?? builtPackage('amd64');
const arm64Deb = values['arm64-deb'] ?? builtPackage('arm64');
let passed = 0;
let failed = 0;

await using machine = Machine.prepare(values.base, deb);
makeNewerPackage(deb, join(machine.folder, 'root/newer.deb'));
copyFileSync(arm64Deb, join(machine.folder, 'root/other.deb'));
copyFileSync(join(root, 'build/install/install.sh'), join(machine.folder, 'root/install.sh'));
await machine.boot();
await runChecks('a machine without a screen', headlessChecks(machine));
await runChecks('a machine with a screen and no desktop', kioskChecks(machine, keepShot));
await runChecks('a machine with a desktop', desktopChecks(machine));
const missing = arm64Missing();
if (missing === undefined) await runChecks('arm64', arm64Checks(arm64Deb));
else console.log(`\narm64: skipped, ${missing}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function runChecks(title: string, checks: Check[]): Promise<void> {
  console.log(`\n${title}`);
  for (const [sentence, check] of checks) {
    try {
      await check();
      passed++;
      console.log(`  ok      ${sentence}`);
    } catch (error) {
      failed++;
      console.log(`  FAILED  ${sentence}\n${errorText(error)}`);
    }
  }
}

/** For people to look at. */
function keepShot(png: Buffer): void {
  const folder = join(root, 'test/integration/package/output');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'wall.png'), png);
  console.log(`          a picture of the screen: ${join(folder, 'wall.png')}`);
}

function builtPackage(architecture: string): string {
  const [path] = globSync(join(root, `dist/deb/*_${architecture}.deb`));
  return (
    path ?? fail(`There is no package for ${architecture} in dist/deb. Build it with: npm run deb:check`)
  );
}

function fail(problem: string): never {
  console.error(problem);
  process.exit(1);
}
