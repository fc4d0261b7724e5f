import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveLimits, type LiveTile, type Playback } from '../../../../../server/contract/live.ts';
import { recordingListSchema } from '../../../../../server/contract/recording.ts';
import { defaultWallSettings } from '../../../../../server/contract/wall.ts';
import { parsePrometheusText } from '../../../../fixtures/prometheus-text.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';
import { LiveClient, type ReceivedFrame } from '../../live/live-client.ts';
import { readNumber } from './numbered-picture.ts';
import { claimFolder, recordFile, type RecordedFile } from './recorded-files.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');
const pages = '?for=recordings';

let server: ServerHere;
/** In the order of their times. */
let files: RecordedFile[];
beforeAll(async () => {
  server = await ServerHere.start({ config: { cameras: [{ id: 'door', name: 'Door', device: 'test' }] } });
  const folder = join(server.dataFolder, 'recordings');
  claimFolder(folder);
  // Ten pictures a second: 0 to 49, then 50 to 99 without a gap, then 100 to 149 a minute later.
  files = [
    await recordFile(folder, { startMs, first: 0, count: 50 }),
    await recordFile(folder, { startMs: startMs + 5_000, first: 50, count: 50 }),
    await recordFile(folder, { startMs: startMs + 70_000, first: 100, count: 50 }),
    await recordFile(folder, { startMs: startMs + 80_000, first: 200, count: 50, facts: { orientation: 6 } }),
  ];
});
afterAll(() => server[Symbol.asyncDispose]());

let nextTile = 1;
const place = (at_ms: number, rest: Partial<Playback> = {}): Playback => ({
  at_ms,
  step: 0,
  speed: 0,
  ...rest,
});
const tileAt = (playback: Playback, rest: Partial<LiveTile> = {}) => ({
  tile: nextTile++,
  camera: 'door',
  playback,
  ...rest,
});

async function picture({ jpeg, capturedAt, sequence }: ReceivedFrame) {
  return { ...(await readNumber(jpeg)), atMs: capturedAt - startMs, sequence };
}

describe('a page that plays recordings', () => {
  test.each([
    ['at the time of a picture', 1_200, 0, 12],
    ['between two pictures', 1_299, 0, 12],
    ['one picture on', 1_200, 1, 13],
    ['one picture back', 1_200, -1, 11],
    ['over the border of two files', 4_900, 1, 50],
    ['back over that border', 5_000, -1, 49],
    ['many pictures on, over a gap', 9_900, 1, 100],
    ['from the gap on', 30_000, 1, 100],
    ['from the gap back', 30_000, -1, 99],
    ['from the gap back twice', 30_000, -2, 98],
    ['from before all on', -5_000, 1, 0],
    ['far back, to the first', 1_000, -100, 0],
  ])('gets the one picture of a place: %s', async (_, at, step, number) => {
    using page = await LiveClient.open(server.url, { query: pages });
    const tile = tileAt(place(startMs + at, { step }));
    page.show(tile);
    const [frame] = await page.untilFrames(tile.tile);
    if (!frame) throw new Error('no frame');
    const atMs = number < 100 ? number * 100 : 70_000 + (number - 100) * 100;
    expect(await picture(frame)).toEqual({ number, width: 320, atMs, sequence: 1 });
  });

  test('gets the next pictures as time passes, in the width that it asks for', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    const tile = tileAt(place(startMs + 4_500, { speed: 2 }), { width: 160 });
    page.show(tile);
    const frames = await Promise.all((await page.untilFrames(tile.tile, 12)).slice(0, 12).map(picture));
    expect(frames[0]).toEqual({ number: 45, width: 160, atMs: 4_500, sequence: 1 });
    for (const [index, { number, width, atMs, sequence }] of frames.entries()) {
      expect([width, atMs, sequence]).toEqual([160, number * 100, index + 1]);
      expect(number).toBeGreaterThan(frames[index - 1]?.number ?? -1);
    }
  });

  test('gets two frames ahead of what it confirms, then the newest for each that it confirms', async () => {
    using stuck = await LiveClient.open(server.url, { query: pages, paints: false });
    using other = await LiveClient.open(server.url, { query: pages });
    const [slow, quick] = [tileAt(place(startMs, { speed: 4 })), tileAt(place(startMs, { speed: 4 }))];
    stuck.show(slow);
    other.show(quick);
    await until('the other page is far ahead', () =>
      other.framesOf(quick.tile).some(({ capturedAt }) => capturedAt >= startMs + 4_000),
    );
    expect(stuck.framesOf(slow.tile)).toHaveLength(2);
    const [first] = stuck.framesOf(slow.tile);
    if (!first) throw new Error('no frame');
    stuck.confirm(first);
    const [, , third] = await stuck.untilFrames(slow.tile, 3);
    expect(third?.sequence).toBe(3);
    expect(third?.capturedAt).toBeGreaterThanOrEqual(startMs + 3_500);
  });

  test('gets frames with the orientation that was recorded, and upright ones where they are made smaller', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    const [whole, small] = [tileAt(place(startMs + 80_000)), tileAt(place(startMs + 80_000), { width: 160 })];
    page.show(whole, small);
    const [turned] = await page.untilFrames(whole.tile);
    const [upright] = await page.untilFrames(small.tile);
    expect([turned?.orientation, upright?.orientation]).toEqual([6, 1]);
  });

  test('is told of a gap and of the end, and gets no old picture there', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    const [gap, end] = [tileAt(place(startMs + 20_000)), tileAt(place(startMs + 900_000))];
    page.show(gap, end);
    await until('both are told', () => page.notices.filter(({ type }) => type === 'playback').length === 2);
    const told = (tile: number) =>
      page.notices.find((each) => each.type === 'playback' && each.tile === tile);
    expect(told(gap.tile)).toMatchObject({
      state: 'gap',
      at_ms: startMs + 20_000,
      next_ms: startMs + 70_000,
    });
    expect(told(end.tile)).toMatchObject({ state: 'end', at_ms: startMs + 900_000, next_ms: null });
    expect(page.frames).toEqual([]);
  });

  test('may use a tile number again for another place, which begins anew', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    const tile = tileAt(place(startMs));
    page.show(tile);
    await page.untilFrames(tile.tile);
    page.show({ ...tile, playback: place(startMs + 1_000) });
    const [, second] = await page.untilFrames(tile.tile, 2);
    if (!second) throw new Error('no frame');
    expect(await picture(second)).toEqual({ number: 10, width: 320, atMs: 1_000, sequence: 1 });
    page.show({ ...tile, playback: place(startMs + 1_000), width: 160 });
    const [, , third] = await page.untilFrames(tile.tile, 3);
    if (!third) throw new Error('no frame');
    expect(await picture(third)).toEqual({ number: 10, width: 160, atMs: 1_000, sequence: 2 });
    page.show({ tile: tile.tile, camera: 'door' });
    await until('the live picture is there', () =>
      page.frames.some(({ capturedAt }) => capturedAt > startMs + 1e6),
    );
  });

  test('gets the picture of the last place, however fast the hand moves', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    let last = tileAt(place(startMs));
    for (let seek = 0; seek < 200; seek++) {
      last = tileAt(place(startMs + (seek % 100) * 100), { width: 160 });
      page.show(last);
    }
    const [frame] = await page.untilFrames(last.tile);
    if (!frame) throw new Error('no frame');
    expect(await picture(frame)).toEqual({ number: 99, width: 160, atMs: 9_900, sequence: 1 });
    expect(page.notices.filter(({ type }) => type === 'refused')).toEqual([]);
  });

  test('is no wall: it is counted nowhere, and its reports are ignored', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    expect(await page.untilNotice('welcome')).toMatchObject({ wall: '', settings: defaultWallSettings() });
    page.say({ type: 'report', hidden: false, tiles: [], repairs: { tile: 1, socket: 1, page: 1 } });
    page.say({ type: 'clock', at: 1 });
    await page.untilNotice('clock');
    expect((await server.health()).walls).toEqual([]);
    expect((await server.fetch('/api/live?for=cinema')).status).toBe(422);
  });

  test('is refused what was never recorded, and more tiles than may play', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    page.show({ tile: 1, camera: 'attic', playback: place(startMs) });
    expect(await page.untilNotice('refused')).toMatchObject({ tile: 1, code: 'no-recordings' });
    using crowd = await LiveClient.open(server.url, { query: pages });
    const tiles = Array.from({ length: liveLimits.players + 1 }, () => tileAt(place(startMs)));
    crowd.show(...tiles);
    expect(await crowd.untilNotice('refused')).toMatchObject({
      tile: tiles.at(-1)?.tile,
      code: 'too-many-players',
      message: expect.stringContaining('48'),
    });
    crowd.show(...tiles.slice(-1));
    await crowd.untilFrames(tiles.at(-1)?.tile ?? 0);
  });

  test('leaves nothing behind', async () => {
    const metrics = async () => parsePrometheusText(await (await server.fetch('/metrics')).text());
    await until('no tile plays', async () => value(await metrics(), 'rpicam_playback_tiles') === 0);
    const found = await metrics();
    expect(value(found, 'rpicam_playback_frames_total')).toBeGreaterThan(50);
    expect(value(found, 'rpicam_playback_open_files')).toBe(4);
    expect(value(found, 'rpicam_playback_table_bytes')).toBe(4 * 50 * 24);
    expect(value(found, 'rpicam_playback_reads_refused_total')).toBe(0);
  });
});

function value(metrics: ReturnType<typeof parsePrometheusText>, name: string): number | undefined {
  return metrics.get(name)?.samples[0]?.series.value;
}

describe('a picture of the past', () => {
  const ask = (query: string, headers: Record<string, string> = {}) =>
    // Without it, fetch asks past all caches.
    server.fetch(`/api/recordings/door/frame?${query}`, {
      headers: { 'Cache-Control': 'max-age=0', ...headers },
    });

  test('is given over HTTP, whole or smaller, and may be kept', async () => {
    const answer = await ask('at=2026-11-20T10:00:01.250Z');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(answer.headers.get('x-timestamp')).toBe(((startMs + 1_200) / 1_000).toFixed(3));
    expect(answer.headers.get('cache-control')).toBe('private, max-age=3600');
    expect(await readNumber(Buffer.from(await answer.arrayBuffer()))).toEqual({ number: 12, width: 320 });
    const small = await ask(`at=${startMs + 1_250}&width=160`);
    expect(await readNumber(Buffer.from(await small.arrayBuffer()))).toEqual({ number: 12, width: 160 });
    const etag = answer.headers.get('etag') ?? '';
    expect(small.headers.get('etag')).not.toBe(etag);
    expect((await ask(`at=${startMs + 1_299}`, { 'If-None-Match': etag })).status).toBe(304);
    expect((await ask(`at=${startMs + 1_300}`, { 'If-None-Match': etag })).status).toBe(200);
  });

  test.each([
    [`at=${startMs + 30_000}`, 404],
    ['at=0', 404],
    ['at=yesterday', 422],
    ['', 422],
    [`at=${startMs}&width=17`, 422],
  ])('is not given for %j', async (query, status) => {
    expect((await ask(query)).status).toBe(status);
  });
});

describe('a recording that is removed while it plays', () => {
  test('is a gap, and playing goes on after it', async () => {
    using page = await LiveClient.open(server.url, { query: pages });
    const tile = tileAt(place(startMs + 4_000, { speed: 4 }));
    page.show(tile);
    await page.untilFrames(tile.tile);
    const [, second] = files;
    const removed = await server.fetch(`/api/recordings/door/${second?.id}`, { method: 'DELETE' });
    expect(removed.status).toBe(204);
    expect(await page.untilNotice('playback')).toMatchObject({ state: 'gap', next_ms: startMs + 70_000 });
    expect((await server.fetch(`/api/recordings/door/frame?at=${startMs + 6_000}`)).status).toBe(404);
  });
});

describe('what is being recorded', () => {
  test('plays while it grows, from file to file, and stops being told of when it ends', async () => {
    const camera = { id: 'door', name: 'Door', device: 'test', fps: 10, width: 160, height: 120 };
    const recordings = { segment_seconds: 5, min_free_gb: 0 };
    const config = { recordings, cameras: [{ ...camera, record: { mode: 'continuous' } }] };
    await using another = await ServerHere.start({ config });
    const [first] = await until('a second is in the file', async () => {
      const { recordings: found } = recordingListSchema.parse(
        await (await another.fetch('/api/recordings')).json(),
      );
      return found.length === 1 && (found[0]?.frames ?? 0) > 0 ? found : undefined;
    });
    if (!first) throw new Error('no recording');
    const open = await another.fetch(`/api/recordings/door/frame?at=${first.start_ms + 500}`);
    expect([open.status, open.headers.get('cache-control')]).toEqual([200, 'private, max-age=3600']);
    using page = await LiveClient.open(another.url, { query: pages });
    const tile = tileAt(place(first.start_ms, { speed: 1 }));
    page.show(tile);
    const played = () => page.framesOf(tile.tile).map(({ capturedAt }) => capturedAt - first.start_ms);
    await until('it plays from the next file', () => (played().at(-1) ?? 0) > 6_500);
    const steps = played().map((atMs, index, all) => atMs - (all[index - 1] ?? atMs - 100));
    expect(played()[0]).toBe(0);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(page.notices.filter(({ type }) => type === 'playback' || type === 'refused')).toEqual([]);
    const off = await another.fetch('/api/cameras/door', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ record: { mode: 'off' } }),
    });
    expect(off.status).toBe(200);
    expect(await page.untilNotice('playback')).toMatchObject({ state: 'end', next_ms: null });
  });
});

describe('a pipe with the name of a recording', () => {
  test('holds nobody up: it is a gap, and the live picture goes on', async () => {
    await using another = await ServerHere.start({
      config: { cameras: [{ id: 'door', name: 'Door', device: 'test' }] },
    });
    const folder = join(another.dataFolder, 'recordings');
    claimFolder(folder);
    const replaced = await recordFile(folder, { startMs, first: 0, count: 1 });
    await recordFile(folder, { startMs: startMs + 70_000, first: 100, count: 1 });
    expect((await another.fetch('/api/recordings')).status).toBe(200);
    rmSync(replaced.path);
    execFileSync('mkfifo', [replaced.path]);
    using page = await LiveClient.open(another.url, { query: pages });
    const [played, live] = [tileAt(place(startMs)), { tile: nextTile++, camera: 'door' }];
    page.show(played, live);
    expect(await page.untilNotice('playback')).toMatchObject({ tile: played.tile, state: 'gap' });
    await page.untilFrames(live.tile, page.framesOf(live.tile).length + 10);
    const answer = await another.fetch(`/api/recordings/door/${replaced.id}/thumbnail`);
    expect(answer.status).toBe(404);
    const next = tileAt(place(startMs + 70_000));
    page.show(next);
    await page.untilFrames(next.tile);
  });
});
