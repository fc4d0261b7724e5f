import { dayText, minuteText, secondText } from './time-text.ts';
import { dayOf, type TimeRange } from './time-range.ts';

export interface Tick {
  atMs: number;
  /** Empty for a line without a label. */
  text: string;
  /** A day begins here. */
  isDay: boolean;
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  day,
];
/** A label needs so much room. */
const labelPx = 84;
/** All time zones differ from UTC by a multiple of it. */
const zoneStep = 15 * minute;

/**
 * The lines of the time axis, at round times by the clock on the wall. On a day when clocks are changed an hour is left
 * out or comes twice, and so do its lines.
 */
export function ticksOf(range: TimeRange, widthPx: number): Tick[] {
  const room = Math.max(1, Math.floor(widthPx / labelPx));
  const wanted = (range.toMs - range.fromMs) / room;
  const step = steps.find((each) => each >= wanted) ?? day;
  if (step === day) return dayTicks(range, Math.ceil(wanted / day));
  const grid = Math.min(step, zoneStep);
  const ticks: Tick[] = [];
  for (let atMs = Math.ceil(range.fromMs / grid) * grid; atMs <= range.toMs; atMs += grid) {
    const sinceMidnight = onClock(atMs);
    if (sinceMidnight % step !== 0) continue;
    const isDay = sinceMidnight === 0;
    const text = isDay ? dayText(atMs) : step < minute ? secondText(atMs) : minuteText(atMs);
    ticks.push({ atMs, text, isDay });
  }
  return ticks;
}

/** The lines at which days begin; every `every`th has a label. In some zones a day may begin at one o'clock. */
function dayTicks({ fromMs, toMs }: TimeRange, every: number): Tick[] {
  const ticks: Tick[] = [];
  for (let { fromMs: atMs } = dayOf(fromMs), index = 0; atMs <= toMs; index++) {
    if (atMs >= fromMs) ticks.push({ atMs, text: index % every === 0 ? dayText(atMs) : '', isDay: true });
    atMs = dayOf(atMs).toMs;
  }
  return ticks;
}

/** What a clock on the wall shows, as milliseconds since midnight. */
function onClock(atMs: number): number {
  const at = new Date(atMs);
  return at.getHours() * hour + at.getMinutes() * minute + at.getSeconds() * second + at.getMilliseconds();
}
