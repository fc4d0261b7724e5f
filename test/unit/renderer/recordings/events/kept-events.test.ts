// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventEntry, EventPage } from '../../../../../server/contract/event.ts';
import type { EventFilter } from '../../../../../renderer/event-log-api.ts';
import { KeptEvents, mayChangeEvents } from '../../../../../renderer/recordings/events/kept-events.svelte.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';

function entry(number: number, name = 'person', camera = 'door'): EventEntry {
  return {
    id: `mdk3f8aa-${number.toString(16).padStart(8, '0')}`,
    ...{ camera, source: 'motion', name, text: '', at_ms: number, annotations: [] },
    ...{ time: new Date(number).toISOString(), recording: null },
  };
}

const pageOf = (events: EventEntry[], next: string | null = null): EventPage => ({
  ...{ events, next, count: events.length, recordings_known: true },
});

afterEach(() => vi.unstubAllGlobals());

describe('the events of the time that is shown', () => {
  test('are those of all chosen cameras, the oldest first, and can be limited to one name', async () => {
    const kept = new KeptEvents(({ camera }) =>
      Promise.resolve(pageOf(camera === 'door' ? [entry(9, 'car'), entry(3)] : [entry(5, 'person', 'yard')])),
    );
    await kept.show(['door', 'yard'], { fromMs: 0, toMs: 10 });
    expect(kept.entries.map(({ at_ms }) => at_ms)).toEqual([3, 5, 9]);
    expect(kept.names).toEqual([
      ['car', 1],
      ['person', 2],
    ]);
    kept.name = 'car';
    expect(kept.entries.map(({ at_ms }) => at_ms)).toEqual([9]);
  });

  test('are read page by page, and no more than a page can show', async () => {
    const asked: (string | undefined)[] = [];
    const kept = new KeptEvents((_filter: EventFilter, after?: string) => {
      asked.push(after);
      return Promise.resolve(
        pageOf(
          Array.from({ length: 1_000 }, (_, index) => entry(asked.length * 1_000 + index)),
          `place ${asked.length}`,
        ),
      );
    });
    await kept.show(['door'], { fromMs: 0, toMs: 10 });
    expect(asked).toEqual([undefined, 'place 1']);
    expect(kept.entries).toHaveLength(2_000);
    expect(kept.isTruncated).toBe(true);
  });

  test('of a time that is no longer shown do not replace those that are', async () => {
    const answers: ((page: EventPage) => void)[] = [];
    const kept = new KeptEvents(() => new Promise((resolve) => answers.push(resolve)));
    const [first, second] = [1, 2].map((toMs) => kept.show(['door'], { fromMs: 0, toMs }));
    answers[1]?.(pageOf([entry(2)]));
    await second;
    answers[0]?.(pageOf([entry(1)]));
    await first;
    expect(kept.entries.map(({ at_ms }) => at_ms)).toEqual([2]);
  });

  test('stay when they cannot be read again, with the reason', async () => {
    let fails = false;
    const kept = new KeptEvents(() =>
      fails ? Promise.reject(new Error('The server does not answer.')) : Promise.resolve(pageOf([entry(1)])),
    );
    await kept.show(['door'], { fromMs: 0, toMs: 10 });
    fails = true;
    await kept.refresh();
    expect(kept.entries).toHaveLength(1);
    expect(kept.problem).toBe('The server does not answer.');
  });
});

describe('the events that are removed', () => {
  test('are those that the page shows, while another time has no answer yet', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return Promise.resolve(Response.json({ removed: 1 }));
    });
    let first = true;
    const kept = new KeptEvents(() => {
      if (!first) return new Promise(() => undefined);
      first = false;
      return Promise.resolve(pageOf([entry(1)]));
    });
    await kept.show(['door'], { fromMs: 0, toMs: 10 });
    void kept.show(['yard'], { fromMs: 500, toMs: 900 });
    void kept.removeShown();
    await vi.waitFor(() => expect(asked).toHaveLength(1), patienceMs);
    expect(asked[0]).toMatch(/camera=door&from=0&to=10$/);
  });

  test('are gone from the page also when not all could be removed, and it says why', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(Response.json({ detail: 'No.', code: 'x' }, { status: 503 })),
    );
    const pages = [pageOf([entry(1), entry(2)]), pageOf([entry(2)])];
    const kept = new KeptEvents(() => Promise.resolve(pages.shift() ?? pageOf([])));
    await kept.show(['door'], { fromMs: 0, toMs: 10 });
    await kept.removeShown();
    expect(kept.entries.map(({ at_ms }) => at_ms)).toEqual([2]);
    expect(kept.problem).toBe('No.');
  });
});

test('a chosen name that no event has any more stays among the names', async () => {
  const pages = [pageOf([entry(1, 'car')]), pageOf([entry(2)])];
  const kept = new KeptEvents(() => Promise.resolve(pages.shift() ?? pageOf([])));
  await kept.show(['door'], { fromMs: 0, toMs: 10 });
  kept.name = 'car';
  await kept.refresh();
  expect(kept.names).toEqual([
    ['car', 0],
    ['person', 1],
  ]);
});

test('nothing is read again before anything was asked for', async () => {
  const kept = new KeptEvents(() => Promise.reject(new Error('must not be asked')));
  await kept.refresh();
  expect([kept.hasRead, kept.problem]).toEqual([false, '']);
});

test('events are read again after a connection that had missed some, and not for other news', () => {
  expect(mayChangeEvents({ type: 'hello', cameras: [] })).toBe(true);
  expect(mayChangeEvents({ type: 'config', etag: 'x' })).toBe(false);
});
