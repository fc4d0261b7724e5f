import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LiveTile, Playback } from '../../../../../server/contract/live.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { until } from '../../../../fixtures/until.ts';
import { LiveClient, type ReceivedFrame } from '../../live/live-client.ts';
import { readNumber } from './numbered-picture.ts';
import { claimFolder, recordFile, type RecordedFile } from './recorded-files.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');

let server: TestServer;
let files: RecordedFile[];
beforeAll(async () => {
  server = await TestServer.start({ config: { cameras: [{ id: 'door', name: 'Door', device: 'test' }] } });
  const folder = join(server.dataFolder, 'recordings');
  claimFolder(folder);
  // Ten pictures a second: 0 to 49 as H.264, then 50 to 69 as MJPEG without a gap, then 100 to 129 as H.264 without Cues.
  files = [
    await recordFile(folder, { startMs, first: 0, count: 50, isAvc: true }),
    await recordFile(folder, { startMs: startMs + 5_000, first: 50, count: 20 }),
    await recordFile(folder, {
      startMs: startMs + 60_000,
      first: 100,
      count: 30,
      isAvc: true,
      isPlain: true,
    }),
    await recordFile(folder, { startMs: startMs + 90_000, first: 0, count: 30, isAvc: true }),
  ];
  const damaged = files[3]?.path ?? '';
  const bytes = readFileSync(damaged);
  // The first key frame: nothing up to the next one can be decoded.
  const at = bytes.indexOf(Buffer.from([0xa3, 0x10])) + 400;
  writeFileSync(damaged, bytes.fill(0xff, at, at + 1_000));
});
afterAll(() => server[Symbol.asyncDispose]());

let nextTile = 1;
const tileAt = (at: number, rest: Partial<Playback> = {}, more: Partial<LiveTile> = {}) => ({
  ...{ tile: nextTile++, camera: 'door' },
  playback: { at_ms: startMs + at, step: 0, speed: 0, ...rest },
  ...more,
});

/** When the picture of a number is, after the first one. */
const placeOf = (number: number) => (number < 100 ? number * 100 : 60_000 + (number - 100) * 100);

async function picture({ jpeg, capturedAt }: ReceivedFrame) {
  const { number } = await readNumber(jpeg);
  return { number, atMs: capturedAt - startMs };
}

/** The server's programs that decode. */
const decoders = () =>
  execFileSync('ps', ['-eo', 'args'])
    .toString()
    .match(/^ffmpeg .*mpjpeg/gm) ?? [];

describe('a page that plays recordings in H.264', () => {
  test.each([
    ['at a key frame', 2_000, 0, 20],
    ['far behind a key frame', 1_999, 0, 19],
    ['one picture on, over a key frame', 1_900, 1, 20],
    ['one picture back, over a key frame', 2_000, -1, 19],
    ['over the border to a file of MJPEG', 4_900, 1, 50],
    ['back over that border', 5_000, -1, 49],
    ['in a file without an index', 61_500, 0, 115],
  ])('gets the one picture of a place: %s', async (_, at, step, number) => {
    using page = await LiveClient.open(server.url, { query: '?for=recordings' });
    const tile = tileAt(at, { step });
    page.show(tile);
    const [frame] = await page.untilFrames(tile.tile);
    if (!frame) throw new Error('no frame');
    expect(await picture(frame)).toEqual({ number, atMs: placeOf(number) });
  });

  test('gets the next pictures as time passes, from H.264 to MJPEG, with one decoder, which ends with it', async () => {
    const page = await LiveClient.open(server.url, { query: '?for=recordings' });
    const tile = tileAt(3_500, { speed: 2 });
    page.show(tile);
    // A slow machine shows fewer pictures of the same time.
    const frames = await until('a picture of the second file', () => {
      const shown = page.framesOf(tile.tile);
      return shown.some(({ capturedAt }) => capturedAt >= startMs + 5_000) ? shown : undefined;
    });
    const pictures = await Promise.all(frames.map(picture));
    for (const { number, atMs } of pictures) expect(atMs).toBe(placeOf(number));
    const numbers = pictures.map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    expect(numbers[0]).toBe(35);
    expect(numbers.filter((number) => number < 50).length).toBeGreaterThan(1);
    await until('it has one decoder', () => decoders().length <= 1);
    page[Symbol.dispose]();
    await until('the decoder is gone', () => decoders().length === 0);
  });

  test('sees the pictures after a damaged key frame from the next one on, and the server goes on', async () => {
    using page = await LiveClient.open(server.url, { query: '?for=recordings' });
    const tile = tileAt(92_000);
    page.show(tile);
    const [frame] = await page.untilFrames(tile.tile);
    expect(frame && (await picture(frame))).toEqual({ number: 20, atMs: 92_000 });
  });
});

describe('one picture of a recording in H.264', () => {
  test('is a JPEG: by its time, by its number, and as a thumbnail', async () => {
    const byTime = await server.fetch(`/api/recordings/door/frame?at=${startMs + 3_456}`);
    expect([byTime.status, byTime.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(byTime.headers.get('x-timestamp')).toBe(((startMs + 3_400) / 1_000).toFixed(3));
    expect((await readNumber(Buffer.from(await byTime.arrayBuffer()))).number).toBe(34);
    const recording = `/api/recordings/door/${files[0]?.id ?? ''}`;
    const byNumber = await server.fetch(`${recording}/frame?n=27`);
    expect((await readNumber(Buffer.from(await byNumber.arrayBuffer()))).number).toBe(27);
    const thumbnail = await server.fetch(`${recording}/thumbnail`);
    expect((await readNumber(Buffer.from(await thumbnail.arrayBuffer()))).number).toBe(0);
    expect(readdirSync(join(files[0]?.path ?? '', '..')).some((name) => name.endsWith('.jpg'))).toBe(true);
  });

  test('that is damaged is refused by its name', async () => {
    const answer = await server.fetch(`/api/recordings/door/${files[3]?.id ?? ''}/frame?n=5`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 'recording-unreadable' });
  });
});

describe('a server without ffmpeg', () => {
  test('says that recordings in H.264 need it, and plays those in MJPEG', async () => {
    await using bare = await TestServer.start({
      config: { cameras: [{ id: 'door', name: 'Door', device: 'test' }] },
      env: { PATH: '/nowhere' },
    });
    const folder = join(bare.dataFolder, 'recordings');
    claimFolder(folder);
    await recordFile(folder, { startMs, first: 0, count: 5, isAvc: true });
    await recordFile(folder, { startMs: startMs + 5_000, first: 50, count: 5 });
    const refused = await bare.fetch(`/api/recordings/door/frame?at=${startMs + 200}`);
    expect(refused.status).toBe(503);
    expect(await refused.text()).toMatch(/sudo apt install ffmpeg/);
    expect((await bare.fetch(`/api/recordings/door/frame?at=${startMs + 5_200}`)).status).toBe(200);
  });
});
