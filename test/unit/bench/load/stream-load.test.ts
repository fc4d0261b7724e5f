import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StreamGroup } from '../../../bench/load/protocol.ts';
import { loadSnapshots } from '../../../bench/load/snapshot-load.ts';
import { StreamLoad } from '../../../bench/load/stream-load.ts';
import { until } from '../../../fixtures/until.ts';
import { part, plainPicture, stampedPicture } from './pictures.ts';

const loads: StreamLoad[] = [];
let server: Server;
let url: string;
let viewers: ServerResponse[];

beforeEach(async () => {
  viewers = [];
  server = createServer((request, response) => {
    if (request.url === '/snapshot') response.end(stampedPicture(1));
    else if (request.url === '/gone') response.writeHead(404).end();
    else {
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
      response.flushHeaders();
      viewers.push(response);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterEach(() => {
  for (const load of loads.splice(0)) load.disconnect();
  server.close();
  server.closeAllConnections();
});

function start(groups: Omit<StreamGroup, 'url'>[], path = '/'): { load: StreamLoad; ready: Promise<void> } {
  const load = new StreamLoad(groups.map((group) => ({ url: url + path, ...group })));
  loads.push(load);
  return { load, ready: load.connect(10_000) };
}

function sendAll(picture: Buffer): void {
  for (const viewer of viewers) viewer.write(part(picture));
}

describe('a crowd of viewers', () => {
  test('is ready with a frame of the camera, not with a placeholder', async () => {
    let ready = false;
    const waiting = start([{ viewers: 1 }]).ready.then(() => (ready = true));
    for (let newcomers = 2; newcomers <= 4; newcomers++) {
      const content = start([{ viewers: 1, awaits: 'any frame' }]).ready;
      await until('one more viewer', () => viewers.length === newcomers);
      sendAll(plainPicture(newcomers));
      await content;
    }
    expect(ready).toBe(false);
    sendAll(stampedPicture(1));
    await waiting;
  });

  test('counts for each viewer what comes once it has begun', async () => {
    const { load, ready } = start([{ viewers: 3 }]);
    await until('three viewers', () => viewers.length === 3);
    sendAll(stampedPicture(1));
    await ready;
    load.begin();
    sendAll(stampedPicture(2));
    sendAll(stampedPicture(4));
    const { groups } = await until('two frames each', () => {
      const seen = load.end();
      load.begin();
      return seen.groups[0]?.bytesPerSecond && seen.groups[0].missed === 3 ? seen : undefined;
    });
    expect(groups[0]).toMatchObject({ viewers: 3, malformed: 0, repeated: 0, missed: 3, failures: {} });
    expect(groups[0]?.firstFrameMs?.max).toBeGreaterThan(0);
    expect(groups[0]?.intervalMs).toBeDefined();
  });

  test('reports each group by itself, and viewers that never read leave the server stuck', async () => {
    const { load, ready } = start([{ viewers: 1 }, { viewers: 1, bytesPerSecond: 0, awaits: 'nothing' }]);
    await until('two viewers', () => viewers.length === 2);
    sendAll(stampedPicture(0));
    await ready;
    load.begin();
    let sequence = 1;
    await until('one viewer is stuck', () => {
      sendAll(stampedPicture(sequence++, 0, 1_000_000));
      return viewers.some((viewer) => viewer.writableLength > 4_000_000);
    });
    await until('the other got all', () => viewers.some((viewer) => viewer.writableLength === 0));
    const { groups } = load.end();
    expect(groups[0]?.missed).toBe(0);
    expect(groups[0]?.framesPerSecond.min).toBeGreaterThan(0);
    expect(groups[1]?.framesPerSecond.min).toBe(0);
  });

  test('says why viewers ended', async () => {
    const { load, ready } = start([{ viewers: 2 }], '/gone');
    await ready;
    load.begin();
    expect(load.end().groups[0]?.failures).toEqual({ 'no stream: status 404': 2 });
  });
});

describe('snapshots under load', () => {
  test('are all asked for and looked at', async () => {
    const figures = await loadSnapshots({ url: `${url}/snapshot`, requests: 20, concurrency: 4 });
    expect(figures).toMatchObject({ malformed: 0, failures: {} });
    expect(figures.responseMs?.p50).toBeGreaterThan(0);
    expect(figures.ageMs).toBeDefined();
  });

  test('that fail are counted by their reason', async () => {
    const figures = await loadSnapshots({ url: `${url}/gone`, requests: 5, concurrency: 2 });
    expect(figures.failures).toEqual({ 'status 404': 5 });
    expect(figures.responseMs).toBeUndefined();
  });
});
