import { beforeEach, describe, expect, test } from 'vitest';
import { lengthOf, type TimeRange } from '../../../../../renderer/recordings/timeline/time-range.ts';
import { TimelineDrag } from '../../../../../renderer/recordings/timeline/timeline-drag.ts';

const range: TimeRange = { fromMs: 0, toMs: 100_000 };
const place = { range, widthPx: 1_000 };
let seen: unknown[];
let drag: TimelineDrag;

beforeEach(() => {
  seen = [];
  drag = new TimelineDrag({
    onscrub: (atMs) => seen.push(['scrub', atMs]),
    onscrubend: () => seen.push('end'),
    onrange: (to) => seen.push(['range', to]),
    onselect: (to) => seen.push(['select', to]),
  });
});

describe('a pointer on the timeline', () => {
  test('seeks while it is dragged over the lanes, and no further than the edges', () => {
    drag.down(1, 100, 'lanes', false, place);
    drag.move(1, 250, place);
    drag.move(1, 2_000, place);
    drag.up(1, 2_000, place);
    expect(seen).toEqual([['scrub', 10_000], ['scrub', 25_000], ['scrub', 100_000], 'end']);
  });

  test('moves the time that is shown when it drags the axis', () => {
    drag.down(1, 500, 'axis', false, place);
    drag.move(1, 600, place);
    drag.up(1, 600, place);
    expect(seen).toEqual([['range', { fromMs: -10_000, toMs: 90_000 }]]);
  });

  test('marks a part in either direction, and none with a mere click', () => {
    drag.down(1, 500, 'select', false, place);
    drag.move(1, 501, place);
    expect(seen).toEqual([]);
    drag.move(1, 300, place);
    drag.up(1, 300, place);
    expect(seen).toEqual([['select', { fromMs: 30_000, toMs: 50_000 }]]);
  });

  test('moves one end of the marked part, while the other stays', () => {
    drag.down(1, 300, { fixedMs: 50_000 }, true, place);
    drag.move(1, 600, place);
    expect(seen).toEqual([['select', { fromMs: 50_000, toMs: 60_000 }]]);
  });
});

describe('a finger on the timeline', () => {
  test('that scrolls the page seeks nothing', () => {
    drag.down(1, 100, 'lanes', true, place);
    drag.move(1, 103, place);
    drag.cancel(1);
    expect(seen).toEqual([]);
  });

  test('seeks with a tap', () => {
    drag.down(1, 100, 'lanes', true, place);
    drag.up(1, 101, place);
    expect(seen).toEqual([['scrub', 10_100], 'end']);
  });

  test('zooms together with another one', () => {
    drag.down(1, 400, 'lanes', true, place);
    drag.down(2, 600, 'lanes', true, place);
    drag.move(2, 800, place);
    const [[kind, to] = []] = seen as [[string, TimeRange]];
    expect(kind).toBe('range');
    expect(to && lengthOf(to)).toBe(50_000);
    drag.up(1, 400, place);
    drag.up(2, 800, place);
    expect(seen).toHaveLength(1);
  });
});
