/**
 * Builds the packages into dist/deb/: `node build/deb/build-deb.ts [--stand-in] [arm64] [x64]`, both architectures
 * unless named. Without --stand-in electron-builder fetches Electron; with it Node takes Electron's place, nothing is
 * downloaded (but Node and koffi for the other architecture, from npm), and the package is good for tests only.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledPackages } from './bundled-packages.ts';
import { debianChangelog } from './changelog.ts';
import { stageKoffi } from './koffi-binary.ts';
import { makeStandIn } from './stand-in.ts';

const root = resolve(import.meta.dirname, '../..');
const output = join(root, 'dist/deb');
const made = join(output, 'made');
const architectures = ['arm64', 'x64'] as const;

const words = process.argv.slice(2);
const standIn = words.includes('--stand-in');
const named = architectures.filter((name) => words.includes(name));

node('build/build.ts', '--if-stale');
rmSync(output, { recursive: true, force: true });
mkdirSync(made, { recursive: true });
makeCompletions();
makeChangelog();
for (const architecture of named.length > 0 ? named : architectures) {
  pack(architecture);
}

function pack(architecture: 'arm64' | 'x64'): void {
  stageKoffi(made, architecture);
  const path = join(made, `${architecture}.json`);
  const files = bundledPackages(root).map((name) => `!**/node_modules/${name}/**`);
  const config = {
    extends: 'electron-builder.yml',
    files,
    ...(standIn ? standInConfig(architecture) : {}),
  };
  writeFileSync(path, JSON.stringify(config));
  node(
    'node_modules/electron-builder/cli.js',
    ...['--linux', 'deb', `--${architecture}`, '--publish', 'never', '--config', path],
  );
}

/** Node has no fuses, and a package that is only tested need not be small. */
function standInConfig(architecture: 'arm64' | 'x64'): object {
  return {
    electronDist: makeStandIn(made, architecture),
    electronFuses: null,
    deb: { compression: 'gz' },
  };
}

function makeCompletions(): void {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const script = execFileSync(process.execPath, [join(root, 'dist/server/cli.js'), 'completion', shell]);
    writeFileSync(join(made, `completion.${shell}`), script);
  }
}

function makeChangelog(): void {
  const { version, author } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
    author: string;
  };
  // With this variable, the same commit gives the same package: https://reproducible-builds.org/docs/source-date-epoch/
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  const date = epoch ? new Date(1_000 * Number(epoch)) : new Date();
  const markdown = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  writeFileSync(join(made, 'changelog'), debianChangelog(markdown, { version, maintainer: author, date }));
}

function node(...args: string[]): void {
  const env = { ...process.env, CUSTOM_FPM_PATH: join(root, 'build/deb/fpm.ts') };
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
}
