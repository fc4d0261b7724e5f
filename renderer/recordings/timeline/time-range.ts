/** A time from `fromMs` to `toMs`, in milliseconds since the epoch. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;
/** The timeline shows no shorter and no longer time than these. */
export const shortestMs = 4_000;
export const longestMs = 7 * dayMs;

export function lengthOf({ fromMs, toMs }: TimeRange): number {
  return toMs - fromMs;
}

export function contains({ fromMs, toMs }: TimeRange, atMs: number): boolean {
  return atMs >= fromMs && atMs <= toMs;
}

/** The range `factor` times as long. The moment `aroundMs` keeps its place in it. */
export function zoomed(range: TimeRange, factor: number, aroundMs: number): TimeRange {
  const before = lengthOf(range);
  const after = Math.min(longestMs, Math.max(shortestMs, before * factor));
  const fromMs = aroundMs - ((aroundMs - range.fromMs) / before) * after;
  return { fromMs, toMs: fromMs + after };
}

export function moved({ fromMs, toMs }: TimeRange, byMs: number): TimeRange {
  return { fromMs: fromMs + byMs, toMs: toMs + byMs };
}

/** The range of the same length that shows a moment: the same one where it does already. */
export function showing(range: TimeRange, atMs: number): TimeRange {
  if (contains(range, atMs)) return range;
  return moved(range, atMs - range.fromMs - lengthOf(range) / 10);
}

/** A range in which all of the given one is seen, with some room at its sides. */
export function fitting({ fromMs, toMs }: TimeRange): TimeRange {
  const wantedMs = Math.min(longestMs, Math.max(60_000, (toMs - fromMs) * 1.1));
  const middleMs = (fromMs + toMs) / 2;
  return { fromMs: middleMs - wantedMs / 2, toMs: middleMs + wantedMs / 2 };
}

/** The day, by the clock on the wall, in which a moment lies. Days on which clocks are changed have 23 or 25 hours. */
export function dayOf(atMs: number): TimeRange {
  const at = new Date(atMs);
  const [year, month, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  return { fromMs: new Date(year, month, day).getTime(), toMs: new Date(year, month, day + 1).getTime() };
}

/** The day so many days later, or earlier. */
export function dayBeside(atMs: number, days: number): TimeRange {
  const at = new Date(atMs);
  return dayOf(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 12).getTime());
}
