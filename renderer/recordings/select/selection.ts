import type { RecordingEntry } from '../../../server/contract/recording.ts';
import { lengthOf, type TimeRange } from '../timeline/time-range.ts';

/** A part of the timeline that a person has marked. While only one end is marked, `toMs` or `fromMs` is missing. */
export interface Marks {
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** The marks with another start. An end that is not later is taken away. */
export function withStart({ toMs }: Marks, fromMs: number): Marks {
  return toMs !== undefined && toMs > fromMs ? { fromMs, toMs } : { fromMs };
}

/** The marks with another end. A start that is not earlier is taken away. */
export function withEnd({ fromMs }: Marks, toMs: number): Marks {
  return fromMs !== undefined && fromMs < toMs ? { fromMs, toMs } : { toMs };
}

/** Undefined while an end is missing. */
export function rangeOf({ fromMs, toMs }: Marks): TimeRange | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
}

/** The range between two moments of a drag, whichever way it went. */
export function between(oneMs: number, otherMs: number): TimeRange {
  return { fromMs: Math.min(oneMs, otherMs), toMs: Math.max(oneMs, otherMs) };
}

/** What a range of the chosen cameras holds. */
export interface SelectionContents {
  lengthMs: number;
  /** Of the part of each recording that lies in the range, by its share of the length. */
  bytes: number;
  /** Those that are not being written, so that they can be changed. */
  closed: RecordingEntry[];
  unprotected: RecordingEntry[];
  isBeingWritten: boolean;
}

/** @param entries all that have a moment in the range */
export function contentsOf(range: TimeRange, entries: readonly RecordingEntry[]): SelectionContents {
  const closed = entries.filter(({ state }) => state === 'closed');
  return {
    lengthMs: lengthOf(range),
    bytes: entries.reduce((sum, entry) => sum + entry.bytes * shareIn(range, entry), 0),
    closed,
    unprotected: closed.filter((entry) => !entry.protected),
    isBeingWritten: closed.length < entries.length,
  };
}

function shareIn({ fromMs, toMs }: TimeRange, { start_ms, duration_ms }: RecordingEntry): number {
  if (duration_ms <= 0) return start_ms >= fromMs && start_ms <= toMs ? 1 : 0;
  const overlapMs = Math.min(toMs, start_ms + duration_ms) - Math.max(fromMs, start_ms);
  return Math.max(0, overlapMs) / duration_ms;
}

export function bytesOf(entries: readonly RecordingEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}
