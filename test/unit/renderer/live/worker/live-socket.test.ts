import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { LiveSocket } from '../../../../../renderer/live/worker/live-socket.ts';
import { ReconnectDelay } from '../../../../../renderer/live/worker/reconnect-delay.ts';
import type { SocketState } from '../../../../../renderer/live/worker/socket-state.ts';
import { liveCloseCodes, liveVersion, writeLiveHeader } from '../../../../../server/contract/live.ts';
import { defaultWallSettings } from '../../../../../server/contract/wall.ts';
import { until } from '../../../../fixtures/until.ts';

let server: WebSocketServer;
let visits: WebSocket[];
let lifetime: AbortController;
let states: SocketState[];
let frames: number[];

beforeEach(async () => {
  [visits, states, frames, lifetime] = [[], [], [], new AbortController()];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => visits.push(socket));
  await once(server, 'listening');
});
afterEach(async () => {
  lifetime.abort();
  const closed = once(server, 'close');
  server.close();
  for (const socket of server.clients) socket.terminate();
  await closed;
});

function connect(
  delay: Pick<ReconnectDelay, 'next' | 'reset'> = shortDelay(),
  { port } = server.address() as AddressInfo,
): LiveSocket {
  const socket = new LiveSocket(
    `ws://127.0.0.1:${port}`,
    {
      state: (state) => void states.push(state),
      notice: () => undefined,
      frame: ({ header }) => void frames.push(header.sequence),
    },
    delay,
  );
  socket.access = 'open';
  void socket.run(lifetime.signal);
  return socket;
}

// The shortest waits there are, so that a test takes no longer than it must.
const shortDelay = () => new ReconnectDelay(() => 1);
const visit = (count: number) => until(`visit ${count}`, () => visits[count - 1]);
const kinds = () => states.map(({ kind }) => kind);

function welcome(socket: WebSocket): void {
  const settings = defaultWallSettings();
  socket.send(JSON.stringify({ type: 'welcome', version: liveVersion, wall: 'wall', settings }));
}

describe('the connection of a wall', () => {
  test('is open when the server said welcome, and again after it broke', async () => {
    connect();
    const first = await visit(1);
    expect(kinds()).toEqual(['connecting']);
    welcome(first);
    await until('it is open', () => kinds().includes('open'));
    first.terminate();
    welcome(await visit(2));
    await until('it is open again', () => kinds().length === 4);
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'lost', 'open']);
    expect(states[2]).toEqual({ kind: 'lost', why: 'It does not answer.', retryInMs: 500 });
  });

  test('that is refused is lost for the reason that the server gives, not for one that is made up', async () => {
    const refusing = createServer((_request, response) => {
      response.writeHead(503, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ detail: 'Too many pages are open.', code: 'busy' }));
    });
    refusing.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 503 Busy\r\n\r\n'));
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    connect(shortDelay(), refusing.address() as AddressInfo);
    const why = () => states.flatMap((state) => (state.kind === 'lost' ? [state.why] : []));
    await until('it knows the reason', () => why().includes('Too many pages are open.'));
    lifetime.abort();
    refusing.close();
    expect(kinds()).not.toContain('open');
  });

  test('that the server sends away asks for a login, and does not hammer', async () => {
    const socket = connect();
    welcome(await visit(1));
    visits[0]?.close(liveCloseCodes.notAllowed, 'log in again');
    await until('it is locked', () => kinds().at(-1) === 'locked');
    socket.access = 'locked';
    await until('it still is', () => kinds().at(-1) === 'locked');
    expect(visits).toHaveLength(1);
    socket.access = 'open';
    welcome(await visit(2));
    await until('it is open again', () => kinds().at(-1) === 'open');
  });

  test('is tried at once when the network is back', async () => {
    const socket = connect({ next: () => 3_600_000, reset: () => undefined });
    (await visit(1)).terminate();
    await until('it is lost', () => kinds().at(-1) === 'lost');
    socket.hurry();
    await visit(2);
  });

  test('that is given up on hears nothing more of the old one', async () => {
    const socket = connect();
    const first = await visit(1);
    welcome(first);
    await until('it is open', () => socket.isOpen);
    first.send(frame(1));
    await until('a frame came', () => frames.length === 1);
    socket.reopen();
    first.send(frame(2));
    const second = await visit(2);
    welcome(second);
    second.send(frame(3));
    await until('a frame came', () => frames.length === 2);
    expect(frames).toEqual([1, 3]);
  });

  test('that is given up on is opened again soon, even when earlier tries had to wait long', async () => {
    const delay = shortDelay();
    for (let failure = 0; failure < 5; failure++) delay.next();
    const socket = connect(delay);
    welcome(await visit(1));
    await until('it is open', () => socket.isOpen);
    socket.reopen();
    await until('it is lost', () => kinds().at(-1) === 'lost');
    expect(states.at(-1)).toEqual({ kind: 'lost', why: 'It sends no pictures.', retryInMs: 500 });
  });

  test('that asked for too much leaves the server alone for a minute', async () => {
    connect();
    (await visit(1)).close(liveCloseCodes.tooMuch, 'too much was asked for in a short time');
    await until('it is lost', () => kinds().includes('lost'));
    const why = 'too much was asked for in a short time';
    expect(states.at(-1)).toEqual({ kind: 'lost', why, retryInMs: 60_000 });
  });

  test('lets a server say what this page does not know', async () => {
    connect();
    const first = await visit(1);
    first.send('{"type":"song","verse":1}');
    first.send('not JSON');
    first.send(Buffer.from([9, 9, 9]));
    welcome(first);
    await until('it is open', () => kinds().includes('open'));
  });

  test('is closed when it is no longer wanted', async () => {
    connect();
    const first = await visit(1);
    welcome(first);
    const closed = once(first, 'close');
    lifetime.abort();
    await closed;
    expect(visits).toHaveLength(1);
  });
});

function frame(sequence: number): Uint8Array {
  return writeLiveHeader({ tile: 1, sequence, capturedAt: 0, orientation: 1, placeholder: false });
}
