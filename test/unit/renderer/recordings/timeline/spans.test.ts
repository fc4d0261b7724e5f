import { describe, expect, test } from 'vitest';
import { lanePath } from '../../../../../renderer/recordings/timeline/lane-path.ts';
import {
  joined,
  nextStart,
  previousStart,
  recordedMs,
  together,
  type Span,
} from '../../../../../renderer/recordings/timeline/spans.ts';

const span = (fromMs: number, toMs: number, isProtected = false): Span => ({ fromMs, toMs, isProtected });

describe('recordings that follow each other', () => {
  test('are one span, but not across a gap or where protection begins', () => {
    const spans = [span(0, 10), span(10, 20), span(25, 30), span(30, 40, true)];
    expect(joined(spans, 1)).toEqual([span(0, 20), span(25, 30), span(30, 40, true)]);
    expect(joined(spans, 5, true)).toEqual([span(0, 40)]);
  });

  test('may overlap: the longer one counts', () => {
    expect(joined([span(0, 100), span(10, 20), span(90, 120)], 0)).toEqual([span(0, 120)]);
  });
});

describe('a jump', () => {
  const spans = together([
    [span(0, 60_000), span(60_100, 120_000)],
    [span(110_000, 130_000), span(300_000, 310_000)],
  ]);

  test('sees the times of all cameras as one', () => {
    expect(spans.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 130_000],
      [300_000, 310_000],
    ]);
  });

  test('forward goes to the next beginning', () => {
    expect(nextStart(spans, 50_000)).toBe(300_000);
    expect(nextStart(spans, 200_000)).toBe(300_000);
    expect(nextStart(spans, 300_000)).toBeUndefined();
  });

  test('back goes to the beginning of this recording, and from there to the one before', () => {
    expect(previousStart(spans, 305_000)).toBe(300_000);
    expect(previousStart(spans, 300_500)).toBe(0);
    expect(previousStart(spans, 1_000)).toBeUndefined();
  });
});

test('what is recorded in a range is counted without the gaps and without what is outside', () => {
  expect(recordedMs([span(0, 10), span(20, 30), span(40, 50)], { fromMs: 5, toMs: 45 })).toBe(20);
});

describe('a lane', () => {
  test('draws a rectangle for each stretch, and joins what no eye can tell apart', () => {
    const range = { fromMs: 0, toMs: 1_000_000 };
    const spans = [span(0, 100_000), span(100_500, 200_000), span(500_000, 600_000)];
    expect(lanePath(spans, range, 100)).toBe('M0.0 0H20.0V1H0.0ZM50.0 0H60.0V1H50.0Z');
  });

  test('shows a recording of a second on a day', () => {
    expect(lanePath([span(1_000, 2_000)], { fromMs: 0, toMs: 86_400_000 }, 1_000)).toMatch(/^M0\.0 0H2\.0V/);
  });

  test('draws nothing of other times', () => {
    expect(lanePath([span(0, 10), span(200, 300)], { fromMs: 50, toMs: 150 }, 100)).toBe('');
  });
});
