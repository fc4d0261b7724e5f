import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveLimits, liveRequestSchema } from '../../../../server/contract/live.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from './live-client.ts';

let server: ServerHere;
beforeAll(async () => {
  const hall = { id: 'hall', name: 'Hall', device: 'test', width: 320, height: 240, fps: 15 };
  server = await ServerHere.start({ config: { linger_seconds: 0, cameras: [hall] } });
});
afterAll(() => server[Symbol.asyncDispose]());

const tile = (number: number) => ({ tile: number, camera: 'hall', width: null, fps: null });
const tiles = (...list: object[]) => JSON.stringify({ type: 'tiles', tiles: list });
const many = (count: number) => Array.from({ length: count }, (_, index) => tile(index + 1));
const report = (fields: object) =>
  JSON.stringify({
    ...{ type: 'report', hidden: false, tiles: [], repairs: { tile: 0, socket: 0, page: 0 } },
    ...fields,
  });

describe('a forbidden message of a page', () => {
  test.each<[string, string | Buffer, number, RegExp]>([
    ['no JSON', 'hello', 4400, /^not JSON$/],
    ['half of it', '{"type":', 4400, /^not JSON$/],
    ['nothing', '', 4400, /^not JSON$/],
    ['null', 'null', 4400, /object/],
    ['a list', '[]', 4400, /object/],
    ['lists in lists', '['.repeat(30_000) + ']'.repeat(30_000), 4400, /object/],
    ['no type', '{}', 4400, /^type: /],
    ['another type', '{"type":"welcome"}', 4400, /^type: /],
    ['a type of an object', '{"type":"constructor"}', 4400, /^type: /],
    ['keys of a prototype alone', '{"__proto__":{"type":"clock"},"constructor":1}', 4400, /^type: /],
    ['no tiles', '{"type":"tiles"}', 4400, /^tiles: /],
    ['65 tiles', tiles(...many(65)), 4400, /^tiles: .*64/],
    ['a tile without size', tiles({ tile: 1, camera: 'hall' }), 4400, /^tiles\.0\.width: /],
    ['a size between classes', tiles({ ...tile(1), width: 333 }), 4400, /^tiles\.0\.width: /],
    ['tile 0', tiles(tile(0)), 4400, /^tiles\.0\.tile: /],
    ['half a tile', tiles(tile(1.5)), 4400, /^tiles\.0\.tile: /],
    ['a tile that no header holds', tiles(tile(2 ** 32)), 4400, /^tiles\.0\.tile: /],
    ['no rate', tiles({ ...tile(1), fps: 0 }), 4400, /^tiles\.0\.fps: /],
    ['a very long id', tiles({ ...tile(1), camera: 'x'.repeat(65) }), 4400, /^tiles\.0\.camera: /],
    ['an endless age', report({ tiles: [{ camera: 'hall', frame_age: 1e300, fps: 1 }] }), 4400, /frame_age/],
    ['negative repairs', report({ repairs: { tile: -1, socket: 0, page: 0 } }), 4400, /^repairs\.tile: /],
    ['bytes', Buffer.from(tiles(tile(1))), 4400, /JSON text/],
    ['more than 64 KiB', ' '.repeat(liveLimits.messageBytes + 1), 1009, /^$/],
    ['a key longer than a reason', `{"type":"tiles","tiles":{"${'é'.repeat(9_000)}":1}}`, 4400, /^tiles: /],
  ])(
    '(%s) ends its connection with a reason, and no other connection',
    async (_what, message, code, reason) => {
      using other = await LiveClient.open(server.url);
      other.show(tile(1));
      using page = await LiveClient.open(server.url);
      page.show(tile(1));
      await page.untilFrames(1);
      page.socket.send(message);
      expect(await page.untilClosed()).toEqual({ code, reason: expect.stringMatching(reason) });
      await other.untilFrames(1, other.framesOf(1).length + 2);
      await server.untilCamera('hall', { subscribers: 1 });
    },
  );

  test('such as text that is no UTF-8 does the same', async () => {
    using page = await LiveClient.open(server.url);
    page.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await page.untilClosed()).toMatchObject({ code: 1007 });
  });
});

describe('a message of a page', () => {
  test('may name 64 tiles, one of them twice, fields of a later version, and names of a prototype', async () => {
    using page = await LiveClient.open(server.url);
    page.socket.send(tiles(...many(63), { ...tile(63), later: true }));
    await page.untilFrames(63);
    page.show({ tile: 64, camera: '__proto__' }, { tile: 65, camera: 'constructor' }, tile(1));
    await until('both are refused', () => page.notices.length === 3);
    page.confirm({ tile: 4_000, sequence: 1 });
    await page.untilFrames(1, page.framesOf(1).length + 1);
    expect(page.closed).toBeUndefined();
  });

  test('may give its time, which is returned with the server’s time', async () => {
    using page = await LiveClient.open(server.url);
    const before = Date.now();
    page.say({ type: 'clock', at: 1.5 });
    const answer = await page.untilNotice('clock');
    expect(answer.at).toBe(1.5);
    expect(answer.server_at).toBeGreaterThanOrEqual(before);
    expect(answer.server_at).toBeLessThanOrEqual(Date.now());
  });
});

const cameraId = fc.constantFrom('hall', 'nowhere', '', '__proto__', 'ü'.repeat(40));
const number = fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom(1e300, 2 ** 32, 0.5, null));
const anything = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record({
      type: fc.constantFrom('tiles', 'painted', 'clock', 'report', 'welcome'),
      tiles: fc.array(
        fc.record(
          {
            tile: number,
            camera: cameraId,
            width: fc.constantFrom(null, 160, 320, 161),
            fps: number,
            frame_age: number,
          },
          { requiredKeys: [] },
        ),
        { maxLength: 5 },
      ),
      ...{ tile: number, sequence: number, at: number, hidden: fc.boolean() },
      repairs: fc.record({ tile: number, socket: number, page: number }),
    })
    .map((message) => JSON.stringify(message)),
);

function isUnderstood(text: string): boolean {
  try {
    return liveRequestSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

describe('after any message of a page', () => {
  test('the connection goes on if the message is understood, and ends if not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 8 }), async (messages) => {
        using page = await LiveClient.open(server.url);
        for (const message of messages) page.socket.send(message);
        if (messages.every(isUnderstood)) {
          page.say({ type: 'clock', at: 77 });
          await until('it is answered', () =>
            page.notices.some((notice) => notice.type === 'clock' && notice.at === 77),
          );
        } else {
          expect(await page.untilClosed()).toMatchObject({ code: 4400 });
        }
      }),
      { numRuns: 60 },
    );
    expect((await server.health()).walls).toEqual([]);
    await server.untilCamera('hall', { subscribers: 0, kind: 'sleeping' });
  });
});
