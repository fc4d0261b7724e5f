import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveSizeClasses } from '../../../../server/contract/live.ts';
import { jpegSize } from '../../../fixtures/jpeg-size.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient, type ReceivedFrame } from './live-client.ts';

const pattern = { device: 'test', width: 640, height: 480, fps: 30 };
const turns = [
  { id: 'upright', rotate: 0, orientation: 1 },
  { id: 'right', rotate: 90, orientation: 6 },
  { id: 'over', rotate: 180, orientation: 3 },
  { id: 'left', rotate: 270, orientation: 8 },
  { id: 'mirrored', flip: 'horizontal', orientation: 2 },
];

let server: ServerHere;
beforeAll(async () => {
  server = await ServerHere.start({
    config: {
      linger_seconds: 0,
      max_viewers: 10,
      cameras: [
        { id: 'hall', name: 'Hall', ...pattern },
        { id: 'gone', name: 'Gone', device: 99 },
        ...turns.map(({ orientation: _, ...camera }) => ({ ...pattern, fps: 5, ...camera, name: camera.id })),
      ],
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** The frames of a tile that both pages have received. */
function sharedFrames(one: LiveClient, other: LiveClient, tile: number): [ReceivedFrame, ReceivedFrame][] {
  const bySequence = new Map(other.framesOf(tile).map((frame) => [frame.sequence, frame]));
  return one.framesOf(tile).flatMap((frame): [ReceivedFrame, ReceivedFrame][] => {
    const twin = bySequence.get(frame.sequence);
    return twin ? [[frame, twin]] : [];
  });
}

describe('tiles of the same size on two walls', () => {
  test('share pictures that were made once', async () => {
    using one = await LiveClient.open(server.url);
    using other = await LiveClient.open(server.url);
    for (const page of [one, other]) page.show({ tile: 1, camera: 'hall', width: 320 });
    const pairs = await until('they have frames in common', () => {
      const found = sharedFrames(one, other, 1);
      return found.length >= 5 ? found : undefined;
    });
    for (const [frame, twin] of pairs) {
      expect(jpegSize(frame.jpeg)).toEqual({ width: 320, height: 240 });
      expect(frame.jpeg.equals(twin.jpeg)).toBe(true);
    }
    // Both walls share one reader of the camera's own pictures; the two viewers are counted.
    await server.untilCamera('hall', { subscribers: 2 });
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toMatch(/rpicam_camera_readers\{camera="hall",kind="variant"\} 1\n/);
  });
});

describe('a tile', () => {
  test('keeps its number at another size, and its frames never go back', async () => {
    using page = await LiveClient.open(server.url);
    for (const [turn, width] of ([null, 160, 480, null, 320] as const).entries()) {
      page.show({ tile: 1, camera: 'hall', width });
      await until(`it is ${width} wide`, () => {
        const last = page.framesOf(1).at(-1);
        return last && jpegSize(last.jpeg)?.width === (width ?? 640) && page.frames.length > 8 * (turn + 1);
      });
    }
    const sequences = page.framesOf(1).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    await server.untilCamera('hall', { subscribers: 1 });
  });

  test('wider than the camera’s own picture gets that picture unchanged', async () => {
    using own = await LiveClient.open(server.url);
    using wide = await LiveClient.open(server.url);
    own.show({ tile: 1, camera: 'hall' });
    wide.show({ tile: 1, camera: 'hall', width: 1_280 });
    const pairs = await until('they have frames in common', () => {
      const found = sharedFrames(own, wide, 1);
      return found.length >= 3 ? found : undefined;
    });
    expect(pairs.map(([frame, twin]) => frame.jpeg.equals(twin.jpeg))).toEqual(pairs.map(() => true));
  });

  test.each(turns)('of a camera that is $id gets the orientation; a resized one is turned', async (turn) => {
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: turn.id }, { tile: 2, camera: turn.id, width: 320 });
    const [own] = await page.untilFrames(1);
    const [resized] = await page.untilFrames(2);
    if (!own || !resized) throw new Error('no frames');
    expect([own.orientation, jpegSize(own.jpeg)]).toEqual([turn.orientation, { width: 640, height: 480 }]);
    const height = turn.orientation >= 5 ? 427 : 240;
    expect([resized.orientation, jpegSize(resized.jpeg)]).toEqual([1, { width: 320, height }]);
  });

  test.each([null, 320] as const)('%s wide gets frames at the rate that it asks for', async (width) => {
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'hall', width }, { tile: 2, camera: 'hall', width, fps: 5 });
    const few = await page.untilFrames(2, 6);
    const spanMs = (few.at(-1)?.capturedAt ?? 0) - (few[0]?.capturedAt ?? 0);
    // Six pictures at five per second, minus the grace for varying capture times.
    expect(spanMs).toBeGreaterThan(980);
    expect(page.framesOf(1).length).toBeGreaterThan(few.length);
  });

  test('of a camera without a picture gets the image that says why, marked as such', async () => {
    using page = await LiveClient.open(server.url);
    page.show(
      { tile: 1, camera: 'gone' },
      { tile: 2, camera: 'gone', width: 320 },
      { tile: 3, camera: 'hall' },
    );
    const frames = [...(await page.untilFrames(1, 2)), ...(await page.untilFrames(2, 2))];
    expect(frames.map(({ placeholder }) => placeholder)).toEqual(frames.map(() => true));
    const resized = page.framesOf(2).map(({ jpeg }) => jpegSize(jpeg)?.width);
    expect(resized).toEqual(resized.map(() => 320));
    const [picture] = await page.untilFrames(3);
    expect(picture?.placeholder).toBe(false);
  });
});

describe('a tile beyond a limit', () => {
  test('is refused alone: more sizes of a camera than are made', async () => {
    using page = await LiveClient.open(server.url);
    const tiles = liveSizeClasses.map((width, index) => ({ tile: index + 1, camera: 'hall', width }));
    page.show(...tiles, { tile: 9, camera: 'hall', width: 160, fps: 3 }, { tile: 10, camera: 'hall' });
    expect(await page.untilNotice('refused')).toMatchObject({ tile: 9, code: 'too-many-sizes' });
    for (const { tile } of tiles) await page.untilFrames(tile);
    await page.untilFrames(10);
    // When there is room again, a new message with the tile is enough.
    page.show({ tile: 9, camera: 'hall', width: 160, fps: 3 }, { tile: 10, camera: 'hall' });
    await page.untilFrames(9);
    expect(page.notices.filter(({ type }) => type === 'refused')).toHaveLength(1);
  });

  test('is refused alone: more viewers of a camera than max_viewers', async () => {
    using page = await LiveClient.open(server.url);
    page.show(...Array.from({ length: 11 }, (_, index) => ({ tile: index + 1, camera: 'hall' })));
    expect(await page.untilNotice('refused')).toMatchObject({ tile: 11, code: 'too-many-viewers' });
    await page.untilFrames(10);
    expect((await server.fetch('/cam/hall/video')).status).toBe(503);
    page.show({ tile: 11, camera: 'hall' });
    await page.untilFrames(11);
  });
});
