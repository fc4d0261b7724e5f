import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../../fixtures/raw-client.ts';
import { until } from '../../fixtures/until.ts';
import { AttackedServer, deafClients, type AtRest } from './attacked-server.ts';

let attacked: AttackedServer;
let ahead: string;
let before: AtRest;
const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

/** Pipelines files on many connections and breaks them off, at another moment each. */
async function breakOff(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const socket = connect(attacked.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(ahead.slice(0, 60 * (1 + (index % 50))));
    for (let turn = 0; turn < index * 3; turn++) await new Promise(setImmediate);
    socket.resetAndDestroy();
  }
}

beforeAll(async () => {
  attacked = await AttackedServer.start();
  ahead = request(attacked.largestAsset()).repeat(1_800);
  const atFirst = await attacked.atRest();
  // What the program needs once is not counted.
  await breakOff(10);
  for (const socket of deafClients(attacked.port, 20, ahead)) socket.destroy();
  for (let round = 0; round < 3; round++) await openAndBreakOff(atFirst.openFiles);
  before = await attacked.atRest();
});
afterAll(() => attacked[Symbol.asyncDispose]());

describe('requests sent ahead by clients that read nothing', () => {
  test('fill no memory, and leave the others answered', async () => {
    const residentMib = attacked.server.memoryMib();
    const sockets = deafClients(attacked.port, 20, ahead);
    let peakMib = 0;
    for (let asked = 0; asked < 50; asked++) {
      expect(await attacked.isWell()).toBe(true);
      peakMib = Math.max(peakMib, attacked.server.memoryMib());
    }
    // Answered all at once they were gigabytes.
    expect(peakMib - residentMib).toBeLessThan(200);
    for (const socket of sockets) socket.destroy();
  });

  test('are ended when they are too many for one connection', async () => {
    using client = await RawClient.open(attacked.port, '127.0.0.1', request('/health').repeat(500));
    await client.untilClosed();
    expect(client.text.match(/^HTTP\/1\.1 200/gm)?.length ?? 0).toBeLessThan(100);
  });
});

test('files that are asked for by connections that break off do not stay open', async () => {
  await breakOff(60);
  await until('none is open', () => attacked.server.openFiles() <= before.openFiles);
});

/** Opens everything that goes on, and breaks it off unread. */
async function openAndBreakOff(openFiles: number): Promise<void> {
  const paths = [
    '/cam/hall/video',
    '/cam/hall/video?width=160',
    '/cam/hall/snapshot?width=200',
    '/api/events',
  ];
  const all = paths.flatMap((path) => deafClients(attacked.port, 20, request(path)));
  const handshake = request('/api/live').replace(
    '\r\n\r\n',
    '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  all.push(...deafClients(attacked.port, 20, handshake));
  await until('all are there', () => attacked.server.openFiles() >= openFiles + 60);
  for (const [index, socket] of all.entries()) {
    if (index % 2 === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
}

test('streams, events and walls of clients that break off or read nothing leave nothing behind', async () => {
  const rested = await attacked.atRest();
  for (let round = 0; round < 3; round++) await openAndBreakOff(rested.openFiles);
  await attacked.untilBackAt(rested);
  expect(await attacked.faults()).toBe(0);
});
