import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LinkView } from '../../../../../server/contract/access.ts';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { until } from '../../../../fixtures/until.ts';
import { GuardedServer } from '../guarded-server.ts';

const camera = (id: string) => ({ id, name: id, device: `test:${id}`, width: 320, height: 240, fps: 20 });
let server: GuardedServer;

beforeEach(async () => {
  server = await GuardedServer.start({ max_viewers: 4, cameras: [camera('hall'), camera('yard')] });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await until('nobody is left', () => server.viewers.all.length + server.clock.sleeperCount === 0);
});

async function made(body: object): Promise<LinkView> {
  const answer = await fetch(`${server.url}/api/cameras/hall/links`, {
    method: 'POST',
    body: JSON.stringify({ scope: 'stream', expires_in: 60, ...body }),
    headers: { 'Content-Type': 'application/json' },
  });
  return (await answer.json()) as LinkView;
}

const statusOf = async (path: string) => (await fetch(server.url + path, { method: 'HEAD' })).status;
const widthOf = async (jpeg: Buffer) => (await sharp(jpeg).metadata()).width;

describe('a link', () => {
  test('shows what it is for, and nothing of another camera', async () => {
    const [stream, still] = [await made({}), await made({ scope: 'still' })];
    expect(await statusOf(stream.path)).toBe(200);
    expect(await statusOf(still.path)).toBe(200);
    expect(await statusOf(stream.path.replace('/video', '/snapshot'))).toBe(200);
    expect(await statusOf(still.path.replace('/snapshot', '/video'))).toBe(403);
    expect(await statusOf(stream.path.replace('hall', 'yard'))).toBe(403);
    expect(await statusOf(`${stream.path}A`)).toBe(401);
    expect(await statusOf(stream.path.replace(stream.id, still.id))).toBe(401);
  });

  test('with a width shows no more, whatever is asked for', async () => {
    const { url } = await made({ width: 64 });
    for (const query of ['', '&width=320', '&width=64&quality=90']) {
      const answer = await fetch(url.replace('/video', '/snapshot') + query);
      expect(await widthOf(Buffer.from(await answer.arrayBuffer()))).toBe(64);
    }
    using viewer = await MjpegViewer.open(`${url}&width=200`);
    expect(await widthOf((await viewer.nextPicture()).jpeg)).toBe(64);
    using small = await MjpegViewer.open(`${url}&width=32`);
    expect(await widthOf((await small.nextPicture()).jpeg)).toBe(32);
  });

  test('with a frame rate shows no more, also when none is asked for', async () => {
    const { url } = await made({ fps: 2 });
    for (const query of ['', '&fps=20']) {
      using viewer = await MjpegViewer.open(url + query);
      const first = await viewer.nextPicture();
      const { parts } = viewer;
      await until('three more', () => viewer.parts >= parts + 3);
      const frames = Number(viewer.last?.headers['x-sequence']) - Number(first.headers['x-sequence']);
      expect(frames / (viewer.parts - parts)).toBeGreaterThan(3);
    }
  });
});

/** A bare connection that asks for the stream. */
function ask(times = 1): Socket {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('GET /cam/hall/video HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(times));
  return socket;
}

test('a client that has left when the guard opens is not counted', async () => {
  let left = false;
  server.gate = (response) => once(response, 'close').then(() => (left = true));
  const socket = ask();
  await until('it is connected', () => !socket.connecting);
  socket.destroy();
  await until('it has left', () => left);
  server.gate = () => Promise.resolve();
  expect(await statusOf('/cam/hall/video')).toBe(200);
  expect([server.viewers.count('hall'), server.subscriberCount('hall')]).toEqual([0, 0]);
});

describe('a login that takes long', () => {
  /** Holds whoever asks until `open` is called. */
  function hold(): { held: () => number; open: () => void } {
    const gate = Promise.withResolvers<void>();
    let count = 0;
    server.gate = () => (count++, gate.promise);
    return { held: () => count, open: gate.resolve };
  }

  test('does not let in more viewers than there are places when it is done', async () => {
    const gate = hold();
    const answers = Array.from({ length: 6 }, () => fetch(`${server.url}/cam/hall/video`));
    await until('all wait', () => gate.held() === 6);
    gate.open();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 503, 503]);
    expect(server.viewers.count('hall')).toBe(4);
    await Promise.all((await Promise.all(answers)).map(({ body }) => body?.cancel()));
  });

  test('by what was taken away meanwhile shows nothing for longer than a moment', async () => {
    const { url, id } = await made({});
    const gate = hold();
    const opened = MjpegViewer.open(url).catch(() => undefined);
    await until('it waits', () => gate.held() === 1);
    server.gate = () => Promise.resolve();
    const deleted = await fetch(`${server.url}/api/cameras/hall/links/${id}`, { method: 'DELETE' });
    expect(deleted.status).toBe(200);
    gate.open();
    using viewer = await opened;
    expect(server.viewers.count('hall')).toBe(0);
    await until('it is ended', () => server.subscriberCount('hall') === 0);
    expect(viewer?.ended ?? true).toBe(true);
  });
});

test('a viewer is one, however often it asks on its connection, and is forgotten when it goes', async () => {
  let asked = 0;
  server.gate = () => Promise.resolve(asked++);
  const socket = ask(3);
  await until('it watches', () => server.subscriberCount('hall') === 1);
  expect(asked).toBe(1);
  expect(await statusOf('/cam/hall/video')).toBe(200);
  expect(server.viewers.count('hall')).toBe(1);
  socket.destroy();
  await until('it is gone', () => server.viewers.count('hall') === 0 && server.subscriberCount('hall') === 0);
});

describe('a running stream', () => {
  /** Waits until a viewer has seen ten more frames, and expects it to have missed none. */
  async function missesNothing(viewer: MjpegViewer, during: () => Promise<unknown>): Promise<void> {
    const first = await viewer.nextPicture();
    const { parts } = viewer;
    await during();
    await until('ten more', () => viewer.parts >= parts + 10);
    const frames = Number(viewer.last?.headers['x-sequence']) - Number(first.headers['x-sequence']);
    expect(viewer.parts - parts).toBeGreaterThanOrEqual(frames);
    expect(viewer.ended).toBe(false);
  }

  test('ends when its link expires; viewers with another login go on', async () => {
    using viewer = await MjpegViewer.open((await made({})).url);
    using other = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    using longer = await MjpegViewer.open((await made({ expires_in: 61 })).url);
    await viewer.nextPicture();
    await missesNothing(other, async () => {
      await server.clock.advance(60_000);
      await until('it is ended', () => viewer.ended);
    });
    expect([longer.ended, server.viewers.count('hall')]).toEqual([false, 2]);
  });

  test('ends when its link is revoked', async () => {
    const link = await made({});
    using viewer = await MjpegViewer.open(link.url);
    using other = await MjpegViewer.open((await made({})).url);
    await viewer.nextPicture();
    await missesNothing(other, async () => {
      await fetch(`${server.url}/api/cameras/hall/links/${link.id}`, { method: 'DELETE' });
      await until('it is ended', () => viewer.ended);
    });
    expect(await statusOf(link.path)).toBe(401);
  });

  test('ends when its token is revoked', async () => {
    const token = await server.tokens.create({ name: 'Script', scope: 'view' });
    const answer = await fetch(`${server.url}/cam/hall/video`, {
      headers: { Authorization: `Bearer ${token?.token}` },
    });
    using other = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    await until('both watch', () => server.viewers.count('hall') === 2);
    const ended = answer.text();
    await missesNothing(other, async () => {
      await fetch(`${server.url}/api/tokens/${token?.id}`, { method: 'DELETE' });
      await ended;
    });
  });
});
