import type { RecordTime } from '../../contract/config/record.ts';
import { recordDays } from '../../contract/config/record-mode.ts';

/**
 * Whether one of `times` holds at a moment, by the clock on the wall: day and time of day are asked of Intl for that very
 * moment, so that a day with 23 or 25 hours needs no arithmetic. A time that a day skips in spring begins with the next
 * one there is; a time that it has twice in autumn holds twice.
 * @param timeZone of the server when it is left out
 */
export function isScheduled(times: readonly RecordTime[], at: Date, timeZone?: string): boolean {
  const { day, time } = wallTime(at, timeZone);
  const today = recordDays[day] ?? 'mon';
  const yesterday = recordDays[(day + 6) % 7] ?? 'mon';
  return times.some(({ days, from, to }) => {
    if (from < to) return days.includes(today) && time >= from && time < to;
    // It ends on the next day.
    return (days.includes(today) && time >= from) || (days.includes(yesterday) && time < to);
  });
}

/** How much of a week the times are, from 0 to 1; those that overlap count once. */
export function shareOfWeek(times: readonly RecordTime[]): number {
  const minutes = new Set<number>();
  for (const { days, from, to } of times) {
    const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
    const length = toMinute > fromMinute ? toMinute - fromMinute : toMinute - fromMinute + minutesOfDay;
    for (const day of days) {
      const first = recordDays.indexOf(day) * minutesOfDay + fromMinute;
      for (let minute = first; minute < first + length; minute++) minutes.add(minute % minutesOfWeek);
    }
  }
  return minutes.size / minutesOfWeek;
}

const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** `day` from 0 for Monday; `time` as "HH:MM", which sorts as it passes. */
function wallTime(at: Date, timeZone: string | undefined): { day: number; time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const day = recordDays.findIndex((name) => name === part('weekday').toLowerCase());
  return { day, time: `${part('hour')}:${part('minute')}` };
}
