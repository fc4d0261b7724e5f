import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '../../../../../server/access/principal.ts';
import { FrameHub } from '../../../../../server/frame/frame-hub.ts';
import { Viewers } from '../../../../../server/http/gate/viewers.ts';
import { serverItself } from '../../../../../server/runtime/queue/client.ts';
import { MjpegStreams } from '../../../../../server/stream/mjpeg-stream.ts';
import { testFrame } from '../../../../doubles/frames.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { until } from '../../../../fixtures/until.ts';

/** Principals that are no longer valid. */
let refused: Set<string>;
let expiries: Map<string, number>;
let clock: SteppedClock;
let viewers: Viewers;
let hub: FrameHub;
let server: Server;

const idOf = (principal: Principal) => (principal.kind === 'session' ? principal.id : principal.kind);

/** Streams whose path is the id of a session. */
beforeEach(async () => {
  refused = new Set();
  expiries = new Map();
  clock = new SteppedClock();
  hub = new FrameHub(() => {}, new SteppedClock());
  viewers = new Viewers({
    clock,
    isValid: (principal) => {
      const expiresAt = expiries.get(idOf(principal)) ?? Infinity;
      return !refused.has(idOf(principal)) && clock.now().getTime() < expiresAt;
    },
    expiresAt: (principal) => expiries.get(idOf(principal)),
  });
  const streams = new MjpegStreams();
  server = createServer({ highWaterMark: 16 * 1024 * 1024 }, (request, response) => {
    const id = request.url?.slice(1) ?? '';
    viewers.add({ kind: 'session', id, scope: 'view' }, 'hall', response, serverItself);
    streams.serve(hub, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await until('nobody is left', () => viewers.count('hall') === 0 && clock.sleeperCount === 0);
  hub.close();
});

const address = () => server.address() as AddressInfo;
const watch = (id: string) => MjpegViewer.open(`http://127.0.0.1:${address().port}/${id}`);
/** As much of an image as viewers look at: its first and last bytes. */
const jpeg = (bytes: number) =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(bytes), Buffer.from([0xff, 0xd9])]);

function expireIn(id: string, seconds: number): void {
  expiries.set(id, clock.now().getTime() + seconds * 1_000);
}

describe('viewers', () => {
  test('are counted while they watch, with their login and the time they began', async () => {
    await clock.advance(5_000);
    const one = await watch('one');
    const two = await watch('two');
    expect(viewers.count('hall')).toBe(2);
    expect(viewers.count('yard')).toBe(0);
    expect(viewers.all).toMatchObject([
      { principal: { id: 'one' }, camera: 'hall', sinceMs: 5_000 },
      { principal: { id: 'two' } },
    ]);
    one[Symbol.dispose]();
    await until('one has left', () => viewers.count('hall') === 1);
    two[Symbol.dispose]();
    await until('two has left', () => viewers.all.length === 0);
  });

  test('whose login was changed while it was being checked are ended as they begin', () => {
    refused.add('slow');
    const left = new AbortController();
    const ended: string[] = [];
    for (const id of ['slow', 'quick'])
      viewers.addPage(
        { kind: 'session', id, scope: 'view' },
        serverItself,
        () => ended.push(id),
        left.signal,
      );
    expect(ended).toEqual(['slow']);
    expect(viewers.all).toMatchObject([{ principal: { id: 'quick' } }]);
    left.abort();
  });

  test('whose login is no longer valid are ended; the others get every frame', async () => {
    using ended = await watch('ended');
    using other = await watch('other');
    let last = 0;
    const publish = async () => {
      hub.publish({ ...testFrame(++last), jpeg: jpeg(100) });
      await until('the other has it', () => other.last?.headers['x-sequence'] === String(last));
    };
    await publish();
    viewers.recheck();
    await publish();
    expect([ended.ended, viewers.count('hall')]).toEqual([false, 2]);
    refused.add('ended');
    viewers.recheck();
    expect(viewers.count('hall')).toBe(1);
    await until('it is ended', () => ended.ended);
    for (let count = 0; count < 5; count++) await publish();
    expect(other.parts).toBe(last);
    expect(hub.subscriberCount).toBe(1);
  });

  test('that are ended get the last part as a whole', async () => {
    const socket: Socket = connect(address().port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('the head', () => chunks.length > 0);
    socket.pause();
    const image = jpeg(8 * 1024 * 1024);
    hub.publish({ ...testFrame(1), jpeg: image });
    refused.add('slow');
    viewers.recheck();
    hub.publish({ ...testFrame(2), jpeg: jpeg(10) });
    socket.resume();
    await until('the end', () => socket.closed);
    const [, ...parts] = Buffer.concat(chunks).toString('latin1').split('--frame\r\n');
    expect(parts.map((part) => part.split('\r\n\r\n')[1]?.length)).toEqual([image.length + '\r\n'.length]);
  });

  test('that are ended and do not read at all are cut off', async () => {
    const socket = connect(address().port, '127.0.0.1');
    socket.on('error', () => {}); // being cut off is what it is for
    socket.pause();
    socket.write('GET /silent HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('it watches', () => hub.subscriberCount === 1);
    hub.publish({ ...testFrame(1), jpeg: jpeg(16 * 1024 * 1024) });
    refused.add('silent');
    viewers.recheck();
    expect(viewers.count('hall')).toBe(0);
    await until('it is gone', () => hub.subscriberCount === 0);
    socket.destroy();
  });
});

describe('a viewer whose login ends while it is let in', () => {
  const session = (id: string) => ({ kind: 'session', id, scope: 'view' }) as const;

  test('is ended as soon as the stream begins; the others go on', async () => {
    using other = await watch('other');
    refused.add('late');
    using late = await watch('late').catch(() => undefined);
    expect(viewers.all.map(({ principal }) => idOf(principal))).toEqual(['other']);
    await until('only the other one is left', () => hub.subscriberCount === 1);
    expect([late?.ended ?? true, other.ended]).toEqual([true, false]);
  });

  test('has its page sent away as soon as it opens', () => {
    refused.add('late');
    const left = new AbortController();
    const ended: string[] = [];
    for (const id of ['other', 'late'])
      viewers.addPage(session(id), serverItself, () => ended.push(id), left.signal);
    expect([ended, viewers.all.length]).toEqual([['late'], 1]);
    left.abort();
  });
});

describe('a viewer with an end', () => {
  test('is ended at its time and not before', async () => {
    expireIn('link', 90);
    using link = await watch('link');
    using other = await watch('other');
    await clock.advance(89_999);
    expect(viewers.count('hall')).toBe(2);
    await clock.advance(1);
    expect(viewers.count('hall')).toBe(1);
    await until('it is ended', () => link.ended);
    expect(other.ended).toBe(false);
  });

  test('shares one wait with all others, whichever comes first', async () => {
    for (const [id, seconds] of [
      ['b', 20],
      ['a', 10],
      ['d', 40_000_000],
      ['c', 30],
    ] as const) {
      expireIn(id, seconds);
      await watch(id);
      expect(clock.sleeperCount).toBe(1);
    }
    const left = () => viewers.all.map(({ principal }) => idOf(principal));
    for (const ids of [['b', 'd', 'c'], ['d', 'c'], ['d']]) {
      await clock.advance(10_000);
      expect(left()).toEqual(ids);
      expect(clock.sleeperCount).toBe(1);
    }
    await clock.advance(3_600_000);
    expect(left()).toEqual(['d']);
  });

  test('is ended within a minute when the wall clock is set beyond its end', async () => {
    expireIn('link', 3_600);
    using link = await watch('link');
    expireIn('link', -1);
    await clock.advance(60_000);
    await until('it is ended', () => link.ended);
  });

  test('leaves no wait behind when it goes', async () => {
    expireIn('link', 90);
    const link = await watch('link');
    expect(clock.sleeperCount).toBe(1);
    link[Symbol.dispose]();
    await until('nothing waits', () => clock.sleeperCount === 0);
  });
});
