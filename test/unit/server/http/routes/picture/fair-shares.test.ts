import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { liveLimits, livePath, liveSizeClasses } from '../../../../../../server/contract/live.ts';
import { parsePrometheusText } from '../../../../../fixtures/prometheus-text.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', width: 320, height: 240, fps: 10 };
const yard = { ...hall, id: 'yard', name: 'Yard', width: 1_920, height: 1_080 };
let server: ServerHere;
let open: { destroy(): unknown }[];
beforeEach(async () => {
  server = await ServerHere.start({ config: { max_viewers: 8, cameras: [hall, yard] } });
  open = [];
});
afterEach(async () => {
  for (const connection of open) connection.destroy();
  await server[Symbol.asyncDispose]();
});

/** Asks as another machine behind a proxy here does; as this machine's own screen without `address`. */
function ask(path: string, address?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = address === undefined ? {} : { 'X-Forwarded-For': address };
    get(server.url + path, { agent: false, headers }, (response) => {
      open.push(response.socket);
      response.on('error', () => undefined);
      resolve(response);
    }).on('error', reject);
  });
}

async function statusOf(path: string, address?: string): Promise<number | undefined> {
  return (await ask(path, address)).statusCode;
}

async function refusal(path: string, address?: string): Promise<{ code: string; detail: string }> {
  const response = await ask(path, address);
  expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5']);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as { code: string; detail: string };
}

async function times<T>(count: number, job: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index++) results.push(await job(index));
  return results;
}

async function metric(name: string, labels: Record<string, string>): Promise<number | undefined> {
  const families = parsePrometheusText(await (await server.fetch('/metrics')).text());
  const wanted = Object.entries(labels);
  const sample = families
    .get(name)
    ?.samples.find(({ series }) => wanted.every(([label, value]) => series.labels[label] === value));
  return sample?.series.value;
}

const refused = (limit: string, bound: string) => metric('rpicam_refused_total', { limit, bound });

describe("other machines leave this machine's own screen its", () => {
  test('view of a camera: one address has half of the viewers, all others the rest', async () => {
    const video = '/cam/hall/video';
    expect(await times(4, () => statusOf(video, '10.9.0.2'))).toEqual([200, 200, 200, 200]);
    const { code, detail } = await refusal(video, '10.9.0.2');
    expect(code).toBe('too-many-viewers');
    expect(detail).toContain('Your address watches this camera 4 times already');
    expect(await times(4, () => statusOf(video, '10.9.0.3'))).toEqual([200, 200, 200, 200]);
    expect(await refusal(video, '10.9.0.4')).toMatchObject({
      code: 'too-many-viewers',
      detail: 'This camera has 8 viewers already; max_viewers in the configuration allows 8.',
    });
    expect(await statusOf(video)).toBe(200);
    expect([await refused('viewers', 'address'), await refused('viewers', 'all')]).toEqual([1, 1]);
  });

  test('sizes of a camera, and share those that are watched', async () => {
    const video = (width: number) => `/cam/hall/video?width=${width}`;
    expect(await times(4, (index) => statusOf(video(100 + index), '10.9.0.2'))).toEqual([200, 200, 200, 200]);
    expect(await statusOf(video(100), '10.9.0.3')).toBe(200);
    await times(3, (index) => statusOf(video(110 + index), '10.9.0.3'));
    // This address would be at its share of viewers; another has sizes left.
    expect((await refusal(video(120), '10.9.0.2')).code).toBe('too-many-viewers');
    expect(await times(8, (index) => statusOf(video(liveSizeClasses[0] + index)))).toEqual(
      Array.from({ length: 8 }, () => 200),
    );
  });

  test('events', async () => {
    const events = '/api/events';
    for (const address of ['10.9.0.2', '10.9.0.3']) {
      expect(new Set(await times(28, () => statusOf(events, address)))).toEqual(new Set([200]));
      expect(await refusal(events, address)).toMatchObject({
        code: 'too-many-readers',
        detail: expect.stringContaining('Your address follows the events 28 times') as string,
      });
    }
    expect((await refusal(events, '10.9.0.4')).detail).toContain('56 readers follow the events');
    expect(await statusOf(events)).toBe(200);
  });

  test('walls, also behind a proxy of this machine', async () => {
    const openWall = (address?: string) =>
      new Promise<boolean>((resolve) => {
        const headers = address === undefined ? {} : { 'X-Forwarded-For': address };
        const page = new WebSocket(server.url.replace('http', 'ws') + livePath, { headers });
        open.push({ destroy: () => page.terminate() });
        page.on('open', () => resolve(true)).on('error', () => resolve(false));
      });
    const half = (liveLimits.connections - liveLimits.reservedConnections) / 2;
    for (const address of ['10.9.0.2', '10.9.0.3']) {
      expect(new Set(await times(half, () => openWall(address)))).toEqual(new Set([true]));
      expect(await openWall(address)).toBe(false);
    }
    expect(await openWall('10.9.0.4')).toBe(false);
    expect(await openWall()).toBe(true);
    expect([await refused('walls', 'address'), await refused('walls', 'all')]).toEqual([2, 1]);
  });
});

describe('a flood of snapshots from one address', () => {
  test('is refused beyond its share, and another address and this machine get theirs meanwhile', async () => {
    const still = (index: number) => `/cam/hall/snapshot?width=${100 + index}&quality=${10 + (index % 80)}`;
    await statusOf(still(0));
    const flood = Array.from({ length: 200 }, (_, index) => ask(still(index), '10.9.0.2'));
    const [other, own] = await Promise.all([ask(still(0), '10.9.0.3'), ask(still(1))]);
    expect([other.statusCode, own.statusCode]).toEqual([200, 200]);
    const answers = await Promise.all(flood);
    const busy = answers.filter(({ statusCode }) => statusCode === 503);
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBeGreaterThanOrEqual(64);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]?.headers['retry-after']).toBe('2');
    expect(await refused('snapshot-queue', 'address')).toBe(busy.length);
  });

  test('leaves no work behind when its clients go', async () => {
    const flood = (round: number) =>
      Array.from({ length: 60 }, (_, index) => {
        const headers = { 'X-Forwarded-For': '10.9.0.2' };
        const path = `/cam/yard/snapshot?width=${100 + index}&quality=${10 + (round % 80)}`;
        return get(server.url + path, { agent: false, headers }).on('error', () => undefined);
      });
    const snapshots = { work: 'snapshot' };
    let round = 0;
    await until('some are dropped', async () => {
      const requests = flood(round++);
      await Promise.any(requests.map((request) => once(request, 'response')));
      for (const request of requests) request.destroy();
      return ((await metric('rpicam_work_left_total', snapshots)) ?? 0) > 0;
    });
    await until('nothing waits', async () => (await metric('rpicam_work_waiting', snapshots)) === 0);
    await until('nothing runs', async () => (await metric('rpicam_work_running', snapshots)) === 0);
  });
});
