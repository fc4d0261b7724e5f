import { describe, expect, test } from 'vitest';
import type { EventEntry, EventPage } from '../../../../../server/contract/event.ts';
import type { EventFilter } from '../../../../../renderer/event-log-api.ts';
import { KeptEvents } from '../../../../../renderer/recordings/events/kept-events.svelte.ts';

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
