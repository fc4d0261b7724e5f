import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

// Builds main/ and server/ (build/bundle/) and renderer/ (vite) into dist/. With --if-stale nothing is done when dist/ was made
// from exactly these sources, so that the second `npm start` is quick.
const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
// A folder of this process alone: two builds at the same time must not meet.
const next = join(dist, `.next-${process.pid}`);
const stamp = join(dist, '.built-from');
const parts = ['main', 'server', 'renderer'];
const sources = [
  '{main,server,renderer}/**/*',
  'build/{build.ts,bundle/*}',
  '{package,package-lock,tsconfig}.json',
];

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());

const builtFrom = fingerprint();
if (!(process.argv.includes('--if-stale') && isBuiltFrom(builtFrom))) process.exitCode = await build();

async function build(): Promise<number> {
  const pages = [
    'build',
    '--config',
    'renderer/vite.config.ts',
    '--outDir',
    join(next, 'renderer'),
    '--logLevel',
    'warn',
  ];
  try {
    const results = await Promise.allSettled([
      run('rolldown', () => [join(root, 'build/bundle/bundle.ts'), next]),
      run('vite', (folder) => [join(folder, 'bin/vite.js'), ...pages]),
    ]);
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [String(result.reason.message)] : [],
    );
    if (stop.signal.aborted) {
      console.error('build stopped; the last build stays as it was');
      return 1;
    }
    if (failures.length > 0) {
      console.error(`build failed: ${failures.join('; ')}`);
      return 1;
    }
    replaceLastBuild();
    return 0;
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/** Called only after a complete build: a failed or interrupted build leaves the last one as it was. */
function replaceLastBuild(): void {
  rmSync(stamp, { force: true });
  for (const part of parts) {
    rmSync(join(dist, part), { recursive: true, force: true });
    renameSync(join(next, part), join(dist, part));
  }
  writeFileSync(stamp, builtFrom);
}

/**
 * A hash of paths, sizes and modification times. Times are only compared for equality: a Pi's clock may be wrong, and
 * rsync keeps old times.
 */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function isBuiltFrom(wanted: string): boolean {
  const whole = parts.every((part) => existsSync(join(dist, part)));
  return whole && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Runs what a package needs, with the arguments that its folder gives. */
async function run(packageName: string, argsFor: (folder: string) => string[]): Promise<void> {
  const args = argsFor(packageFolder(packageName));
  await new Promise<void>((resolve, reject) => {
    // A test runner sets NODE_ENV, with which the pages would be built for development.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env });
    // Not spawn's own `signal`: it does not wait for the end, and the child would write into a folder that is being
    // removed.
    stop.signal.addEventListener('abort', () => child.kill());
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${packageName} failed, see above`)),
    );
  });
}

function packageFolder(packageName: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  } catch (error) {
    throw new Error(`${packageName} is not installed; run: npm ci`, { cause: error });
  }
}
