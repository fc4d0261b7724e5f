import type { SystemHealth, Throttling } from '../../../server/contract/system-health.ts';
import { bytesText } from '../../parts/figures.ts';

/** The machine in a few words: name and value, undefined where it does not tell. */
export function machineFacts(system: SystemHealth): [name: string, value: string | undefined][] {
  const { temperature_celsius, throttling, disk_free_bytes, disk_size_bytes } = system;
  return [
    ['Temperature', temperature_celsius === null ? undefined : `${Math.round(temperature_celsius)} °C`],
    ['Power and heat', throttling === null ? undefined : throttlingText(throttling)],
    [
      'Disk',
      disk_free_bytes === null || disk_size_bytes === null
        ? undefined
        : `${bytesText(disk_free_bytes)} free of ${bytesText(disk_size_bytes)}`,
    ],
  ];
}

function throttlingText(throttling: Throttling): string {
  const names = {
    undervoltage: 'too little voltage',
    frequency_capped: 'frequency capped',
    throttled: 'slowed down',
    soft_temperature_limit: 'too warm',
  } satisfies Record<keyof Throttling, string>;
  const conditions = Object.entries(names) as [keyof Throttling, string][];
  const now = conditions.filter(([key]) => throttling[key].now).map(([, name]) => name);
  const before = conditions.filter(([key]) => throttling[key].since_boot).map(([, name]) => name);
  if (now.length > 0) return `${now.join(', ')} now`;
  return before.length > 0 ? `all right now; since the start: ${before.join(', ')}` : 'all right';
}
