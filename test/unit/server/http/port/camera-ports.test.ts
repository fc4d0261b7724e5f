import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AskedServer } from '../../../../fixtures/asked-server.ts';
import { freePorts } from '../../../../fixtures/free-ports.ts';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';

const hasIpv6 = existsSync('/proc/net/if_inet6');
const everywhere = hasIpv6 ? ['--host', '::'] : ['--host', '0.0.0.0'];
const awkwardId = 'a b?#%; } server {"\'$';

let ports: number[];
let server: AskedServer;

/** A camera with the port of this number. */
const camera = (id: string, index: number, fields: object = {}) => ({
  ...{ id, name: id, device: 'test', width: 320, height: 240, fps: 15, port: ports[index] },
  ...fields,
});
const url = (index: number, path = '/') => `http://127.0.0.1:${ports[index]}${path}`;

async function post(body: object): Promise<void> {
  const response = await server.fetch('/api/cameras', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(await response.text());
}

/** Which camera's picture is there, by its width. */
async function widthAt(index: number): Promise<number> {
  const response = await fetch(url(index, '/snapshot'));
  const jpeg = Buffer.from(await response.arrayBuffer());
  return (await sharp(jpeg).metadata()).width;
}

async function occupy(port: number | undefined): Promise<Server> {
  const other = createServer((_request, response) => response.end('another program'));
  other.listen(port);
  await once(other, 'listening');
  return other;
}

beforeAll(async () => {
  ports = await freePorts(5);
});

describe('a camera port', () => {
  beforeAll(async () => {
    const cameras = [camera('hall', 0), camera(awkwardId, 1)];
    server = await ServerHere.start({ config: { port_mode: 'embedded', cameras }, args: everywhere });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('shows the video of its camera', async () => {
    using viewer = await MjpegViewer.open(url(0));
    await viewer.nextPicture();
    await server.untilCamera('hall', { subscribers: 1, port_state: 'listening', port_problem: '' });
  });

  test('shows its still, whatever is asked for beside it', async () => {
    for (const path of ['/snapshot', '/snapshot?t=1', '/snapshot/']) {
      const response = await fetch(url(0, path));
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    }
    expect((await fetch(url(0, '/snapshot?width=1'))).status).toBe(422);
  });

  test.each(['/video', '/video/', '//video?t=1', '//'])('shows the video at %s too', async (path) => {
    using viewer = await MjpegViewer.open(url(0, path));
    await viewer.nextPicture();
  });

  test('has the video as H.264 at /video.mp4', async () => {
    const response = await fetch(url(0, '/video.mp4'), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  });

  test('takes slashes in a row for one', async () => {
    expect((await fetch(url(0, '//snapshot'))).status).toBe(200);
  });

  test.skipIf(!hasIpv6)('is there under IPv6 too', async () => {
    expect((await fetch(`http://[::1]:${ports[0]}/snapshot`)).status).toBe(200);
  });

  test('finds its camera whatever its id is', async () => {
    using viewer = await MjpegViewer.open(url(1));
    await viewer.nextPicture();
    expect((await fetch(url(1, '/snapshot'))).status).toBe(200);
  });

  test('answers HEAD, and refuses other methods', async () => {
    const head = await fetch(url(0), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      'multipart/x-mixed-replace; boundary=frame',
    ]);
    expect((await fetch(url(0), { method: 'POST' })).status).toBe(405);
  });

  test.each(['/api/cameras', '/health', '/index.html', '/videos', '/snapshots', '/snapshot/x', '//health'])(
    'has nothing at %s',
    async (path) => {
      const response = await fetch(url(0, path));
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ detail: 'Not Found' });
    },
  );
});

describe('a change of the configuration', () => {
  beforeAll(async () => {
    const cameras = [camera('wide', 0), camera('small', 1, { width: 160, height: 120 }), camera('stays', 2)];
    server = await ServerHere.start({ config: { port_mode: 'embedded', cameras } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('can swap two ports, and is answered after that; a viewer of a third one notices nothing', async () => {
    using swapped = await MjpegViewer.open(url(0));
    using other = await MjpegViewer.open(url(2));
    const cameras = [camera('wide', 1), camera('small', 0, { width: 160, height: 120 }), camera('stays', 2)];
    await post({ cameras });
    expect([await widthAt(0), await widthAt(1)]).toEqual([160, 320]);
    await until('the viewer of another camera is gone', () => swapped.ended);
    await other.nextPicture();
  });

  test('gives the port of a removed camera to another, and takes the old one away', async () => {
    using left = await MjpegViewer.open(url(1));
    await post({ cameras: [camera('small', 1, { width: 160, height: 120 }), camera('stays', 2)] });
    expect(await widthAt(1)).toBe(160);
    await until('the viewer of the removed camera is gone', () => left.ended);
    await expect(fetch(url(0))).rejects.toThrow();
  });

  test('to another id takes the port with it', async () => {
    await post({ cameras: [camera('renamed', 1, { width: 160, height: 120 }), camera('stays', 2)] });
    expect(await widthAt(1)).toBe(160);
    expect(await server.camera('renamed')).toMatchObject({ port_state: 'listening' });
  });

  test.each(['off', 'nginx'] as const)('to "%s" closes the ports, and back opens them', async (port_mode) => {
    using viewer = await MjpegViewer.open(url(2));
    await post({ port_mode, cameras: [camera('stays', 2)] });
    expect(await server.camera('stays')).toMatchObject({ port_state: port_mode, port_problem: '' });
    await expect(fetch(url(2))).rejects.toThrow();
    await until('its viewer is gone', () => viewer.ended);
    await post({ port_mode: 'embedded', cameras: [camera('stays', 2)] });
    // A child process that was just being forked may hold the closed port for a moment: then it is had a little later.
    await server.untilCamera('stays', { port_state: 'listening' });
    expect((await fetch(url(2, '/snapshot'))).status).toBe(200);
  });
});

test('a port that another program has is told, once, and taken as soon as it is free', async () => {
  const other = await occupy(ports[3]);
  await using started = await TestServer.start({
    config: { port_mode: 'embedded', cameras: [camera('late', 3), camera('fine', 4)] },
  });
  server = started;
  expect(await server.camera('late')).toMatchObject({
    port_state: 'taken',
    port_problem: expect.stringContaining(`Port ${ports[3]} is in use by another program.`),
  });
  expect(await server.camera('fine')).toMatchObject({ port_state: 'listening' });
  expect((await server.health()).ok).toBe(false);
  expect((await server.fetch('/cam/late/snapshot')).status).toBe(200);
  await server.untilCamera('late', { state: 'online' });

  other.close();
  await server.untilCamera('late', { port_state: 'listening', port_problem: '' });
  expect((await fetch(url(3, '/snapshot'))).status).toBe(200);
  const told = started.logLines('late').filter((line) => line['port'] === ports[3]);
  expect(told.map(({ level }) => level)).toEqual([40, 30]);
});

test('protected streams ask for the login on camera ports too', async () => {
  const auth = { enabled: true, protect_streams: true, username: 'jürgen', password: 'päss:wörd' };
  server = await ServerHere.start({ config: { port_mode: 'embedded', auth, cameras: [camera('hall', 0)] } });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const login = Buffer.from('jürgen:päss:wörd').toString('base64');
  for (const path of ['/', '/snapshot']) {
    const refused = await fetch(url(0, path));
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect(await refused.json()).toMatchObject({ detail: 'Authentication required' });
  }
  const letIn = await fetch(url(0, '/snapshot'), { headers: { Authorization: `Basic ${login}` } });
  expect(letIn.status).toBe(200);
});

test('the ports are free again when the server has ended', async () => {
  server = await TestServer.start({ config: { port_mode: 'embedded', cameras: [camera('hall', 0)] } });
  onTestFinished(() => server[Symbol.asyncDispose]());
  using viewer = await MjpegViewer.open(url(0));
  await viewer.nextPicture();
  expect(await server.stop()).toBe(0);
  const other = await occupy(ports[0]);
  other.close();
});
