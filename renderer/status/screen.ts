import type { KioskHealth } from '../../server/contract/kiosk/kiosk-health.ts';

/** What the kiosk had to repair since it started; empty when nothing. */
export function repairsText({ repairs: { reload, window } }: Pick<KioskHealth, 'repairs'>): string {
  return [
    reload > 0 ? `page loaded anew ${times(reload)}` : '',
    window > 0 ? `window made anew ${times(window)}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
