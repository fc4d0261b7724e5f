import type { TimeRange } from './time-range.ts';

/** A time with pictures: a recording, or several that follow each other without a gap. */
export interface Span extends TimeRange {
  readonly isProtected: boolean;
}

/** Recordings that follow each other this closely are one: a camera's rate leaves no less between two pictures. */
export const joinMs = 1_000;

/** The spans with those joined that have no gap of more than `gapMs` between them. @param spans oldest first */
export function joined(spans: readonly Span[], gapMs: number, acrossProtection = false): Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    const joins =
      last && span.fromMs - last.toMs <= gapMs && (acrossProtection || span.isProtected === last.isProtected);
    if (!joins) found.push(span);
    else {
      const toMs = Math.max(last.toMs, span.toMs);
      found[found.length - 1] = { fromMs: last.fromMs, toMs, isProtected: last.isProtected };
    }
  }
  return found;
}

/** All times with a picture of any of the cameras, oldest first. */
export function together(ofCameras: readonly (readonly Span[])[]): Span[] {
  const all = ofCameras.flat().toSorted((one, other) => one.fromMs - other.fromMs);
  return joined(all, joinMs, true);
}

/** The moment at which the next recording begins; undefined: none is known. @param spans of `together` */
export function nextStart(spans: readonly Span[], atMs: number): number | undefined {
  return spans.find(({ fromMs }) => fromMs > atMs)?.fromMs;
}

/** A second tap within this time of the beginning goes to the recording before. */
const againWithinMs = 2_000;

/** The moment at which this recording began, or, at its beginning, the one before. @param spans of `together` */
export function previousStart(spans: readonly Span[], atMs: number): number | undefined {
  return spans.findLast(({ fromMs }) => fromMs < atMs - againWithinMs)?.fromMs;
}

/** The length of the times with pictures in the range. @param spans none overlaps another */
export function recordedMs(spans: readonly Span[], range: TimeRange): number {
  return spans.reduce((sum, span) => {
    const from = Math.max(span.fromMs, range.fromMs);
    const to = Math.min(span.toMs, range.toMs);
    return sum + Math.max(0, to - from);
  }, 0);
}
