import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { liveLimits, livePath } from '../../../../server/contract/live.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from './live-client.ts';
import { LivePlace } from './live-place.ts';

let place: LivePlace;
beforeEach(async () => {
  place = await LivePlace.start();
});
afterEach(() => place[Symbol.asyncDispose]());

const megabyte = 1024 * 1024;

describe('a page that does not answer pings', () => {
  test('is ended at the second one, and its cameras lose the viewer', async () => {
    const silent = new WebSocket(place.url.replace('http', 'ws') + livePath, { autoPong: false });
    let code = 0;
    silent.on('close', (closedWith) => (code = closedWith));
    await until('it is there', () => silent.readyState === silent.OPEN);
    silent.send(
      JSON.stringify({ type: 'tiles', tiles: [{ tile: 1, camera: 'hall', width: null, fps: null }] }),
    );
    using other = await LiveClient.open(place.url);
    await until('it watches', () => place.hall.subscriberCount === 1);
    const pongs: unknown[] = [];
    place.pages[1]?.socket.on('pong', () => pongs.push(1));
    await place.clock.advance(9_999);
    expect(place.hall.subscriberCount).toBe(1);
    await until('the other has answered', () => pongs.length > 0);
    await place.clock.advance(1);
    await until('it is ended', () => code !== 0);
    expect(code).toBe(4408);
    expect(place.hall.subscriberCount).toBe(0);
    expect(other.closed).toBeUndefined();
  });
});

describe('a page that does not read', () => {
  test('gets no more frames than there is room for, while another page gets all', async () => {
    using stuck = await LiveClient.open(place.url);
    stuck.show(...Array.from({ length: 64 }, (_, index) => ({ tile: index + 1, camera: 'hall' })));
    using other = await LiveClient.open(place.url);
    other.show({ tile: 1, camera: 'hall' });
    await until('both watch', () => place.hall.subscriberCount === 65);
    stuck.socket.pause();
    let mostUnsentBytes = 0;
    for (let sequence = 1; sequence <= 20; sequence++) {
      place.hall.publish({ ...testFrame(sequence), jpeg: Buffer.alloc(megabyte, sequence) });
      mostUnsentBytes = Math.max(mostUnsentBytes, place.pages[0]?.socket.bufferedAmount ?? 0);
      await until('the other has it', () => other.frames.at(-1)?.sequence === sequence);
    }
    expect(other.frames).toHaveLength(20);
    expect(mostUnsentBytes).toBeGreaterThan(liveLimits.unsentBytes);
    expect(mostUnsentBytes).toBeLessThan(liveLimits.unsentBytes + 1.1 * megabyte);
    // When the page reads again, each tile gets the newest frame as a whole.
    stuck.socket.resume();
    await until('all tiles have the newest', () => {
      const newest = stuck.frames.filter(({ sequence }) => sequence === 20);
      return new Set(newest.map(({ tile }) => tile)).size === 64;
    });
    expect(stuck.frames.filter(({ jpeg }) => jpeg.length !== megabyte || jpeg[0] !== jpeg.at(-1))).toEqual(
      [],
    );
  });

  test('is disconnected before its notices fill the memory', async () => {
    using stuck = await LiveClient.open(place.url);
    using other = await LiveClient.open(place.url);
    stuck.socket.pause();
    const { session, socket } = place.pages[0] ?? {};
    let mostUnsentBytes = 0;
    while (!session?.left.aborted) {
      for (let count = 0; count < 200; count++) place.walls.settingsChanged('wall');
      other.say({ type: 'clock', at: 1 });
      await until('the other is answered', () =>
        other.notices.splice(0).some(({ type }) => type === 'clock'),
      );
      mostUnsentBytes = Math.max(mostUnsentBytes, socket?.bufferedAmount ?? 0);
    }
    expect(mostUnsentBytes).toBeGreaterThan(0);
    expect(mostUnsentBytes).toBeLessThan(2 * liveLimits.unsentNoticeBytes);
    expect(other.closed).toBeUndefined();
  });
});

describe('a page that sends too many messages', () => {
  test('is disconnected, and gets a new amount each second', async () => {
    using page = await LiveClient.open(place.url);
    const ask = (count: number) => {
      for (let at = 1; at <= count; at++) page.say({ type: 'clock', at });
    };
    for (let second = 1; second <= 2; second++) {
      ask(liveLimits.messagesPerSecond);
      const answers = second * liveLimits.messagesPerSecond;
      await until('all is answered', () => page.notices.length === answers + 1);
      await place.clock.advance(1_000);
    }
    ask(liveLimits.messagesPerSecond + 1);
    expect(await page.untilClosed()).toEqual({ code: 4429, reason: 'too many messages in a short time' });
  });
});

describe('a page that is disconnected', () => {
  test('stops counting as a viewer at once, although it has not closed yet', async () => {
    using page = await LiveClient.open(place.url);
    page.show({ tile: 1, camera: 'hall' });
    await until('it watches', () => place.hall.subscriberCount === 1);
    page.socket.pause();
    place.pages[0]?.session.end(4401, 'log in again');
    expect(place.hall.subscriberCount).toBe(0);
    expect(place.walls.health()).toEqual([]);
    page.socket.resume();
    expect(await page.untilClosed()).toEqual({ code: 4401, reason: 'log in again' });
  });

  test('while its tiles are being opened leaves none of them open', async () => {
    using page = await LiveClient.open(place.url);
    const tiles = [1, 2, 3].map((tile) => ({ tile, camera: 'hall' }));
    page.show(...tiles);
    await until('it watches', () => place.hall.subscriberCount === 3);
    place.onOpenTile = () => place.pages[0]?.session.end(4401, 'log in again');
    page.show(...tiles.map((tile) => ({ ...tile, width: 320 as const })), { tile: 4, camera: 'hall' });
    expect(await page.untilClosed()).toMatchObject({ code: 4401 });
    await until('nothing is watched', () => place.hall.subscriberCount === 0);
  });

  test('by the end of the server gets that reason', async () => {
    using page = await LiveClient.open(place.url);
    place.stop.abort();
    expect(await page.untilClosed()).toEqual({ code: 1001, reason: 'the server stops' });
  });
});
