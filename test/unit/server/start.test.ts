import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultCaptureWay, parseServerOptions, UsageError } from '../../../server/server-options.ts';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { patienceMs } from '../../fixtures/patience.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

const headless = resolve(import.meta.dirname, '../../../server/headless.ts');

function run(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [headless, ...args],
      { env: { ...process.env, ...env }, timeout: patienceMs },
      (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

describe('a server that cannot start says why in one line and ends with 2', () => {
  test.each([
    [['--port', '99999'], '--port must be a whole number from 0 to 65535: 99999'],
    [['--host', '203.0.113.7', '--port', '0'], 'this machine has no address 203.0.113.7'],
  ])('with %s, below how it is called where that is wrong', async (args, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-start-'));
    const { code, stderr, stdout } = await run([...args, '--data-dir', folder]);
    rmSync(folder, { recursive: true });
    expect(stderr).toContain(message);
    const lines = stderr.trim().split('\n');
    const isUsage = !message.startsWith('this machine');
    expect(lines[0]?.startsWith('usage: rpicam-kiosk serve ')).toBe(isUsage);
    expect(lines).toHaveLength(isUsage ? 2 : 1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('when its port is in use', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-start-'));
    const { code, stderr } = await run(['--host', '127.0.0.1', '--port', String(port), '--data-dir', folder]);
    other.close();
    rmSync(folder, { recursive: true });
    expect(stderr).toBe(
      `rpicam-kiosk: port ${port} is in use by another program; choose another with --port\n`,
    );
    expect(code).toBe(2);
  });

  test('when its data folder cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-start-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o444);
    const { code, stderr } = await run(['--data-dir', join(file, 'data'), '--port', '0']);
    rmSync(folder, { recursive: true });
    expect(stderr).toContain(`the data folder cannot be written: ${file}/data`);
    expect(code).toBe(2);
  });

  test('when an environment variable is wrong', async () => {
    expect(await run([], { APP_PORT: 'x' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('APP_PORT'),
    });
  });
});

describe('the options', () => {
  test('come from the flags before the environment before the defaults', () => {
    expect(parseServerOptions([], {})).toMatchObject({
      host: '0.0.0.0',
      port: 8_000,
      dataFolder: resolve('data'),
      retryCeilingMs: 30_000,
    });
    const env = {
      APP_PORT: '9000',
      RPICAM_DATA_DIR: '/srv/cams',
      CAMERA_RETRY_INTERVAL: '5',
      LOG_LEVEL: 'warning',
    };
    expect(parseServerOptions([], env)).toMatchObject({
      host: '0.0.0.0',
      port: 9_000,
      dataFolder: '/srv/cams',
      retryCeilingMs: 5_000,
      log: { level: 'warn', format: 'auto', destinations: ['stdout'], file: undefined },
      tls: undefined,
      deviceProbe: { max: 4, whenNoDevices: false },
    });
    expect(parseServerOptions(['--port', '7000', '--data-dir', '/x'], env)).toMatchObject({
      port: 7_000,
      dataFolder: '/x',
    });
  });

  test('say where the log goes, how HTTPS is served and what nginx is told', () => {
    const env = {
      LOG_DEST: 'file, syslog',
      LOG_FILE: '/var/log/x.log',
      NGINX_RELOAD_COMMAND: 'nginx  -s reload',
    };
    expect(parseServerOptions(['--tls-cert', '/c.pem', '--tls-key', '/k.pem'], env)).toMatchObject({
      log: { destinations: ['file', 'syslog'], file: '/var/log/x.log' },
      tls: { certificate: { kind: 'files', cert: '/c.pem', key: '/k.pem' }, plainHttp: 'redirect' },
      nginxReload: ['nginx', '-s', 'reload'],
    });
    const capture = (...flags: string[]) => parseServerOptions(flags, { CAMERA_CAPTURE: 'process' })?.capture;
    expect([capture(), capture('--capture', 'child')]).toEqual(['process', 'child']);
    expect(parseServerOptions([], {})?.capture).toBe('process');
    expect(defaultCaptureWay('browser')).toBe('child');
    expect(defaultCaptureWay(undefined, 'arm64')).toBe('process');
    expect(defaultCaptureWay(undefined, 'arm')).toBe('child');
    expect(parseServerOptions(['--tls', 'self-signed', '--tls-http', 'serve'], {})?.tls).toEqual({
      certificate: { kind: 'self-signed' },
      plainHttp: 'serve',
    });
  });

  test.each<[string[], NodeJS.ProcessEnv, string]>([
    [['--port', 'abc'], {}, '--port must be a whole number'],
    [['--prot', '8000'], {}, "Unknown option '--prot'"],
    [['extra'], {}, "Unexpected argument 'extra'"],
    [[], { CAMERA_RETRY_INTERVAL: '-1' }, 'CAMERA_RETRY_INTERVAL'],
    [['--tls', 'yes'], {}, '--tls must be one of self-signed: yes'],
    [['--tls-cert', 'c.pem'], {}, '--tls-cert and --tls-key belong together'],
    [['--tls', 'self-signed', '--tls-cert', 'c', '--tls-key', 'k'], {}, 'exclude each other'],
    [['--tls-http', 'maybe'], {}, '--tls-http must be one of redirect, serve: maybe'],
    [['--capture', 'thread'], {}, '--capture must be one of process, child: thread'],
    [[], { CAMERA_CAPTURE: 'ffmpeg' }, 'CAMERA_CAPTURE must be one of process, child: ffmpeg'],
    [[], { LOG_DEST: 'stdout,nowhere' }, 'LOG_DEST must be one of stdout, file, syslog: nowhere'],
    [[], { LOG_DEST: 'file' }, 'set LOG_FILE too'],
    [[], { LOG_FORMAT: 'xml' }, 'LOG_FORMAT must be one of auto, json, pretty: xml'],
    [[], { LOG_LEVEL: 'LOUD' }, 'LOG_LEVEL must be one of'],
    [[], { MAX_DEVICE_PROBE: '-1' }, 'MAX_DEVICE_PROBE must be a whole number from 0 to 64: -1'],
  ])('%j and %j are refused: %s', (argv, env, message) => {
    expect(() => parseServerOptions(argv, env)).toThrow(message);
  });

  test('that do not exist are refused by name', () => {
    expect(() => parseServerOptions(['--nope'], {})).toThrow(UsageError);
  });
});

test('nginx.cameras.conf is there before the port answers', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-start-'));
  const cameras = [{ id: 'hall', name: 'Hall', device: 'test', port: 8_081 }];
  writeFileSync(join(folder, 'cameras.json'), JSON.stringify({ cameras }));
  // The port never answers here, so whatever is written was written before.
  const { code } = await run(['--host', '127.0.0.1', '--port', String(port), '--data-dir', folder]);
  other.close();
  expect(code).toBe(2);
  const text = readFileSync(join(folder, 'nginx.cameras.conf'), 'utf8');
  expect(text).toContain(`proxy_pass http://127.0.0.1:${port}/cam/hall/video;`);
  rmSync(folder, { recursive: true });
});

describe('without a cameras.json', () => {
  test.skipIf(fakecamMissing)('the devices that are there are the cameras', async () => {
    using devices = new FakeCameras();
    devices.up(0, '--pattern', '--mjpeg', '640x480@30', '--card', 'Front Door', '--meta', '1');
    devices.up(2, '--pattern', '--yuyv', '320x240@15', '--card', 'Back Yard');
    await using server = await TestServer.start({ devices });
    const { cameras } = await server.health();
    expect(cameras.map(({ name, device }) => [name, device])).toEqual([
      ['Front Door', '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0'],
      ['Back Yard', '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:3:1.0-video-index0'],
    ]);
  });

  test.skipIf(fakecamMissing)(
    'the devices that were there stay the cameras, also if one is gone later',
    async () => {
      using devices = new FakeCameras();
      devices.up(0, '--pattern', '--mjpeg', '640x480@30', '--card', 'Front Door');
      devices.up(2, '--pattern', '--mjpeg', '640x480@30', '--card', 'Back Yard');
      await using server = await TestServer.start({ devices });
      const before = (await server.health()).cameras.map(({ id, name, device }) => ({ id, name, device }));
      await server.stop();
      devices.fault(0, 'unplugged');
      devices.up(4, '--pattern', '--mjpeg', '640x480@30', '--card', 'Garden');
      await server.restart();
      const { cameras } = await server.health();
      expect(cameras.map(({ id, name, device }) => ({ id, name, device }))).toEqual(before);
      await until('the camera is missing', async () => {
        const picture = await server.fetch(`/cam/${before[0]?.id}/snapshot`);
        await picture.arrayBuffer();
        return (await server.health()).cameras[0]?.reason === 'no-device';
      });
    },
  );

  test.skipIf(fakecamMissing)(
    'and without a device there are two test patterns, and it says so',
    async () => {
      using devices = new FakeCameras();
      devices.up(0, '--pattern', '--mjpeg', '640x480@30');
      devices.fault(0, 'unplugged');
      await using server = await TestServer.start({ devices });
      const { cameras } = await server.health();
      expect(cameras.map(({ device }) => device)).toEqual(['test:Test 1', 'test:Test 2']);
      expect(server.output).toContain('two test-pattern cameras');
      expect(existsSync(join(server.dataFolder, 'cameras.json'))).toBe(false);
    },
  );
});
