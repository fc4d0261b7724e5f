import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FakeCameras, fakecamMissing } from '../../../../fixtures/fakecam.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { cliEnvironment, cliPath, runCli } from '../run-cli.ts';

const reportShape = z.object({
  findings: z.array(
    z.object({
      check: z.string(),
      level: z.enum(['ok', 'warning', 'problem']),
      message: z.string(),
      advice: z.string(),
    }),
  ),
});
const findingsIn = (text: string) => reportShape.parse(JSON.parse(text)).findings;
const camera = { id: 'hall', name: 'Hall', device: 'test:Hall', port: 47_381 };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rpicam-doctor-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('doctor', () => {
  test('without a server looks at the machine, and says how to start one', async () => {
    const args = ['doctor', '--data-dir', folder, '--base-url', 'http://127.0.0.1:1'];
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const check of [
      'machine',
      'node',
      'ffmpeg',
      'v4l2-ctl',
      'devices',
      'disk',
      'cameras.json',
      'port 1',
      'clock',
    ]) {
      expect(stdout).toMatch(new RegExp(`^(ok     |warning)  ${check}: `, 'm'));
    }
    expect(stdout).toMatch(
      /warning {2}server: no server at http:\/\/127\.0\.0\.1:1\..*\n {9}-> rpicam-kiosk serve/,
    );
    expect(stdout).toMatch(/0 problems, \d+ warnings?\.\n$/);
  });

  test('asks the running server, and finds its data folder by itself', async () => {
    await using server = await TestServer.start({ config: { port_mode: 'off', cameras: [camera] } });
    const { code, stdout } = await runCli(['doctor', '--json', '--base-url', server.url], { cwd: folder });
    expect(code).toBe(0);
    const findings = findingsIn(stdout);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'server', level: 'ok' }));
    expect(findings).toContainEqual(expect.objectContaining({ check: 'camera hall', level: 'ok' }));
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'cameras.json', message: `${server.configPath} is valid: 1 cameras` }),
    );
    const port = new URL(server.url).port;
    expect(findings).toContainEqual({
      check: `port ${port}`,
      level: 'ok',
      message: `the server listens (process ${server.child.pid})`,
      advice: '',
    });
  });

  test('ends with 1 and names every problem: the file, the ports, the devices', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const cameras = [
      { ...camera, port },
      { id: 'gone', name: 'Gone', device: '/dev/video96' },
      { id: 'bad', name: 'Bad' },
    ];
    writeFileSync(join(folder, 'cameras.json'), JSON.stringify({ cameras }));
    const args = ['doctor', '--json', '--data-dir', folder, '--base-url', 'http://127.0.0.1:1'];
    const { code, stdout } = await runCli(args);
    other.close();
    expect(code).toBe(1);
    const problems = findingsIn(stdout).filter(({ level }) => level === 'problem');
    expect(problems.map(({ check }) => check).sort()).toEqual([
      'camera gone',
      'cameras.json',
      `port ${port}`,
    ]);
    expect(problems.every(({ advice }) => advice !== '')).toBe(true);
    expect(problems.find(({ check }) => check.startsWith('port'))?.message).toContain(
      `(process ${process.pid})`,
    );
  });

  test('passes on what the server says of a camera', async () => {
    const gone = { id: 'gone', name: 'Gone', device: '/dev/video96' };
    await using server = await TestServer.start({ config: { port_mode: 'off', cameras: [gone] } });
    await (await server.fetch('/cam/gone/snapshot')).arrayBuffer();
    await server.untilCamera('gone', { kind: 'retrying' });
    const { code, stdout } = await runCli(['doctor', '--base-url', server.url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/problem {2}camera gone: Camera not found.*\n {9}-> Plug it in/);
  });

  test('knows no user that is not there', async () => {
    const { code, stderr } = await runCli(['doctor', '--user', 'nobody-at-all']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Error: this machine has no user nobody-at-all\n' });
  });

  test.skipIf(fakecamMissing)('lists the cameras with their formats, and a node that is closed', async () => {
    using devices = new FakeCameras();
    devices.up(0, '--pattern', '--mjpeg', '1280x720@30', '--yuyv', '640x480@30', '--card', 'Front Door');
    devices.up(2, '--pattern', '--mjpeg', '640x480@15', '--card', 'Closed');
    devices.fault(2, 'eacces');
    const args = [cliPath, 'doctor', '--json', '--data-dir', folder, '--base-url', 'http://127.0.0.1:1'];
    const child = devices.spawn(process.execPath, args, { env: cliEnvironment() });
    if (!child.stdout) throw new Error('no output');
    const text = (await buffer(child.stdout)).toString('utf8');
    const found = findingsIn(text).filter(({ check }) => check === 'devices');
    expect(found.map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringMatching(
        /^ok Front Door at \/dev\/v4l\/by-path\/.* \(\/dev\/video0\): MJPG 1280x720@30, YUYV 640x480@30$/,
      ),
      expect.stringMatching(/^warning \/dev\/video2: .*Permission denied/),
    ]);
  });
});
