import type { SystemHealth } from '../../../server/contract/system-health.ts';
import { bytesText } from '../../parts/text/figures.ts';
import { throttlingLines } from '../../parts/text/throttling-text.ts';

/** The state of the machine in a few words: name and value, undefined where the machine does not report it. */
export function machineFacts(system: SystemHealth): [name: string, value: string | undefined][] {
  const { temperature_celsius, throttling, disk_free_bytes, disk_size_bytes } = system;
  const lines = throttling === null ? [] : throttlingLines(throttling).map(({ text }) => text);
  return [
    ['Temperature', temperature_celsius === null ? undefined : `${Math.round(temperature_celsius)} °C`],
    ['Power and temperature', lines.length > 0 ? `${lines.join('. ')}.` : undefined],
    [
      'Disk',
      disk_free_bytes === null || disk_size_bytes === null
        ? undefined
        : `${bytesText(disk_free_bytes)} of ${bytesText(disk_size_bytes)} free`,
    ],
  ];
}
