import { describe, expect, test } from 'vitest';
import type { ServerEvent } from '../../../../server/contract/events.ts';
import { AnnotationEvents } from '../../../../server/hook/annotation-events.ts';
import type { HookFindings } from '../../../../server/hook/running-hook.ts';
import { SeenByCamera } from '../../../../server/hook/seen-by-camera.ts';
import { SeenCounts } from '../../../../server/hook/seen-counts.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const findings = (...labels: string[]): HookFindings => ({
  ...{ hook: 'people.ts', sequence: 1, capturedAt: 5, drawn: false, events: [] },
  annotations: labels.map((label) => ({ label, score: null, box: null })),
});

describe('what hooks see', () => {
  test('is counted by camera, hook and label, and further labels together', () => {
    const counts = new SeenCounts();
    counts.take('door', findings('person', 'person', 'cat'));
    counts.take('door', findings('person'));
    expect(counts.list()).toEqual([
      { camera: 'door', hook: 'people.ts', label: 'person', count: 3 },
      { camera: 'door', hook: 'people.ts', label: 'cat', count: 1 },
    ]);
    for (let label = 0; label < 1_000; label++) counts.take('door', findings(`made up ${label}`));
    expect(counts.list()).toHaveLength(33);
    expect(counts.list().at(-1)).toMatchObject({ label: 'other', count: 970 });
    for (let camera = 0; camera < 600; camera++) counts.take(`camera${camera}`, findings('cat'));
    expect(counts.list()).toHaveLength(512);
  });

  test('is told to those who watch the camera, and nothing is kept of a camera that nobody watches', () => {
    const seen = new SeenByCamera();
    const [first, second] = [new AbortController(), new AbortController()];
    const told: string[] = [];
    seen.watch('door', () => told.push('first'), first.signal);
    seen.watch('door', () => told.push('second'), second.signal);
    seen.take('door', findings('cat'));
    seen.take('yard', findings('cat'));
    first.abort();
    seen.take('door', findings('cat'));
    second.abort();
    seen.take('door', findings('cat'));
    expect(told).toEqual(['first', 'second', 'second']);
    const third = new AbortController();
    seen.watch('door', () => told.push('third'), third.signal);
    seen.take('door', findings('cat'));
    expect(told.at(-1)).toBe('third');
  });

  test('makes two events a second at most, and always one at the end', () => {
    const clock = new SteppedClock();
    const events: ServerEvent[] = [];
    const feed = new AnnotationEvents(clock, (event) => events.push(event));
    for (let at = 0; at < 100; at++) feed.take('door', findings('person'));
    const atOnce = events.length;
    expect(atOnce).toBeLessThanOrEqual(5);
    expect(events[0]).toEqual({
      ...{ type: 'annotations', camera: 'door', hook: 'people.ts', at_ms: 5 },
      annotations: [{ label: 'person', score: null, box: null }],
    });
    feed.take('door', findings());
    expect(events.slice(atOnce)).toMatchObject([{ annotations: [] }]);
    feed.take('door', findings());
    feed.take('yard', findings('person'));
    expect(events.slice(atOnce + 1)).toMatchObject([{ camera: 'yard' }]);
  });
});
