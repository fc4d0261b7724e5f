import { weekdays, type KioskSettings, type ScreenTimes } from '../../server/contract/kiosk/kiosk.ts';

export type Schedule = KioskSettings['schedule'];

/** From `onMs` until before `offMs`, in milliseconds since 1970. */
interface LitSpan {
  onMs: number;
  offMs: number;
}

/** A week plus the hour by which a week may be longer. A schedule that does not change within this time never does. */
const longestSpanMs = (7 * 24 + 1) * 3_600_000;

/**
 * Whether the schedule switches the screen. One without times does not count: with it, the screen would never be on.
 */
export function isScheduled(schedule: Schedule): boolean {
  return schedule.enabled && schedule.times.length > 0;
}

/** Whether the schedule has the screen on at that time, by this machine's own clock and time zone. */
export function scheduledOn(schedule: Schedule, at: Date): boolean {
  return !isScheduled(schedule) || isLit(spansAround(schedule, at), at.getTime());
}

/** When the schedule switches the screen next after `at`; null: it never does. */
export function nextChange(schedule: Schedule, at: Date): Date | null {
  if (!isScheduled(schedule)) return null;
  const atMs = at.getTime();
  const spans = spansAround(schedule, at);
  const lit = isLit(spans, atMs);
  const edges = spans.map(({ onMs, offMs }) => (lit ? offMs : onMs)).sort((a, b) => a - b);
  const change = edges.find(
    (edgeMs) => edgeMs > atMs && edgeMs <= atMs + longestSpanMs && isLit(spans, edgeMs) !== lit,
  );
  return change === undefined ? null : new Date(change);
}

/** When the schedule switches the screen on next; null: it never does. */
export function nextOn(schedule: Schedule, at: Date): Date | null {
  const change = nextChange(schedule, at);
  if (!change || scheduledOn(schedule, change)) return change;
  return nextChange(schedule, change);
}

const isLit = (spans: LitSpan[], atMs: number) =>
  spans.some(({ onMs, offMs }) => onMs <= atMs && atMs < offMs);

/** The spans from the day before, which may last into `at`, to the same weekday of the next week. */
function spansAround({ times }: Schedule, at: Date): LitSpan[] {
  const spans: LitSpan[] = [];
  for (let offset = -1; offset <= 8; offset++) {
    const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + offset, 12);
    for (const entry of times) if (isOnThatDay(entry, day)) spans.push(spanOf(entry, day));
  }
  return spans;
}

function isOnThatDay({ days }: ScreenTimes, day: Date): boolean {
  // getDay() counts from Sunday.
  const weekday = weekdays[(day.getDay() + 6) % 7];
  return weekday !== undefined && days.includes(weekday);
}

/** Counts in local time: on the days when clocks are changed, a span is an hour longer or shorter. */
function spanOf({ on, off }: ScreenTimes, day: Date): LitSpan {
  return { onMs: timeOf(on, day, 0), offMs: timeOf(off, day, off <= on ? 1 : 0) };
}

/**
 * A time that the clocks skip on that day comes as long after the skip as it would have come after the start of the
 * skip.
 */
function timeOf(timeOfDay: string, day: Date, daysLater: number): number {
  const [hour = 0, minute = 0] = timeOfDay.split(':').map(Number);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, hour, minute).getTime();
}
