import { readTimeline } from '../../recordings-api.ts';
import type { Span } from './spans.ts';
import type { TimeRange } from './time-range.ts';

/** An answer has up to 1,000 recordings: a week of five minutes each needs three. */
const maxTimelineRequests = 12;

/** One recording on the timeline. */
export interface RecordedSpan extends Span {
  readonly id: string;
}

export interface SpansOfCamera {
  spans: RecordedSpan[];
  /** There are more recordings in the range than the page reads. */
  isTruncated: boolean;
}

/** The recordings of a camera in a range, oldest first. @throws what `readTimeline` throws */
export async function readSpans(camera: string, range: TimeRange): Promise<SpansOfCamera> {
  const spans = new Map<string, RecordedSpan>();
  let { fromMs } = range;
  for (let request = 0; request < maxTimelineRequests; request++) {
    const answer = await readTimeline(camera, fromMs, range.toMs);
    for (const { id, from_ms, to_ms, protected: isProtected } of answer.spans)
      spans.set(id, { id, fromMs: from_ms, toMs: to_ms, isProtected });
    const last = answer.spans.at(-1);
    if (!answer.truncated || !last || last.to_ms <= fromMs)
      return { spans: [...spans.values()], isTruncated: false };
    fromMs = last.to_ms;
  }
  return { spans: [...spans.values()], isTruncated: true };
}

const dayMs = 86_400_000;
const reachesDays = [1, 7, 30, 365, 3_650];

/** The last recording that begins before a moment; undefined: there is none. @throws what `readTimeline` throws */
export async function readSpanBefore(camera: string, atMs: number): Promise<RecordedSpan | undefined> {
  for (const days of reachesDays) {
    const { spans } = await readSpans(camera, { fromMs: Math.max(0, atMs - days * dayMs), toMs: atMs });
    const found = spans.findLast(({ fromMs }) => fromMs < atMs);
    if (found) return found;
  }
  return undefined;
}
