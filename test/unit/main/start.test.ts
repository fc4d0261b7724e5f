import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import { healthSchema, type CameraHealth } from '../../../server/contract/health.ts';
import { findProgram } from '../../../server/runtime/child/program.ts';
import { childPids, isRunning } from '../../fixtures/process-state.ts';
import { until } from '../../fixtures/until.ts';

const root = resolve(import.meta.dirname, '../../..');
const searchPath = process.env['PATH'] ?? '';
const screenMissing = !findProgram('Xvfb', searchPath) || !findProgram('chromium', searchPath);
const camera = { id: 'a', name: 'A', device: 'test', width: 320, height: 180, fps: 5 };

let dataFolder: string;
let children: ChildProcess[];

beforeAll(() => {
  execFileSync(process.execPath, ['build/build.ts', '--if-stale'], { cwd: root, stdio: 'inherit' });
});
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'rpicam-start-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(dataFolder, { recursive: true, force: true });
});

/** `npm start` without npm. Everything it says is in `said()`. */
function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const withoutDisplay = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
  const child = spawn(process.execPath, ['dist/main/start.js', '--data-dir', dataFolder, ...args], {
    cwd: root,
    env: { ...withoutDisplay, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (output.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output.err += text.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output, ended };
}

const onAnyPort = ['--host', '127.0.0.1', '--port', '0'];
const addressIn = (output: string) => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];

describe('npm start without a display', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'serves, says why there is no wall, and ends well on %s',
    async (signal) => {
      const { child, output, ended } = start(onAnyPort);
      await until('its display line', () =>
        output.out.includes('display: headless, because there is no display'),
      );
      const answer = await fetch(`${addressIn(output.out)}/health`);
      expect(answer.status).toBe(200);
      child.kill(signal);
      expect(await ended).toBe(0);
    },
  );

  test('reads cameras.json again on SIGHUP', async () => {
    writeConfig([]);
    const { child, output } = start(onAnyPort);
    await until('its display line', () => output.out.includes('display: headless'));
    writeConfig([camera]);
    child.kill('SIGHUP');
    await until('the new camera', async () => (await camerasOf(addressIn(output.out))).length === 1);
  });
});

describe.skipIf(screenMissing)('npm start with a display', () => {
  test('shows the wall in Chromium, opens it again when it dies, and leaves nothing behind', async () => {
    // Protected, so that the browser has to be let in each time it is opened.
    const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
    writeConfig([camera], { auth });
    const display = await startXvfb();
    const { child, output, ended } = start(onAnyPort, { DISPLAY: display });
    const address = await until('its address', () => addressIn(output.out));
    await until('a viewer', () => hasViewer(address));
    expect(output.out).toContain('display: chromium, because DISPLAY');

    const commandLines = allDescendants(child.pid).map(commandLine).join('\n');
    expect(commandLines).toContain('--kiosk');
    expect(commandLines).not.toMatch(/secret|api\/session/);

    const browser = await until('the browser', () => childPids(child.pid).find(isChromium));
    process.kill(browser, 'SIGKILL');
    await until('a new browser', () =>
      childPids(child.pid).some((pid) => pid !== browser && isChromium(pid)),
    );
    await until('a viewer again', () => hasViewer(address));

    const descendants = allDescendants(child.pid);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await until('the end of all its processes', () => !descendants.some(isRunning));
    expect(output.out.match(/the browser ended/g)).toHaveLength(1);
  });
});

describe('npm start that cannot start', () => {
  test('says how it is called, and in one line what is wrong with its flags', async () => {
    const { output, ended } = start(['--port', 'many']);
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^usage: npm start .*\nrpicam-kiosk: .*--port.*\n$/);
  });

  test('says in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { output, ended } = start(['--host', '127.0.0.1', '--port', String(port)]);
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^rpicam-kiosk: port \d+ is in use.*\n$/);
    other.close();
  });
});

async function startXvfb(): Promise<string> {
  const screen = ['-displayfd', '1', '-screen', '0', '800x480x24', '-nolisten', 'tcp'];
  const xvfb = spawn('Xvfb', screen, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(xvfb);
  const [line] = await once(xvfb.stdout, 'data');
  return `:${String(line).trim()}`;
}

function writeConfig(cameras: CameraConfig[], settings: object = {}): void {
  writeFileSync(join(dataFolder, 'cameras.json'), JSON.stringify({ port_mode: 'off', ...settings, cameras }));
}

async function camerasOf(address: string | undefined): Promise<CameraHealth[]> {
  return healthSchema.parse(await (await fetch(`${address}/health`)).json()).cameras;
}

async function hasViewer(address: string): Promise<boolean> {
  return (await camerasOf(address)).some(({ subscribers }) => subscribers > 0);
}

/** As any user of the machine can read it. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

function isChromium(pid: number): boolean {
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes('--kiosk');
}

function allDescendants(pid = process.pid): number[] {
  return childPids(pid).flatMap((child) => [child, ...allDescendants(child)]);
}
