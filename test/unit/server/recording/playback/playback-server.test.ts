import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LiveTile, Playback } from '../../../../../server/contract/live.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { LiveClient, type ReceivedFrame } from '../../live/live-client.ts';
import { readNumber } from './numbered-picture.ts';
import { claimFolder, recordFile } from './recorded-files.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');
const pages = '?for=recordings';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ config: { cameras: [{ id: 'door', name: 'Door', device: 'test' }] } });
  const folder = join(server.dataFolder, 'recordings');
  claimFolder(folder);
  // Ten pictures a second: 0 to 49, then 50 to 99 without a gap, then 100 to 149 a minute later.
  await recordFile(folder, { startMs, first: 0, count: 50 });
  await recordFile(folder, { startMs: startMs + 5_000, first: 50, count: 50 });
  await recordFile(folder, { startMs: startMs + 70_000, first: 100, count: 50 });
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
});
