import { createServer, get } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { Door } from '../../../../../../server/access/door.ts';
import { defaultConfig } from '../../../../../../server/contract/config/config.ts';
import { EventFeed } from '../../../../../../server/event/event-feed.ts';
import { mountOperations } from '../../../../../../server/http/operation/mount-operations.ts';
import { eventOperations } from '../../../../../../server/http/routes/status/event-routes.ts';
import { systemClock } from '../../../../../../server/runtime/clock.ts';
import { Refusals } from '../../../../../../server/runtime/queue/refusals.ts';
import { silentFaults } from '../../../../../doubles/silent-faults.ts';
import { EventReader } from '../../../../../fixtures/event-reader.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 320, height: 240, fps: 10 };
const yard = { id: 'yard', name: 'Yard', device: 'test:Yard', width: 320, height: 240, fps: 10 };

function post(server: ServerHere, cameras: object[]): Promise<Response> {
  return server.fetch('/api/cameras', {
    method: 'POST',
    body: JSON.stringify({ cameras }),
    headers: { 'Content-Type': 'application/json' },
  });
}

describe('GET /api/events', () => {
  test('begins with all cameras, then tells what changes and nothing else', async () => {
    await using server = await ServerHere.start({ config: { linger_seconds: 0, cameras: [hall, yard] } });
    await server.untilCamera('hall', { kind: 'sleeping' });
    await server.untilCamera('yard', { kind: 'sleeping' });
    using reader = await EventReader.open(`${server.url}/api/events`);
    const hello = await reader.event('hello');
    expect(hello.cameras.map(({ id, kind }) => [id, kind])).toEqual([
      ['hall', 'sleeping'],
      ['yard', 'sleeping'],
    ]);

    await server.fetch('/cam/hall/snapshot');
    await reader.event('camera', ({ camera }) => camera.id === 'hall' && camera.kind === 'live');
    await post(server, [{ ...hall, name: 'Entrance' }]);
    await reader.event('camera', ({ camera }) => camera.name === 'Entrance');
    await reader.event('camera-removed', ({ id }) => id === 'yard');
    const etag = (await server.fetch('/api/cameras')).headers.get('etag');
    await reader.event('config', (event) => event.etag === etag);
    const kinds = reader.events.flatMap((event) => (event.type === 'camera' ? [event.camera.kind] : []));
    expect(kinds.slice(0, 2)).toEqual(['starting', 'live']);
    // The camera delivers ten frames a second all the while: they are no events.
    expect(reader.events.length).toBeLessThan(10);
  });

  test('tells why a camera fails', async () => {
    await using server = await ServerHere.start({ config: { cameras: [] } });
    using reader = await EventReader.open(`${server.url}/api/events`);
    await post(server, [{ id: 'gone', name: 'Gone', device: '/dev/video977' }]);
    const { camera } = await reader.event('camera', (event) => event.camera.kind === 'retrying');
    expect(camera).toMatchObject({ id: 'gone', state: 'offline', reason: 'no-device' });
    expect(camera.advice).not.toBe('');
  });

  test('ends a reader whose login is no longer valid', async () => {
    await using server = await ServerHere.start({ config: { cameras: [hall] } });
    using reader = await EventReader.open(`${server.url}/api/events`);
    await reader.event('hello');
    const body = { auth: { enabled: true, username: 'u', password: 'p' }, cameras: [hall, yard] };
    await server.fetch('/api/cameras', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
    await until('it is ended', () => reader.ended);
    await expect(EventReader.open(`${server.url}/api/events`)).rejects.toThrow('401');
    const headers = { Authorization: `Basic ${Buffer.from('u:p').toString('base64')}` };
    using allowed = await EventReader.open(`${server.url}/api/events`, headers);
    await allowed.event('hello');
  });

  test('answers HEAD at once, and refuses other methods by name', async () => {
    await using server = await ServerHere.start({ config: { cameras: [] } });
    const head = await server.fetch('/api/events', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const put = await server.fetch('/api/events', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('readers of events', () => {
  const door = new Door({ config: defaultConfig, clock: systemClock });

  const refusals = new Refusals();

  async function serve(feed: EventFeed) {
    const operations = eventOperations({ door, refusals, events: feed, cameraHealths: () => [] });
    const open = { open: [], view: [], status: [], 'view-and-status': [], admin: [], page: [] };
    const server = createServer(express().use(mountOperations(operations, open)));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    return {
      port,
      url: `http://127.0.0.1:${port}/api/events`,
      [Symbol.dispose]() {
        server.close();
        server.closeAllConnections();
      },
    };
  }

  test('are 64 at most; another is asked to come later, and has its place when one leaves', async () => {
    const feed = new EventFeed(silentFaults());
    using server = await serve(feed);
    const readers = await Promise.all(Array.from({ length: 64 }, () => EventReader.open(server.url)));
    await expect(EventReader.open(server.url)).rejects.toThrow('503');
    readers[0]?.[Symbol.dispose]();
    readers[0] = await until('a place', () => EventReader.open(server.url).catch(() => undefined));
    for (const reader of readers) reader[Symbol.dispose]();
    await until('nobody listens', () => feed.listenerCount === 0);
  });

  test('that take nothing are sent away; the others go on', async () => {
    const feed = new EventFeed(silentFaults());
    using server = await serve(feed);
    using reader = await EventReader.open(server.url);
    const stuck = connect(server.port, '127.0.0.1');
    stuck.pause();
    stuck.write('GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('both listen', () => feed.listenerCount === 2);
    const id = 'x'.repeat(60);
    for (let count = 1; feed.listenerCount === 2; count++) {
      feed.publish({ type: 'camera-removed', id });
      // Lets the sockets take what they can; the system's buffers are of any size.
      if (count % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    feed.publish({ type: 'camera-removed', id: 'last' });
    await reader.event('camera-removed', (event) => event.id === 'last');
    stuck.destroy();
  });

  test('that leave are forgotten', async () => {
    const feed = new EventFeed(silentFaults());
    using server = await serve(feed);
    const request = get(server.url, (response) => response.destroy());
    await until('it listens', () => feed.listenerCount === 1 || request.destroyed);
    await until('it is forgotten', () => feed.listenerCount === 0);
  });
});
