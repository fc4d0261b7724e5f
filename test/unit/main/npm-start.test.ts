import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { childPids, isRunning } from '../../fixtures/process-state.ts';
import { until } from '../../fixtures/until.ts';

const root = resolve(import.meta.dirname, '../../..');

let folder: string;
let npms: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-npm-'));
  npms = [];
});
afterEach(() => {
  for (const { pid = 0 } of npms) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing of its group is left, as it should be.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** The real npm, leader of a process group as a terminal's command is. */
function startNpm(cwd: string, args: string[]) {
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const npm = spawn('npm', args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  npms.push(npm);
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text: Buffer) => (output += text));
  return { npm, pid: npm.pid ?? 0, output: () => output, ended: once(npm, 'exit') };
}

function descendants(pid: number): number[] {
  try {
    return childPids(pid).flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return []; // it has ended
  }
}

const commandLine = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

describe.each([
  { name: 'npm start', words: ['start'], program: 'dist/main/start.js' },
  { name: 'npm run serve', words: ['run', 'serve'], program: 'dist/server/headless.js' },
])('$name', ({ words, program }) => {
  beforeAll(() => {
    execFileSync(process.execPath, ['build/build.ts', '--if-stale'], { cwd: root, stdio: 'inherit' });
  });

  async function serving() {
    const place = ['--host', '127.0.0.1', '--port', '0', '--data-dir', folder];
    const started = startNpm(root, [...words, '--', ...place]);
    const url = await until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(started.output())?.[0]);
    const [server = 0, ...others] = childPids(started.pid);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    return { ...started, url, server, others };
  }

  test('is one process under npm, with a bounded nursery', async () => {
    const { server, others } = await serving();
    expect(others).toEqual([]);
    expect(commandLine(server)).toContain(`node --max-semi-space-size=4 build/start.js ${program} --host`);
  });

  // SIGTERM and SIGINT npm passes on; SIGHUP ends npm alone, SIGKILL too.
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
    'leaves no server behind when npm gets %s',
    async (signal) => {
      const { npm, pid, url, ended } = await serving();
      const all = descendants(pid);
      npm.kill(signal);
      await ended;
      await until('the end of the server', () => !all.some(isRunning));
      await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
      expect(existsSync(join(folder, 'server.pid'))).toBe(false);
    },
  );

  test('ends with the terminal it was started in, which tells the whole group', async () => {
    const { pid, ended } = await serving();
    const all = descendants(pid);
    process.kill(-pid, 'SIGHUP');
    await ended;
    await until('the end of the server', () => !all.some(isRunning));
  });

  test('reads the configuration again when the server alone gets SIGHUP', async () => {
    const { server, url, npm } = await serving();
    const camera = { id: 'new', name: 'New', device: 'test', width: 320, height: 180, fps: 5 };
    writeFileSync(join(folder, 'cameras.json'), JSON.stringify({ port_mode: 'off', cameras: [camera] }));
    process.kill(server, 'SIGHUP');
    await until('the new camera', async () =>
      (await (await fetch(`${url}/health`)).text()).includes('"new"'),
    );
    expect(npm.exitCode).toBe(null);
  });
});

describe('npm start that builds first', () => {
  test.each(['SIGTERM', 'SIGHUP'] as const)(
    'stops the build and starts nothing when npm gets %s',
    async (signal) => {
      for (const path of ['build', 'package.json'])
        cpSync(join(root, path), join(folder, path), { recursive: true });
      for (const path of ['main', 'server', 'renderer', 'tsconfig.json', 'package-lock.json', 'node_modules'])
        symlinkSync(join(root, path), join(folder, path));
      const { npm, pid, ended, output } = startNpm(folder, ['start']);
      const compilers = await until('both compilers', () => {
        const found = descendants(pid).filter((child) => /bin\/vite|bundle\/bundle/.test(commandLine(child)));
        return found.length === 2 ? found : undefined;
      });
      await until('a part of the build', () => existsSync(join(folder, 'dist')));
      const all = [...compilers, ...descendants(pid)];
      npm.kill(signal);
      await ended;
      await until('the end of all', () => !all.some(isRunning));
      expect(readdirSync(join(folder, 'dist'))).toEqual([]);
      expect(output()).not.toContain('listens on');
    },
  );
});
