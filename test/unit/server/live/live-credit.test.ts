import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePrometheusText } from '../../../fixtures/prometheus-text.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from './live-client.ts';

let server: ServerHere;
beforeAll(async () => {
  const size = { width: 320, height: 240, fps: 30 };
  server = await ServerHere.start({
    config: {
      linger_seconds: 0,
      cameras: ['hall', 'yard'].map((id) => ({ id, name: id, device: 'test', ...size })),
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

async function missedByTiles(camera: string): Promise<number> {
  const metrics = parsePrometheusText(await (await server.fetch('/metrics')).text());
  const { samples = [] } = metrics.get('rpicam_camera_reader_frames_dropped_total') ?? {};
  const found = samples.find(
    ({ series: { labels } }) => labels['camera'] === camera && labels['kind'] === 'live',
  );
  return found?.series.value ?? NaN;
}

describe('a page that confirms nothing', () => {
  test('gets two frames of each tile, then the newest one for each that it confirms', async () => {
    using stuck = await LiveClient.open(server.url, { paints: false });
    using other = await LiveClient.open(server.url);
    stuck.show({ tile: 1, camera: 'hall' }, { tile: 2, camera: 'yard' });
    other.show({ tile: 1, camera: 'hall' }, { tile: 2, camera: 'yard', width: 160 });
    await other.untilFrames(1, 20);
    await other.untilFrames(2, 20);
    expect([stuck.framesOf(1).length, stuck.framesOf(2).length]).toEqual([2, 2]);
    expect(await missedByTiles('hall')).toBeGreaterThan(10);

    const [first, second] = stuck.framesOf(1);
    if (!first || !second) throw new Error('no frames');
    const newest = other.framesOf(1).at(-1)?.sequence ?? Infinity;
    stuck.confirm(first);
    const [, , third] = await stuck.untilFrames(1, 3);
    expect(third?.sequence).toBeGreaterThanOrEqual(newest);
    // Confirms it a second time, and confirms a frame that never existed.
    stuck.confirm(first);
    stuck.confirm({ tile: 1, sequence: 4_000_000 });
    stuck.confirm({ tile: 9, sequence: 1 });
    const before = other.framesOf(1).length;
    await other.untilFrames(1, before + 10);
    expect([stuck.framesOf(1).length, stuck.framesOf(2).length]).toEqual([3, 2]);
  });
});

describe('a page that stops reading', () => {
  test('does not delay others, and gets the newest frames when it reads again', async () => {
    using stuck = await LiveClient.open(server.url);
    using other = await LiveClient.open(server.url);
    stuck.show(...Array.from({ length: 64 }, (_, index) => ({ tile: index + 1, camera: 'hall' })));
    other.show({ tile: 1, camera: 'hall' });
    await until('all tiles are there', () => new Set(stuck.frames.map(({ tile }) => tile)).size === 64);
    stuck.socket.pause();
    const before = other.frames.length;
    await other.untilFrames(1, before + 40);
    const sequences = other.framesOf(1).map(({ sequence }) => sequence);
    const newest = sequences.at(-1) ?? Infinity;
    stuck.socket.resume();
    await until('all tiles are up to date', () => {
      const recent = stuck.frames.filter(({ sequence }) => sequence >= newest);
      return new Set(recent.map(({ tile }) => tile)).size === 64;
    });
  });
});
