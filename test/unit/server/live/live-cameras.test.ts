import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { call } from '../../../fixtures/api-call.ts';
import { jpegSize } from '../../../fixtures/jpeg-size.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from './live-client.ts';

const camera = (id: string, size: object = {}) => ({
  ...{ id, name: id, device: 'test', width: 320, height: 240, fps: 15 },
  ...size,
});

let server: ServerHere;
let page: LiveClient;
beforeEach(async () => {
  server = await ServerHere.start({
    config: { linger_seconds: 0, cameras: [camera('hall'), camera('yard')] },
  });
  page = await LiveClient.open(server.url);
});
afterEach(async () => {
  page[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const configure = async (...cameras: object[]) => {
  expect((await call(server, 'POST', '/api/cameras', { cameras })).status).toBe(200);
};
/** Waits for frames that come after this call. */
const untilMore = (tile: number) => page.untilFrames(tile, page.framesOf(tile).length + 3);

describe('a page that shows no tiles any more', () => {
  test('gets nothing, and lets the cameras sleep', async () => {
    page.show({ tile: 1, camera: 'hall' }, { tile: 2, camera: 'hall', width: 160 });
    await page.untilFrames(1);
    await page.untilFrames(2);
    await server.untilCamera('hall', { subscribers: 2, kind: 'live' });
    page.show();
    await server.untilCamera('hall', { subscribers: 0, kind: 'sleeping' });
    page.show({ tile: 3, camera: 'hall' });
    await page.untilFrames(3);
  });

  test('or other ones does not interrupt those that stay', async () => {
    page.show({ tile: 1, camera: 'hall' }, { tile: 2, camera: 'yard' });
    await page.untilFrames(1);
    await page.untilFrames(2);
    page.show({ tile: 2, camera: 'yard' });
    await server.untilCamera('hall', { subscribers: 0 });
    await untilMore(2);
    const sequences = page.framesOf(2).map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
  });
});

describe('a camera on a wall', () => {
  test('that is deleted is refused; it is shown again when it is back and named again', async () => {
    page.show(
      { tile: 1, camera: 'hall' },
      { tile: 2, camera: 'hall', width: 160 },
      { tile: 3, camera: 'yard' },
    );
    for (const tile of [1, 2, 3]) await page.untilFrames(tile);
    // So many frames that the sequences of the new camera are smaller, even if its first frames are taken late.
    await page.untilFrames(1, 12);
    await configure(camera('yard'));
    const refused = await until('both are refused', () => {
      const found = page.notices.filter((notice) => notice.type === 'refused');
      return found.length === 2 ? found : undefined;
    });
    expect(refused.map(({ tile, code }) => [tile, code]).sort()).toEqual([
      [1, 'unknown-camera'],
      [2, 'unknown-camera'],
    ]);
    await untilMore(3);

    await configure(camera('yard'), camera('hall'));
    await untilMore(3);
    const before = page.framesOf(1).length;
    page.show(
      { tile: 1, camera: 'hall' },
      { tile: 2, camera: 'hall', width: 160 },
      { tile: 3, camera: 'yard' },
    );
    const frames = await page.untilFrames(1, before + 2);
    expect(frames[before]?.sequence).toBeLessThan(frames[before - 1]?.sequence ?? 0);
    await untilMore(2);
    expect(page.notices.filter(({ type }) => type === 'refused')).toHaveLength(2);
  });

  test('that does not exist yet is refused, and shown when it exists', async () => {
    page.show({ tile: 1, camera: 'barn' });
    expect(await page.untilNotice('refused')).toMatchObject({ tile: 1, code: 'unknown-camera' });
    await configure(camera('hall'), camera('barn'));
    page.show({ tile: 1, camera: 'barn' });
    await page.untilFrames(1);
  });

  test('goes on by itself when its settings or its device change', async () => {
    page.show({ tile: 1, camera: 'hall' }, { tile: 2, camera: 'hall', width: 160 });
    await page.untilFrames(1, 5);
    await configure(camera('hall', { width: 640, height: 480, device: 'test:Other' }), camera('yard'));
    await until('it is larger', () => {
      const last = page.framesOf(1).at(-1);
      return last && jpegSize(last.jpeg)?.width === 640;
    });
    await untilMore(2);
    const sequences = page.framesOf(1).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(page.notices.map(({ type }) => type)).toEqual(['welcome']);
  });

  test('may be replaced by another camera in the same tile', async () => {
    page.show({ tile: 1, camera: 'hall' });
    await page.untilFrames(1);
    page.show({ tile: 1, camera: 'yard' });
    await server.untilCamera('hall', { subscribers: 0 });
    await untilMore(1);
    await server.untilCamera('yard', { subscribers: 1 });
  });
});
