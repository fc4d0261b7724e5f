import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { liveCloseCodes, liveLimits, type LiveTile } from '../../../../server/contract/live.ts';
import { MessageLimit } from '../../../../server/live/message-limit.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from './live-client.ts';
import { LivePlace } from './live-place.ts';

let place: LivePlace;
let opened: number;
beforeEach(async () => {
  place = await LivePlace.start();
  opened = 0;
  place.onOpenTile = () => opened++;
});
afterEach(() => place[Symbol.asyncDispose]());

let nextTile = 1;
const wall = (count: number) =>
  Array.from({ length: count }, () => ({ tile: nextTile++, camera: 'hall', width: null, fps: null }));

/** Resolves when the server has read all messages. */
async function heard(page: LiveClient): Promise<void> {
  const at = nextTile++;
  page.say({ type: 'clock', at });
  await until('it is answered', () =>
    page.notices.some((notice) => notice.type === 'clock' && notice.at === at),
  );
}

describe('a page that changes its tiles very often', () => {
  test('has a limited number opened per second, and finally those of its last message', async () => {
    using page = await LiveClient.open(place.url);
    for (let round = 0; round < 100; round++) page.show(...wall(64));
    const last = wall(64);
    page.show(...last);
    await heard(page);
    expect(opened).toBe(liveLimits.openings.burst);
    expect(place.walls.floods).toEqual({ slowed: 1, ended: 0 });
    await place.clock.advance(250);
    expect(opened).toBe(liveLimits.openings.burst + liveLimits.openings.perSecond / 4);
    await place.clock.advance(10_000);
    expect(place.hall.subscriberCount).toBe(64);
    expect(opened).toBe(liveLimits.openings.burst + 64);
    expect(page.closed).toBeUndefined();
  });

  test('that then names no tile leaves none waiting', async () => {
    using page = await LiveClient.open(place.url);
    for (let round = 0; round < 20; round++) page.show(...wall(64));
    page.show();
    await heard(page);
    await place.clock.advance(10_000);
    expect(place.hall.subscriberCount).toBe(0);
    expect(opened).toBe(liveLimits.openings.burst);
  });

  test('leaves no waiting tile when it goes', async () => {
    using page = await LiveClient.open(place.url);
    for (let round = 0; round < 20; round++) page.show(...wall(64));
    await heard(page);
    page.socket.terminate();
    await until('it has left', () => place.pages[0]?.session.left.aborted);
    await place.clock.advance(10_000);
    expect(opened).toBe(liveLimits.openings.burst);
  });
});

test('a page that asks for too much without end is disconnected, and others notice nothing', async () => {
  using page = await LiveClient.open(place.url);
  using other = await LiveClient.open(place.url);
  const [one, two] = [wall(64), wall(64)];
  for (let round = 0; round < 3_000; round++) page.show(...(round % 2 ? one : two));
  expect(await page.untilClosed()).toEqual({
    code: liveCloseCodes.tooMuch,
    reason: 'too much was asked for in a short time',
  });
  expect(place.walls.floods.ended).toBe(1);
  await place.clock.advance(1_000);
  await heard(other);
  expect(other.closed).toBeUndefined();
});

describe('a page that floods the server with frames that are no messages', () => {
  test('such as pongs without pings is disconnected', async () => {
    using page = await LiveClient.open(place.url);
    for (let count = 0; count <= liveLimits.messagesPerSecond; count++) page.socket.pong();
    expect((await page.untilClosed()).reason).toBe('too many messages in a short time');
    expect(place.walls.floods.ended).toBe(1);
  });

  test('such as endless pieces of a message is disconnected', async () => {
    using page = await LiveClient.open(place.url);
    for (let count = 0; count < 100; count++) page.socket.send('', { fin: false });
    expect((await page.untilClosed()).code).toBe(1008);
  });

  test('from several pages gets no larger limit', async () => {
    using page = await LiveClient.open(place.url);
    using second = await LiveClient.open(place.url);
    for (let count = 0; count < liveLimits.messagesPerSecond; count++) page.socket.pong();
    await heard(page).catch(() => undefined);
    second.say({ type: 'clock', at: 1 });
    expect((await second.untilClosed()).code).toBe(liveCloseCodes.tooMuch);
  });
});

test('a page that is disconnected and stays is terminated', async () => {
  using page = await LiveClient.open(place.url);
  place.pages[0]?.session.end(liveCloseCodes.notAllowed, 'log in again');
  // A client that does not answer the close frame.
  page.socket.pause();
  for (let count = 0; count <= liveLimits.messagesPerSecond; count++) page.socket.pong();
  await until('its connection is gone', () => place.pages[0]?.socket.readyState === WebSocket.CLOSED);
  page.socket.resume();
});

describe('a wall of 36 tiles', () => {
  test('that changes all tiles each second, each with a message of its own, is not slowed', async () => {
    using page = await LiveClient.open(place.url);
    let shown: LiveTile[] = [];
    for (let second = 0; second < 30; second++) {
      // As pages do it: one tile is replaced, and each message names all tiles.
      const next = wall(36);
      for (let at = 36; at >= 0; at--) page.show(...shown.slice(0, at));
      for (let at = 1; at <= 36; at++) page.show(...next.slice(0, at));
      shown = next;
      await heard(page);
      expect(place.hall.subscriberCount).toBe(36);
      await place.clock.advance(1_000);
    }
    expect(place.walls.floods).toEqual({ slowed: 0, ended: 0 });
  });

  test('may confirm 30 frames a second of each tile, and 120 of 64', () => {
    for (const [tiles, fps] of [
      [36, 30],
      [64, 120],
    ] as const) {
      const clock = new SteppedClock();
      const limit = new MessageLimit(clock);
      const text = JSON.stringify({ type: 'painted', tile: 4_000_000_000, sequence: 4_000_000_000 });
      for (let second = 0; second < 60; second++) {
        for (let count = 0; count < tiles * fps; count++) expect(limit.refusal(text.length)).toBeUndefined();
        void clock.advance(1_000);
      }
    }
  });
});

test('a real server counts what it slowed and ended', async () => {
  const cameras = [{ id: 'hall', name: 'Hall', device: 'test', width: 160, height: 120, fps: 5 }];
  await using server = await ServerHere.start({ config: { linger_seconds: 0, cameras } });
  using page = await LiveClient.open(server.url);
  const [one, two] = [wall(64), wall(64)];
  for (let round = 0; round < 20_000 && !page.closed; round++) {
    page.show(...(round % 2 ? one : two));
    if (page.socket.bufferedAmount > 1024 * 1024)
      await until('it is sent', () => page.socket.bufferedAmount < 1024 || page.closed);
  }
  expect((await page.untilClosed()).code).toBe(liveCloseCodes.tooMuch);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^rpicam_live_floods_total\{kind="slowed"\} [1-9]/m);
  expect(metrics).toMatch(/^rpicam_live_floods_total\{kind="ended"\} 1$/m);
  await server.untilCamera('hall', { subscribers: 0 });
});
