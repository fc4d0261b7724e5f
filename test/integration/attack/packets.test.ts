import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dial } from '../../fixtures/dial.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { AttackedServer } from './attacked-server.ts';

const get = (path = '/') => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const upgrade = (path = '/api/live') =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const frame = (first: number, ...rest: number[]) => String.fromCharCode(first, ...rest);

const packets: Record<string, string> = {
  'a WebSocket behind an unfinished answer':
    get() + 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'a WebSocket behind a stream': get('/cam/hall/video') + upgrade(),
  'a WebSocket behind a WebSocket': upgrade() + upgrade(),
  'a request behind a WebSocket': upgrade() + get('/health'),
  'a WebSocket behind a body that is not read': `POST /nope HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc${upgrade()}`,
  'a WebSocket without a key': upgrade().replace(/Sec-WebSocket-Key.*\r\n/, ''),
  'another protocol behind an answer': get() + upgrade().replace('websocket', 'h2c'),
  'CONNECT behind an answer': `${get()}CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n`,
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'Expect behind an answer': `${get()}POST /api/session HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n`,
  'nonsense behind an answer': `${get()}\x00\x01\x02\r\n\r\n`,
  'two lengths behind an answer': `${get()}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
  'a reserved opcode': upgrade() + frame(0x8f, 0x80, 0, 0, 0, 0),
  'a frame that is not masked': upgrade() + frame(0x81, 0x01, 0x61),
  'a frame of 2^62 bytes': upgrade() + frame(0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  'a ping that is too long': upgrade() + frame(0x89, 0xfe, 1, 0, 0, 0, 0, 0),
  'a continuation of nothing': upgrade() + frame(0x80, 0x80, 0, 0, 0, 0),
  'compression that was not agreed on': upgrade() + frame(0xc1, 0x81, 0, 0, 0, 0, 0x61),
  'a close with half a code': upgrade() + frame(0x88, 0x81, 0, 0, 0, 0, 3),
  'text that is no UTF-8': upgrade() + frame(0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28),
};

let attacked: AttackedServer;
let cameraPort: number;
beforeAll(async () => {
  [cameraPort = 0] = await freePorts(1);
  const camera = {
    id: 'hall',
    name: 'Hall',
    device: 'test',
    width: 320,
    height: 240,
    fps: 10,
    port: cameraPort,
  };
  attacked = await AttackedServer.start({ port_mode: 'embedded', cameras: [camera] });
});
afterAll(() => attacked[Symbol.asyncDispose]());

/** Sends it in one piece and leaves: at once, after a closing handshake of one side, or once it was answered. */
async function send(
  port: number,
  bytes: string,
  how: { tls: boolean; leave: 'reset' | 'half' | 'read' },
): Promise<void> {
  const { socket, connected, reset } = dial(port, how);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const heard = new Promise((resolve) => socket.once('data', resolve));
  await connected;
  await new Promise((written) => socket.write(bytes, 'latin1', written));
  if (how.leave === 'reset') {
    reset();
  } else {
    if (how.leave === 'half') socket.end();
    await Promise.race([heard, closed]);
    // A server that answers this has read all that was sent before it.
    await attacked.isWell();
    socket.destroy();
  }
  await closed;
}

describe('no packet ends the server', () => {
  test.each(Object.entries(packets))('%s', async (_what, bytes) => {
    const ways = [attacked.port, cameraPort].flatMap((port) =>
      [false, true].flatMap((tls) =>
        (['reset', 'half', 'read'] as const).map((leave) => send(port, bytes, { tls, leave })),
      ),
    );
    await Promise.all(ways);
    expect(await attacked.isWell()).toBe(true);
    expect(attacked.server.child.exitCode).toBeNull();
    expect(await attacked.faults()).toBe(0);
  });
});
