import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  eventEntrySchema,
  eventLogStateSchema,
  eventPageSchema,
} from '../../../../../../server/contract/event.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { EventReader } from '../../../../../fixtures/event-reader.ts';
import { keepEvents } from '../../../../../fixtures/kept-events.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { until } from '../../../../../fixtures/until.ts';
import { numberedEvent } from '../../../event/log/numbered-event.ts';
import { basic } from '../../login-request.ts';

const beat = `let count = 0;
export default async () => (count++ === 0
  ? { event: { name: 'person', text: 'at the door' }, annotations: [{ label: 'person', score: 0.9, box: [0, 0, 1, 1] }] }
  : undefined);`;

test('a disk that refuses events is named in /health, and everything else goes on', async () => {
  await using server = await TestServer.start({
    config: { cameras: [] },
    prepare: (dataFolder) => writeFileSync(join(dataFolder, 'events'), 'in the way'),
  });
  const { problems } = await until('it is noticed', async () => {
    const health = await server.health();
    return health.problems.some((problem) => problem.startsWith('Events are not saved.'))
      ? health
      : undefined;
  });
  expect(problems[0]).toContain('The folder "events" in the data folder cannot be used');
  expect(await (await server.fetch('/metrics')).text()).toContain('rpicam_event_log_saved 0');
  const page = await call(server, 'GET', '/api/event-log');
  expect(eventPageSchema.parse(page.body)).toMatchObject({ events: [], count: 0 });
});

test('a named pipe in the place of a file with events is named in /health, and the server ends when it is asked', async () => {
  await using server = await TestServer.start({
    config: { cameras: [] },
    prepare: (dataFolder) => {
      keepEvents(dataFolder, [numberedEvent(1)]);
      execFileSync('mkfifo', [join(dataFolder, 'events/events-00000002.jsonl')]);
    },
  });
  const page = await call(server, 'GET', '/api/event-log');
  expect(eventPageSchema.parse(page.body)).toMatchObject({ count: 1 });
  expect((await server.health()).problems).toEqual([
    'In the folder "events" of the data folder events-00000002.jsonl cannot be used as a file of events. Move it away, then start the server again.',
  ]);
  await server.stop();
  expect(server.child.exitCode).toBe(0);
});

describe('kept events over HTTP', () => {
  let server: TestServer;
  const now = Date.now();
  const kept = Array.from({ length: 5 }, (_, index) =>
    numberedEvent(index, {
      at_ms: now - 600_000 + index * 1_000,
      ...(index === 4 && { camera: 'gone', name: 'car', source: 'motion' }),
    }),
  );
  const page = async (query = '') =>
    eventPageSchema.parse((await call(server, 'GET', `/api/event-log${query}`)).body);
  const texts = async (query = '') => (await page(query)).events.map(({ text }) => text);

  beforeAll(async () => {
    server = await TestServer.start({
      config: {
        auth: { enabled: true, protect_streams: false, username: 'me', password: 'sesame' },
        cameras: [{ id: 'door', name: 'Door', device: 'test', width: 160, height: 120, fps: 10 }],
      },
      prepare: (dataFolder) => {
        keepEvents(dataFolder, kept);
        mkdirSync(join(dataFolder, 'hooks'), { recursive: true });
        writeFileSync(join(dataFolder, 'hooks/beat.js'), beat);
      },
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const admin = basic('me:sesame').headers;

  test('are listed oldest first, filtered and page by page', async () => {
    expect(await texts()).toEqual(['number 0', 'number 1', 'number 2', 'number 3', 'number 4']);
    expect(await texts('?camera=gone')).toEqual(['number 4']);
    expect(await texts('?name=car&source=motion')).toEqual(['number 4']);
    expect(await texts(`?from=${now - 599_000}&to=${now - 597_000}`)).toEqual(['number 1', 'number 2']);
    const first = await page('?limit=2&camera=door');
    expect(first).toMatchObject({ count: 4, recordings_known: true });
    expect(await texts(`?limit=2&camera=door&after=${first.next}`)).toEqual(['number 2', 'number 3']);
    expect((await page('?limit=4&camera=door')).next).toBe(null);
    const newest = await page('?limit=2&order=desc');
    expect(newest.events.map(({ text }) => text)).toEqual(['number 4', 'number 3']);
    expect(await texts(`?order=desc&after=${newest.next}`)).toEqual(['number 2', 'number 1', 'number 0']);
    expect(first.events[0]).toEqual({
      ...kept[0],
      time: new Date(now - 600_000).toISOString(),
      recording: null,
    });
  });

  test('refuse a question that makes no sense', async () => {
    for (const query of ['?limit=0', '?limit=1001', '?from=yesterday', '?after=nonsense'])
      expect((await call(server, 'GET', `/api/event-log${query}`)).status, query).toBe(422);
    expect((await call(server, 'GET', '/api/event-log/nothing')).status).toBe(404);
  });

  test('are removed by an administrator only, one or many, and never all of them by mistake', async () => {
    const one = `/api/event-log/${kept[0]?.id}`;
    expect(eventEntrySchema.parse((await call(server, 'GET', one)).body).text).toBe('number 0');
    expect((await call(server, 'DELETE', one)).status).toBe(401);
    expect((await call(server, 'DELETE', '/api/event-log?all=1')).status).toBe(401);
    expect((await call(server, 'DELETE', one, undefined, admin)).status).toBe(204);
    expect((await call(server, 'DELETE', one, undefined, admin)).status).toBe(404);
    expect((await call(server, 'DELETE', '/api/event-log', undefined, admin)).status).toBe(422);
    const range = `/api/event-log?camera=door&to=${now - 597_000}`;
    expect((await call(server, 'DELETE', range, undefined, admin)).body).toEqual({ removed: 2 });
    expect(await texts()).toEqual(['number 3', 'number 4']);
    const state = await call(server, 'GET', '/api/event-log/state', undefined, admin);
    expect(eventLogStateSchema.parse(state.body)).toMatchObject({ state: 'ready', count: 2, unsaved: 0 });
  });

  test('of a hook come at once on /api/events, with what it saw, and survive a SIGKILL', async () => {
    using reader = await EventReader.open(`${server.url}/api/events`);
    const patch = { hooks: [{ hook: 'beat.js', run: 'always' }] };
    expect((await call(server, 'PATCH', '/api/cameras/door', patch, admin)).status).toBe(200);
    const { event } = await reader.event('event', ({ change }) => change === 'added');
    expect(event).toMatchObject({
      camera: 'door',
      source: 'hook:beat.js',
      name: 'person',
      text: 'at the door',
    });
    expect(event?.annotations).toEqual([{ label: 'person', score: 0.9, box: [0, 0, 1, 1] }]);
    await reader.event('hook', ({ name }) => name === 'person');
    const metrics = await (await server.fetch('/metrics', { headers: admin })).text();
    expect(metrics).toContain('rpicam_events_total{camera="door",source="hook:beat.js"} 1');
    expect(metrics).toContain('rpicam_events_kept 3');
    const isSaved = async () => {
      const state = await call(server, 'GET', '/api/event-log/state', undefined, admin);
      return eventLogStateSchema.parse(state.body).unsaved === 0;
    };
    await until('it is saved', isSaved);
    await server.stop('SIGKILL');
    await server.restart();
    expect((await page(`?name=person`)).events.map(({ id }) => id)).toContain(event?.id);
  });
});
