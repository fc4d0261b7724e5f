/** Checks the packages in dist/deb/: `node build/deb/check-debs.ts`, after build-deb.ts. Prints their sizes. */
import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { needPrograms } from '../needed-programs.ts';

needPrograms({ 'dpkg-deb': 'dpkg', lintian: 'lintian', 'systemd-analyze': 'systemd' });

const root = resolve(import.meta.dirname, '../..');
const packages = globSync('dist/deb/*.deb', { cwd: root }).map((path) => join(root, path));

for (const path of packages) {
  const installedKiB = execFileSync('dpkg-deb', ['--field', path, 'Installed-Size'], { encoding: 'utf8' });
  const sizes = [statSync(path).size / 1_048_576, Number(installedKiB) / 1024].map((size) => size.toFixed(0));
  console.log(`${basename(path)}: ${sizes[0]} MiB, installed ${sizes[1]} MiB`);
}
run('lintian', '--fail-on', 'error', '--tag-display-limit', '0', '--allow-root', ...packages);
run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'build/deb/vitest.config.ts');

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: 'inherit' });
}
