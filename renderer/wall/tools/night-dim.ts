import type { WallSettings } from '../../../server/contract/wall.ts';

type Dim = NonNullable<WallSettings['dim']>;

/** The darkness when a person dims a wall whose settings have no hours for it. */
export const usualDimLevel = 0.6;

/** The darkness of a wall at `time` by its settings: 0 is as bright as the screen, 1 would be black. */
export function dimLevelAt(dim: Dim | null, time: Date): number {
  return dim && isWithin(dim, time.getHours() * 60 + time.getMinutes()) ? dim.level : 0;
}

/** `from` is inside, `to` is outside. Equal times mean the whole day, and an earlier `to` lies on the next day. */
function isWithin({ from, to }: Dim, minuteOfDay: number): boolean {
  const [start, end] = [minutes(from), minutes(to)];
  if (start < end) return start <= minuteOfDay && minuteOfDay < end;
  return minuteOfDay >= start || minuteOfDay < end;
}

function minutes(timeOfDay: string): number {
  const [hours = 0, rest = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + rest;
}
