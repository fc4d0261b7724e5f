import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { jpegSize } from '../../../fixtures/jpeg-size.ts';
import { LiveClient } from './live-client.ts';

let server: ServerHere;
beforeAll(async () => {
  server = await ServerHere.start({
    config: {
      linger_seconds: 0,
      cameras: [
        { id: 'hall', name: 'Hall', device: 'test', width: 640, height: 480, fps: 15 },
        { id: 'yard', name: 'Yard', device: 'test', width: 640, height: 480, fps: 15, rotate: 90 },
        { id: 'gone', name: 'Gone', device: 99 },
      ],
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a wall that shows tiles', () => {
  test('gets each camera’s frames in order, with capture time and orientation', async () => {
    using page = await LiveClient.open(server.url);
    const before = Date.now();
    page.show({ tile: 1, camera: 'hall' }, { tile: 2, camera: 'yard' });
    const hall = await page.untilFrames(1, 5);
    const yard = await page.untilFrames(2, 5);
    expect(hall.map(({ orientation }) => orientation)).toEqual(hall.map(() => 1));
    expect(yard.map(({ orientation }) => orientation)).toEqual(yard.map(() => 6));
    expect(hall.map(({ jpeg }) => jpegSize(jpeg))).toEqual(hall.map(() => ({ width: 640, height: 480 })));
    const sequences = hall.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    const taken = hall.at(-1)?.capturedAt ?? 0;
    expect(taken).toBeGreaterThan(before - 1_000);
    expect(taken).toBeLessThanOrEqual(Date.now());
  });

  test('counts as a viewer until it is gone', async () => {
    const page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'hall', width: 320 });
    await page.untilFrames(1);
    await server.untilCamera('hall', { subscribers: 1 });
    page[Symbol.dispose]();
    await server.untilCamera('hall', { subscribers: 0, kind: 'sleeping' });
  });
});
