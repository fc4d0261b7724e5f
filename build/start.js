// This file is JavaScript on purpose: a process that has ever read TypeScript keeps 17 MiB more (58 instead of 41, Node
// 24).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// `npm start` and `npm run serve` exec this script. It builds after a change, then runs the program that its first
// argument names, in the same process. No shell stays between npm and the server: it would not pass signals on.
const root = resolve(import.meta.dirname, '..');
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

if (process.env['npm_lifecycle_event']) endWithNpm();
if (await buildIfStale()) await run(resolve(root, process.argv[2] ?? 'dist/main/start.js'));

/**
 * npm does not pass SIGHUP on, and does not end the server when it dies itself. A server that outlives npm would keep
 * the port.
 */
function endWithNpm() {
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

/** Builds if needed. @returns false, with the exit code set, when the program must not start */
async function buildIfStale() {
  if (!process.features.typescript) {
    console.error(
      `rpicam-kiosk: Node.js ${process.versions.node} cannot build it. ` +
        'Run npm ci on arm64 or x64, which installs Node.js 24, or install that yourself.',
    );
    process.exitCode = 1;
    return false;
  }
  const builder = spawn(process.execPath, ['build/build.ts', '--if-stale'], { cwd: root, stdio: 'inherit' });
  let endedBy;
  const end = (signal) => {
    endedBy ??= signal;
    builder.kill('SIGTERM');
  };
  for (const name of endSignals) process.on(name, end);
  const [code] = await once(builder, 'exit');
  for (const name of endSignals) process.off(name, end);
  // Without a listener the signal ends this process, as its sender expects.
  if (endedBy) process.kill(process.pid, endedBy);
  process.exitCode = code ?? 1;
  return code === 0 && !endedBy;
}

async function run(program) {
  // The program sees the same arguments as without this script.
  process.argv.splice(1, 2, program);
  await import(pathToFileURL(program).href);
}
