import type { Storage } from '../../../server/contract/recording.ts';

/** Whether a person can tell the server to take the disk that is in the folder now. */
export function canAdopt(reason: Storage['reason']): boolean {
  return reason === 'foreign' || reason === 'missing';
}

/** How long the disk lasts at the rate of now. */
export function daysText(days: number | null): string {
  if (days === null) return '–';
  if (days < 1) return 'less than a day';
  if (days < 10) return `${days.toFixed(1)} days`;
  return days > 3_650 ? 'more than 10 years' : `${Math.round(days)} days`;
}
