import type { EventEntry } from '../../../server/contract/event.ts';
import { nearText, secondText } from '../timeline/time-text.ts';
import { contains, lengthOf, type TimeRange } from '../timeline/time-range.ts';

/** One mark on the timeline: an event, or several that are too close for marks of their own. */
export interface EventMark {
  /** Of its first event. */
  atMs: number;
  /** The oldest first; at least one. */
  events: readonly EventEntry[];
}

/** A finger needs a mark this wide. */
export const markPx = 28;

/** @param events the oldest first */
export function marksOf(events: readonly EventEntry[], range: TimeRange, widthPx: number): EventMark[] {
  const apartMs = (lengthOf(range) / Math.max(1, widthPx)) * markPx;
  const marks: { atMs: number; events: EventEntry[] }[] = [];
  for (const event of events) {
    if (!contains(range, event.at_ms)) continue;
    const last = marks.at(-1);
    if (last && event.at_ms - last.atMs < apartMs) last.events.push(event);
    else marks.push({ atMs: event.at_ms, events: [event] });
  }
  return marks;
}

/** How many of the events of a mark are told one by one. */
const toldEvents = 4;

/** One line for each of the first events of a mark, and one for the rest. */
export function markLines({ atMs, events }: EventMark, nameOf: (camera: string) => string): string[] {
  const lines = events.slice(0, toldEvents).map((event) => {
    const said = event.text === '' ? '' : `: ${event.text}`;
    return `${nearText(event.at_ms, atMs)}  ${event.name}, ${nameOf(event.camera)}${said}`;
  });
  const more = events.length - toldEvents;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** The name of a mark for people who hear it. */
export function markLabel(mark: EventMark, nameOf: (camera: string) => string): string {
  if (mark.events.length === 1) return `Event ${markLines(mark, nameOf)[0]}`;
  const names = [...new Set(mark.events.map(({ name }) => name))].slice(0, toldEvents).join(', ');
  return `${mark.events.length} events from ${secondText(mark.atMs)}: ${names}`;
}
