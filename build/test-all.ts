/**
 * `npm test`: types, lint and architecture, then every test, then one closing line with the sum of both test runners.
 * Says which Debian packages are missing; as root in CI it installs them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { missingPrograms, needPrograms } from './needed-programs.ts';

const root = resolve(import.meta.dirname, '..');
const results = mkdtempSync(join(tmpdir(), 'rpicam-results-'));

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

await installMissingPrograms();
const steps: [name: string, ok: boolean][] = [['build', await run('node', ['build/build.ts', '--if-stale'])]];
// Both run beside the others: the check needs one core, and the browser tests mostly wait. The tests of the architecture and
// of the documents, which `npm run check` has too, are among the others.
const check = runQuietly('npm', ['run', '--silent', 'check:sources']);
const browserTests = runQuietly('npx', [
  ...['playwright', 'test', '--config', 'build/playwright.config.ts'],
  // The long ones have commands of their own: npm run test:thorough, and test:matrix for every page at every size.
  'test/integration/e2e/[^/]+$',
]);
steps.push(['unit and integration tests', await runVitest()]);
for (const [name, running] of [
  ['check', check],
  ['end-to-end tests', browserTests],
] as const) {
  const { ok, output } = await running;
  console.log(output);
  steps.push([name, ok]);
}
const tally = sum([readVitest(), readPlaywright()]);
const failures = vitestFailures();
rmSync(results, { recursive: true });

for (const failure of failures) console.log(`FAILED ${failure}`);
for (const [name, ok] of steps) console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
console.log(
  `${tally.passed} passed, ${tally.failed} failed${tally.skipped ? `, ${tally.skipped} skipped` : ''}`,
);
process.exitCode = steps.every(([, ok]) => ok) && tally.failed === 0 && tally.passed > 0 ? 0 : 1;

async function run(command: string, args: string[]): Promise<boolean> {
  const [code] = (await once(spawn(command, args, { cwd: root, stdio: 'inherit' }), 'close')) as [
    number | null,
  ];
  return code === 0;
}

/** Runs a command in the background and collects its output. */
async function runQuietly(command: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { ok: code === 0, output };
}

function runVitest(): Promise<boolean> {
  const json = `--outputFile.json=${join(results, 'vitest.json')}`;
  return run('npx', [
    'vitest',
    'run',
    '--config',
    'build/vitest.config.ts',
    '--project=!electron-thorough',
    // npm run test:attack, npm run test:browsers, npm run test:thorough
    '--project=!attack*',
    '--project=!browsers',
    '--project=!thorough',
    '--reporter=default',
    '--reporter=json',
    json,
  ]);
}

async function installMissingPrograms(): Promise<void> {
  const needed = {
    ...{ ffmpeg: 'ffmpeg', 'v4l2-ctl': 'v4l-utils', chromium: 'chromium', gcc: 'gcc' },
    ...{ Xvfb: 'xvfb', xdpyinfo: 'x11-utils' },
  };
  if (missingPrograms(needed).length === 0) return;
  if (process.env['CI'] && process.getuid?.() === 0 && (await run('bash', ['build/setup-debian.sh']))) return;
  needPrograms(needed);
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

function vitestReport(): VitestReport | undefined {
  return readJson(join(results, 'vitest.json')) as VitestReport | undefined;
}

/** The failures for the end of the log. Often only the end is kept. */
function vitestFailures(): string[] {
  const tests = vitestReport()?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return tests
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`);
}

function readVitest(): Tally {
  const report = vitestReport();
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readPlaywright(): Tally {
  const report = readJson(join(root, 'test/integration/e2e/output/results.json')) as
    { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } | undefined;
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected, skipped };
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function sum(tallies: Tally[]): Tally {
  return tallies.reduce((total, { passed, failed, skipped }) => ({
    passed: total.passed + passed,
    failed: total.failed + failed,
    skipped: total.skipped + skipped,
  }));
}
