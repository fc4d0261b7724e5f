import type { StillsSettings } from '../../../server/contract/config/timed-pictures.ts';
import { bytesText } from '../../parts/text/figures.ts';

const secondsOfDay = 86_400;
const minutesOfDay = 1_440;

/** Pictures of the fullest day, by schedule where there is one. */
export function picturesPerDay({
  mode,
  interval_seconds: interval,
  schedule,
}: Pick<StillsSettings, 'mode' | 'interval_seconds' | 'schedule'>): number {
  if (mode === 'off' || !(interval > 0)) return 0;
  const share = mode === 'scheduled' ? Math.min(1, scheduledMinutes(schedule) / minutesOfDay) : 1;
  return Math.ceil((secondsOfDay * share) / interval);
}

/**
 * What a day gives, as one sentence. @param frameBytes mean size of the camera's pictures; null: not known
 * @param fps of the film; undefined: stills
 */
export function dayText(pictures: number, frameBytes: number | null, fps: number | undefined): string {
  const count = pictures === 1 ? '1 picture' : `${pictures.toLocaleString('en')} pictures`;
  const film = fps === undefined ? '' : `, which play for ${lengthText(pictures / fps)}`;
  const size = frameBytes === null ? '' : `, about ${bytesText(pictures * frameBytes)}`;
  return `A day has ${count}${film}${size}.`;
}

/** "5 min 45 s". */
function lengthText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Of the day with the most of them; times that overlap count twice, which is no worse than a guess. */
function scheduledMinutes(schedule: StillsSettings['schedule']): number {
  const perDay = new Map<string, number>();
  for (const { days, from, to } of schedule) {
    const length = (minuteOf(to) - minuteOf(from) + minutesOfDay) % minutesOfDay || minutesOfDay;
    for (const day of days) perDay.set(day, (perDay.get(day) ?? 0) + length);
  }
  return Math.max(0, ...perDay.values());
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
