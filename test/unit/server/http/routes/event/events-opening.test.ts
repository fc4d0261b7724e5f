import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventStore } from '../../../../../../server/event/log/event-store.ts';
import { Events } from '../../../../../../server/event/events.ts';
import { eventLogOperations } from '../../../../../../server/http/routes/event/event-log-routes.ts';
import { Recordings } from '../../../../../../server/recording/recordings.ts';
import { defaultRecordings } from '../../../../../../server/contract/config/record.ts';
import { silentLogger as logger } from '../../../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../../../doubles/stepped-clock.ts';
import { keepEvents } from '../../../../../fixtures/kept-events.ts';
import { numberedEvent } from '../../../event/log/numbered-event.ts';

const { id } = numberedEvent(1);
let dataFolder: string;
let store: EventStore;
let clock: SteppedClock;
let stop: AbortController;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'events-'));
  keepEvents(dataFolder, [numberedEvent(1)]);
  clock = new SteppedClock();
  stop = new AbortController();
  const limits = () => ({ count: 100, bytes: 1_000_000, ageMs: Infinity });
  store = new EventStore({ folder: join(dataFolder, 'events'), clock, logger, limits });
});
afterEach(() => {
  stop.abort();
  rmSync(dataFolder, { recursive: true });
});

/** Asks an operation; resolves to its answer. */
async function ask(method: string, path: string, query: Record<string, string> = {}): Promise<unknown> {
  const recordings = new Recordings({
    ...{ clock, logger, dataFolder, cameras: () => [], settings: defaultRecordings },
    memory: { read: async () => undefined, write: async () => undefined },
  });
  const operations = eventLogOperations({ keptEvents: new Events(store, clock), clock, recordings });
  const found = operations.find(
    (each) => each.kind === 'api' && each.method === method && each.path === path,
  );
  let answer: unknown;
  const response = {
    json: (body: unknown) => (answer = body),
    status: (code: number) => ({ end: () => (answer = code) }),
  };
  // Of a request and an answer the operations use no more than this.
  if (found?.kind !== 'api') throw new Error(`no operation ${method} ${path}`);
  await found.handle({ query, params: { id } } as unknown as Request<never>, response as unknown as Response);
  return answer;
}

describe.each([
  ['get', '/api/event-log', {}, expect.objectContaining({ count: 1 })],
  ['get', '/api/event-log/{id}', {}, expect.objectContaining({ id })],
  ['delete', '/api/event-log', { all: '1' }, { removed: 1 }],
  ['delete', '/api/event-log/{id}', {}, 204],
])('%s %s while the files were not read yet', (method, path, query, expected) => {
  test('waits for that', async () => {
    const answer = ask(method, path, query);
    void store.run(stop.signal);
    expect(await answer).toEqual(expected);
  });

  test('says that after five seconds, and when to ask again', async () => {
    const refused = expect(ask(method, path, query)).rejects.toMatchObject({
      ...{ status: 503, code: 'events-opening', headers: { 'Retry-After': '5' } },
    });
    await clock.advance(5_000);
    await refused;
  });
});
