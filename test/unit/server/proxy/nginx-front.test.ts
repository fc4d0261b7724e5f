import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { nginxReportSchema } from '../../../../server/contract/nginx.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { freePorts } from '../../../fixtures/free-ports.ts';
import { MjpegViewer } from '../../../fixtures/mjpeg-viewer.ts';
import { nginxMissing, RealNginx } from '../../../fixtures/real-nginx.ts';
import { TestServer } from '../../../fixtures/running-server.ts';
import { until } from '../../../fixtures/until.ts';

const hasIpv6 = existsSync('/proc/net/if_inet6');
const awkwardId = '; } } server { listen 6666; } $host "\' é';
const auth = { enabled: true, protect_streams: true, username: 'pi', password: 'raspberry' };
const login = { Authorization: `Basic ${Buffer.from('pi:raspberry').toString('base64')}` };

let ports: number[];
let server: TestServer;

const camera = (id: string, port: number | undefined, fps = 10) => ({
  ...{ id, name: id, device: 'test', width: 320, height: 240, fps, port },
});
const url = (index: number, path = '/') => `http://127.0.0.1:${ports[index]}${path}`;
const includedFile = () => join(server.dataFolder, 'nginx.cameras.conf');

async function post(body: object): Promise<void> {
  const response = await server.fetch('/api/cameras', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(await response.text());
}

/** The server as nginx's workers, who are somebody else, find it. */
async function startServer(config: object): Promise<void> {
  server = await TestServer.start({ config: { port_mode: 'nginx', ...config } });
  chmodSync(server.dataFolder, 0o755);
}

describe.skipIf(nginxMissing)('through nginx', () => {
  let nginx: RealNginx;

  beforeAll(async () => {
    ports = await freePorts(3);
    await startServer({
      cameras: [camera('hall', ports[0]), camera(awkwardId, ports[1]), camera('slow', ports[2], 0.5)],
    });
    nginx = await RealNginx.start(includedFile());
  });
  afterAll(async () => {
    await nginx[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('a frame arrives whole before the next one is made', async () => {
    using viewer = await MjpegViewer.open(url(2));
    for (let count = 0; count < 2; count++) {
      const { headers } = await viewer.nextPicture();
      await until('the newest frame that was made is the one that arrived', async () => {
        const { last_frame_ts: madeAt } = await server.camera('slow');
        const arrived = Number(viewer.last?.headers['x-timestamp'] ?? headers['x-timestamp']);
        return Math.abs(arrived - (madeAt ?? 0)) < 0.01;
      });
    }
    expect(await server.camera('slow')).toMatchObject({ subscribers: 1, port_state: 'nginx' });
  });

  test('a viewer who leaves is noticed', async () => {
    const viewer = await MjpegViewer.open(url(0));
    await server.untilCamera('hall', { subscribers: 1 });
    viewer[Symbol.dispose]();
    await server.untilCamera('hall', { subscribers: 0 });
  });

  test.each(['/snapshot', '/snapshot?t=1'])('%s is one JPEG', async (path) => {
    const response = await fetch(url(0, path), { redirect: 'error' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await response.arrayBuffer()).byteLength).toBe(Number(response.headers.get('content-length')));
  });

  test.each(['/video', '//video', '/video/'])('%s is the video too', async (path) => {
    const response = await fetch(url(0, path), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'multipart/x-mixed-replace; boundary=frame',
    ]);
  });

  test('/video.mp4 is the video as H.264', async () => {
    const response = await fetch(url(0, '/video.mp4'), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  });

  test('/snapshot/ leads to /snapshot, at the same address', async () => {
    const response = await fetch(url(0, '/snapshot/?t=1'));
    expect([response.status, response.url]).toEqual([200, url(0, '/snapshot?t=1')]);
  });

  test('queries reach the server', async () => {
    expect((await fetch(url(0, '/snapshot?width=1'))).status).toBe(422);
    expect((await fetch(url(0, '/?fps=0'))).status).toBe(422);
  });

  test('HEAD is answered', async () => {
    const response = await fetch(url(0), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'multipart/x-mixed-replace; boundary=frame',
    ]);
  });

  test.skipIf(!hasIpv6)('IPv6 is served', async () => {
    expect((await fetch(`http://[::1]:${ports[0]}/snapshot`)).status).toBe(200);
  });

  test('a camera is found whatever its id is', async () => {
    using viewer = await MjpegViewer.open(url(1));
    await viewer.nextPicture();
    expect((await fetch(url(1, '/snapshot'))).status).toBe(200);
  });

  test.each([
    '/api/cameras',
    '/health',
    '/x',
    '/snapshots',
    '/videos',
    '/video/x',
    '/snapshot/x',
    '/snapshot/../health',
    '/.server-offline',
  ])('there is nothing at %s', async (path) => {
    expect((await fetch(url(0, path))).status).toBe(404);
  });

  test('GET /api/nginx tells what was written and that nginx accepts it', async () => {
    const report = await until('it was checked', async () => {
      const answer = nginxReportSchema.parse(await (await server.fetch('/api/nginx')).json());
      return answer.check.state === 'ok' ? answer : undefined;
    });
    expect(report).toMatchObject({ path: includedFile(), port_mode: 'nginx' });
    expect(report.text).toContain(`listen ${ports[0]};`);
    expect(await server.health()).toMatchObject({ problems: [] });
  });

  test('while the server is away there is a picture that says so, with the status of a failure', async () => {
    expect(await server.stop()).toBe(0);
    for (const path of ['/', '/snapshot?t=1']) {
      const response = await fetch(url(0, path));
      expect([response.status, response.headers.get('content-type')]).toEqual([502, 'image/jpeg']);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const jpeg = Buffer.from(await response.arrayBuffer());
      expect([jpeg.readUInt16BE(0), jpeg.readUInt16BE(jpeg.length - 2)]).toEqual([0xffd8, 0xffd9]);
    }
    chmodSync(server.dataFolder, 0o700);
    const unreadable = await fetch(url(0));
    if (process.getuid?.() === 0) expect(unreadable.headers.get('content-type')).toMatch('text/html');
    expect(unreadable.status).toBe(502);
  });
});

test.skipIf(nginxMissing)('protected streams ask for the login through nginx', async () => {
  ports = await freePorts(1);
  await startServer({ auth, cameras: [camera('hall', ports[0])] });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const nginx = await RealNginx.start(includedFile());
  onTestFinished(() => nginx[Symbol.asyncDispose]());
  for (const path of ['/', '/snapshot']) {
    const refused = await fetch(url(0, path));
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect(await refused.json()).toMatchObject({ detail: 'Authentication required' });
  }
  expect((await fetch(url(0, '/snapshot'), { headers: login })).status).toBe(200);
  const stream = await fetch(url(0), { headers: login });
  expect(stream.status).toBe(200);
  await stream.body?.cancel();
  expect((await server.fetch('/api/nginx')).status).toBe(401);
  expect((await server.fetch('/api/nginx', { headers: login })).status).toBe(200);
});

test.skipIf(nginxMissing)('the reload command brings every change to nginx', async () => {
  ports = await freePorts(2);
  using folder = new TemporaryFolder();
  await using nginx = await RealNginx.start(join(folder.path, 'nginx.cameras*.conf'));
  folder.write('cameras.json', JSON.stringify({ port_mode: 'nginx', cameras: [camera('hall', ports[0])] }));
  server = await TestServer.start({
    args: ['--data-dir', folder.path],
    env: { NGINX_RELOAD_COMMAND: nginx.reloadCommand },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const isServed = (index: number) =>
    fetch(url(index, '/snapshot')).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('nginx serves the camera', () => isServed(0));

  await post({ cameras: [camera('hall', ports[1])] });
  await until('nginx serves it on its new port', () => isServed(1));
  await until('the old port is closed', async () => !(await isServed(0)));
  expect(nginx.listeningPorts()).toEqual(hasIpv6 ? [ports[1], ports[1]] : [ports[1]]);

  await nginx[Symbol.asyncDispose]();
  await post({ cameras: [camera('hall', ports[0])] });
  const problems = await until('it is told', async () => (await server.health()).problems.join());
  expect(problems).toContain('nginx was not reloaded');
  await post({ port_mode: 'embedded', cameras: [camera('hall', ports[0])] });
  expect((await server.health()).problems).toEqual([]);
  expect(await isServed(0)).toBe(true);
});
