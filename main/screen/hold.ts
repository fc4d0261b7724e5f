import type { ScreenReason } from '../../server/contract/kiosk/kiosk.ts';
import { isScheduled, nextChange, nextOn, scheduledOn, type Schedule } from './schedule.ts';

/** Whether the screen is on, why, and when that ends by itself (null: never). */
export interface ScreenState {
  on: boolean;
  reason: ScreenReason;
  changesAt: Date | null;
}

/** A wish of a person that differs from the schedule, for as long as it holds. */
export type Hold =
  | { kind: 'none' }
  | { kind: 'asked'; on: boolean; since: Date; until: Date | null }
  /** Uses the monotonic clock: a Pi's wall clock jumps when it learns the time after boot. */
  | { kind: 'touch'; untilMs: number };

export const noHold: Hold = { kind: 'none' };

export interface ClockReading {
  now: Date;
  nowMs: number;
}

/**
 * A screen that was switched on by request stays on until the schedule changes next. One that was switched off stays
 * off until the schedule switches it on.
 */
export function askedHold(on: boolean, schedule: Schedule, now: Date): Hold {
  if (scheduledOn(schedule, now) === on) return noHold;
  return { kind: 'asked', on, since: now, until: (on ? nextChange : nextOn)(schedule, now) };
}

/** The hold after a touch: a screen that is on stays on, perhaps for longer; a dark one goes on. */
export function touchedHold(hold: Hold, schedule: Schedule, awakeMs: number, reading: ClockReading): Hold {
  if (scheduledOn(schedule, reading.now)) return noHold;
  if (hold.kind === 'asked' && hold.on) return hold;
  return { kind: 'touch', untilMs: reading.nowMs + awakeMs };
}

/** The hold that is still valid now. */
export function currentHold(hold: Hold, schedule: Schedule, reading: ClockReading): Hold {
  switch (hold.kind) {
    case 'none':
      return hold;
    case 'asked':
      // The clock was set back. A hold that began in the future would last far too long.
      if (reading.now < hold.since) return askedHold(hold.on, schedule, reading.now);
      return hold.until && hold.until <= reading.now ? noHold : hold;
    case 'touch':
      return hold.untilMs <= reading.nowMs || scheduledOn(schedule, reading.now) ? noHold : hold;
    default:
      return hold satisfies never;
  }
}

/** The state that the screen has to have. */
export function screenState(hold: Hold, schedule: Schedule, reading: ClockReading): ScreenState {
  switch (hold.kind) {
    case 'none':
      return {
        on: scheduledOn(schedule, reading.now),
        reason: isScheduled(schedule) ? 'schedule' : 'always',
        changesAt: nextChange(schedule, reading.now),
      };
    case 'asked':
      return { on: hold.on, reason: 'asked', changesAt: hold.until };
    case 'touch': {
      const end = new Date(reading.now.getTime() + hold.untilMs - reading.nowMs);
      const changesAt = scheduledOn(schedule, end) ? nextChange(schedule, end) : end;
      return { on: true, reason: 'touch', changesAt };
    }
    default:
      return hold satisfies never;
  }
}
