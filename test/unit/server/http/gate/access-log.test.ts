import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { linesPerMinute } from '../../../../../server/http/gate/log-budget.ts';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { until } from '../../../../fixtures/until.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', width: 160, height: 120, fps: 10 };

let server: TestServer;
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

function logged(): Record<string, unknown>[] {
  return server.output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'request');
}

const untilLogged = (path: string) =>
  until(`${path} is logged`, () => logged().find((line) => line['path'] === path));

/** A request whose target is sent as it is; fetch would tidy it up. */
function send(target: string): Promise<number> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the access log', () => {
  test('has the client, its request and the answer', async () => {
    server = await TestServer.start({ config: { cameras: [hall] } });
    await server.fetch('/api/cameras/hall/restart?x=1', { method: 'POST' });
    const line = await untilLogged('/api/cameras/hall/restart');
    expect(line).toMatchObject({
      level: 30,
      client: '127.0.0.1',
      user: 'anyone',
      method: 'POST',
      status: 200,
    });
    expect(line['ms']).toBeGreaterThanOrEqual(0);
    expect(line['bytes']).toBeGreaterThan(100);
  });

  test('spares the SD card what only reads, tells of logins that failed, and is not filled by one address', async () => {
    server = await TestServer.start({
      config: { cameras: [hall], auth: { enabled: true, username: 'a', password: 'right' } },
    });
    await server.fetch('/health');
    await server.fetch('/nothing');
    await server.fetch('/cam/hall/snapshot');
    const line = await untilLogged('/cam/hall/snapshot');
    expect(line).toMatchObject({ level: 30, status: 401 });
    expect(logged()).toHaveLength(1);

    for (let count = 0; count < linesPerMinute + 20; count++) await server.fetch('/cam/hall/snapshot');
    await until('the lines are there', () => logged().length === linesPerMinute);
    await server.fetch('/health');
    expect(logged()).toHaveLength(linesPerMinute);
  });

  test('has reads at debug level, and a stream when it ends, with the time it was watched', async () => {
    server = await TestServer.start({ config: { cameras: [hall] }, env: { LOG_LEVEL: 'DEBUG' } });
    const viewer = await MjpegViewer.open(`${server.url}/cam/hall/video?width=64`);
    await viewer.nextPicture();
    await (await server.fetch('/health')).text();
    await untilLogged('/health');
    expect(logged().some(({ path }) => path === '/cam/hall/video')).toBe(false);
    viewer[Symbol.dispose]();
    const line = await untilLogged('/cam/hall/video');
    expect(line).toMatchObject({ level: 20, client: '127.0.0.1', status: 200 });
    expect(line['ms']).toBeGreaterThan(0);
    expect(line['bytes']).toBeGreaterThan(500);
    expect(logged().find(({ path }) => path === '/health')).toMatchObject({ level: 20 });
    // The bytes of each request of a connection are counted for itself.
    for (let count = 0; count < 2; count++) await (await server.fetch('/health')).text();
    const ofHealth = () => logged().filter(({ path }) => path === '/health');
    await until('three lines', () => ofHealth().length === 3);
    const bytes = ofHealth().map((each) => Number(each['bytes']));
    expect(Math.max(...bytes)).toBeLessThan(2 * Math.min(...bytes));
  });

  test.each(['json', 'pretty'])('and the rest of the log never hold a secret (%s)', async (format) => {
    const secrets = [
      's3cret-login',
      's3cret-url',
      's3cret-token',
      's3cret-guess',
      's3cret-body',
      's3cret-path',
    ];
    const camera = { id: 'net', name: 'Net', device: `rtsp://user:${secrets[1]}@127.0.0.1:1/x` };
    const auth = { enabled: true, username: 'admin', password: secrets[0] };
    server = await TestServer.start({
      config: { cameras: [hall, camera], auth },
      env: { LOG_LEVEL: 'DEBUG', LOG_FORMAT: format },
    });
    const basic = (password: string) => ({
      Authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
    });
    const admin = basic('s3cret-login');
    await server.untilCamera('net', { kind: 'retrying' });
    const json = { ...admin, 'Content-Type': 'application/json' };
    const post = (body: string) => server.fetch('/api/cameras', { method: 'POST', headers: json, body });
    await server.fetch('/api/cameras', { headers: basic('s3cret-guess') });
    await server.fetch('/api/cameras', {
      headers: { Authorization: 'Bearer s3cret-token', Cookie: 's=s3cret-token' },
    });
    await server.fetch('/cam/hall/snapshot?token=s3cret-token&secret=s3cret-token', { headers: admin });
    await server.fetch('/?secret=s3cret-token');
    await post('{"auth": {"password": "s3cret-body"');
    await post(JSON.stringify({ cameras: [{ ...camera, device: 'rtsp://u:s3cret-body@[broken' }] }));
    await post(JSON.stringify({ cameras: [hall, camera], auth: { ...auth, password: 's3cret-body' } }));
    await send('http://admin:s3cret-path@127.0.0.1/health');
    await send('//admin:s3cret-path@127.0.0.1/health');
    await send('/cam/rtsp%3A%2F%2Fu%3As3cret-path%40host/video');
    await send('/cam/password=s3cret-path/video');
    await server.fetch('/last-one', { method: 'PUT' });
    await until('all is logged', () => server.output.includes('/last-one'));
    await server.stop();
    for (const secret of secrets) {
      expect(server.output).not.toContain(secret);
      expect(server.output).not.toContain(Buffer.from(`admin:${secret}`).toString('base64'));
    }
    expect(server.output).toContain('/cam/hall/snapshot');
  });
});

describe('the log of a server', () => {
  test('goes to its file alone where it is told so, and SIGHUP opens that anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-log-'));
    const file = join(folder, 'kiosk.log');
    const env = { LOG_DEST: 'file', LOG_FILE: file, LOG_LEVEL: 'DEBUG' };
    server = await TestServer.start({ config: { cameras: [hall] }, env });
    await server.fetch('/before');
    await until('it is written', () => readFileSync(file, 'utf8').includes('/before'));
    renameSync(file, `${file}.moved`);
    server.child.kill('SIGHUP');
    await until('there is a new one', async () => {
      await server.fetch('/after');
      return existsSync(file);
    });
    await server.stop();
    expect(readFileSync(file, 'utf8')).toContain('/after');
    expect(readFileSync(file, 'utf8')).not.toContain('/before');
    expect(server.output).not.toContain('/after');
    rmSync(folder, { recursive: true });
  });

  test('that cannot be written keeps it from starting, in one line', async () => {
    server = await TestServer.start({ config: { cameras: [] } });
    const env = { LOG_DEST: 'file', LOG_FILE: '/no/such/folder/kiosk.log' };
    await expect(TestServer.start({ env })).rejects.toThrow(
      'rpicam-kiosk: the log file cannot be written: /no/such/folder/kiosk.log (ENOENT); make its folder first\n',
    );
  });

  test('is whole though a viewer and a syslog that is not there are left at the end', async () => {
    server = await TestServer.start({
      config: { cameras: [hall] },
      env: { LOG_DEST: 'stdout,syslog', LOG_LEVEL: 'DEBUG' },
    });
    using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    await viewer.nextPicture();
    expect(await server.stop()).toBe(0);
    expect(logged().at(-1)).toMatchObject({ path: '/cam/hall/video' });
  });
});
