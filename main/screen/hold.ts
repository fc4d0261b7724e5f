import type { ScreenReason } from '../../server/contract/kiosk/kiosk.ts';
import { isScheduled, nextChange, nextOn, scheduledOn, type Schedule } from './schedule.ts';

/** How the screen is, why, and when that ends by itself (null: it does not). */
export interface ScreenState {
  on: boolean;
  reason: ScreenReason;
  changesAt: Date | null;
}

/** What somebody wanted that differs from the schedule, for as long as it holds. */
export type Hold =
  | { kind: 'none' }
  | { kind: 'asked'; on: boolean; since: Date; until: Date | null }
  /** By the monotonic clock: a Pi's wall clock jumps when it learns the time after boot. */
  | { kind: 'touch'; untilMs: number };

export const noHold: Hold = { kind: 'none' };

export interface Moment {
  now: Date;
  nowMs: number;
}

/** Asked to be on: until the schedule changes next. Asked to be off: until the schedule switches it on next. */
export function askedHold(on: boolean, schedule: Schedule, now: Date): Hold {
  if (scheduledOn(schedule, now) === on) return noHold;
  return { kind: 'asked', on, since: now, until: (on ? nextChange : nextOn)(schedule, now) };
}

/** What a touch leaves of a hold: a lit screen stays as it is, or lit for longer; a dark one is lit. */
export function touchedHold(hold: Hold, schedule: Schedule, awakeMs: number, moment: Moment): Hold {
  if (scheduledOn(schedule, moment.now)) return noHold;
  if (hold.kind === 'asked' && hold.on) return hold;
  return { kind: 'touch', untilMs: moment.nowMs + awakeMs };
}

/** What is left of a hold by now. */
export function currentHold(hold: Hold, schedule: Schedule, moment: Moment): Hold {
  switch (hold.kind) {
    case 'none':
      return hold;
    case 'asked':
      // The clock was set back: what was counted from a time still to come would hold far too long.
      if (moment.now < hold.since) return askedHold(hold.on, schedule, moment.now);
      return hold.until && hold.until <= moment.now ? noHold : hold;
    case 'touch':
      return hold.untilMs <= moment.nowMs || scheduledOn(schedule, moment.now) ? noHold : hold;
    default:
      return hold satisfies never;
  }
}

/** How the screen has to be. */
export function screenState(hold: Hold, schedule: Schedule, moment: Moment): ScreenState {
  switch (hold.kind) {
    case 'none':
      return {
        on: scheduledOn(schedule, moment.now),
        reason: isScheduled(schedule) ? 'schedule' : 'always',
        changesAt: nextChange(schedule, moment.now),
      };
    case 'asked':
      return { on: hold.on, reason: 'asked', changesAt: hold.until };
    case 'touch': {
      const end = new Date(moment.now.getTime() + hold.untilMs - moment.nowMs);
      const changesAt = scheduledOn(schedule, end) ? nextChange(schedule, end) : end;
      return { on: true, reason: 'touch', changesAt };
    }
    default:
      return hold satisfies never;
  }
}
