import type { WallSettings } from '../../../server/contract/wall.ts';

type Dim = NonNullable<WallSettings['dim']>;

/** Used where somebody dims a wall that has no hours for it. */
export const usualDimLevel = 0.6;

/** How dark a wall is at `time` by its settings: 0 is as bright as the screen, 1 would be black. */
export function dimLevelAt(dim: Dim | null, time: Date): number {
  return dim && isWithin(dim, time.getHours() * 60 + time.getMinutes()) ? dim.level : 0;
}

/** `from` is in, `to` is out; the same time twice is the whole day, an earlier `to` that of the next day. */
function isWithin({ from, to }: Dim, minuteOfDay: number): boolean {
  const [start, end] = [minutes(from), minutes(to)];
  if (start < end) return start <= minuteOfDay && minuteOfDay < end;
  return minuteOfDay >= start || minuteOfDay < end;
}

function minutes(timeOfDay: string): number {
  const [hours = 0, rest = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + rest;
}
