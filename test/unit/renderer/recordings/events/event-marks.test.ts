import { describe, expect, test } from 'vitest';
import type { EventEntry } from '../../../../../server/contract/event.ts';
import {
  markLabel,
  markLines,
  markPx,
  marksOf,
} from '../../../../../renderer/recordings/events/event-marks.ts';

const noon = new Date(2026, 10, 20, 12).getTime();

function entry(atMs: number, given: Partial<EventEntry> = {}): EventEntry {
  return {
    id: `mdk3f8aa-${(atMs % 0xffffffff).toString(16).padStart(8, '0')}`,
    ...{ camera: 'door', source: 'hook:people.ts', name: 'person', text: '', at_ms: atMs, annotations: [] },
    ...{ time: new Date(atMs).toISOString(), recording: null },
    ...given,
  };
}

const nameOf = (camera: string) => (camera === 'door' ? 'Front door' : camera);

describe('marks on the timeline', () => {
  // One second is one pixel.
  const range = { fromMs: noon, toMs: noon + 600_000 };

  test('are one for each event that has room, and one for those that are too close', () => {
    const at = (seconds: number) => entry(noon + seconds * 1_000);
    const marks = marksOf([at(-1), at(0), at(markPx - 1), at(markPx), at(500), at(601)], range, 600);
    expect(marks.map(({ atMs, events }) => [(atMs - noon) / 1_000, events.length])).toEqual([
      [0, 2],
      [markPx, 1],
      [500, 1],
    ]);
  });

  test('are none before the page knows how wide it is, but for one', () => {
    expect(marksOf([entry(noon), entry(noon + 1_000)], range, 0)).toHaveLength(1);
    expect(marksOf([], range, 600)).toEqual([]);
  });

  test('say time, name, camera and text; of many the first four and how many more', () => {
    const one = { atMs: noon, events: [entry(noon, { text: 'with a dog' })] };
    expect(markLabel(one, nameOf)).toBe('Event 12:00:00  person, Front door: with a dog');
    const names = ['person', 'car', 'person', 'bird', 'cat', 'person'];
    const many = { atMs: noon, events: names.map((name, index) => entry(noon + index * 1_000, { name })) };
    expect(markLabel(many, nameOf)).toBe('6 events from 12:00:00: person, car, bird, cat');
    expect(markLines(many, nameOf)).toEqual([
      '12:00:00  person, Front door',
      '12:00:01  car, Front door',
      '12:00:02  person, Front door',
      '12:00:03  bird, Front door',
      'and 2 more',
    ]);
  });
});
