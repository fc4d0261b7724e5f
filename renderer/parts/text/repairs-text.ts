import type { KioskHealth } from '../../../server/contract/kiosk/kiosk-health.ts';

/** The repairs that the kiosk has made since it started, e.g. "page loaded again 2 times"; empty when there were none. */
export function repairsText({ repairs: { reload, window } }: Pick<KioskHealth, 'repairs'>): string {
  return [
    ...(reload > 0 ? [`page loaded again ${times(reload)}`] : []),
    ...(window > 0 ? [`window opened again ${times(window)}`] : []),
  ].join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
