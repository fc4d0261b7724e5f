import type { KioskReport, ScreenTool } from '../../../server/contract/kiosk/kiosk.ts';
import { durationText } from '../../parts/text/figures.ts';

type ScreenState = Pick<KioskReport['screen'], 'on' | 'reason' | 'changes_at'>;

const reasons: Record<ScreenState['reason'], string> = {
  always: 'without a schedule',
  schedule: 'by the schedule',
  asked: 'because somebody switched it',
  touch: 'because somebody touched the screen',
};

/** The programs that can switch the display, for people. */
export const toolWords: Record<ScreenTool, string> = {
  wlopm: 'wlopm (Wayland)',
  'wlr-randr': 'wlr-randr (Wayland)',
  xset: 'xset (X11)',
  cover: 'a black page; the display itself stays lit',
};

/** The state of the screen and its next change, e.g. "On, by the schedule. Next off: today at 22:30 (in 3 h 20 min)." */
export function screenText({ on, reason, changes_at }: ScreenState, now: Date, locale?: string): string {
  const state = `${on ? 'On' : 'Off'}, ${reasons[reason]}.`;
  if (changes_at === null) return `${state} It stays like this.`;
  const at = new Date(changes_at);
  const seconds = Math.max(0, (at.getTime() - now.getTime()) / 1_000);
  return `${state} Next ${on ? 'off' : 'on'}: ${dayText(at, now, locale)} at ${timeText(at, locale)} (in ${durationText(seconds)}).`;
}

function dayText(at: Date, now: Date, locale: string | undefined): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / 86_400_000);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  return at.toLocaleDateString(locale, { weekday: 'long' });
}

/** The time of day, as people here write it. */
export function timeText(at: Date, locale?: string): string {
  return at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
