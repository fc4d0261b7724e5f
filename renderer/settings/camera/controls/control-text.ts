import type { CameraControl } from '../../../../server/contract/device/control-listing.ts';

/** A control's name for people, e.g. "Exposure time absolute". */
export function controlLabel(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as people read it, e.g. "15.7 ms", "4600 K", "50 Hz", "on". */
export function valueText({ id, type, menu }: CameraControl, value: number | null): string {
  if (value === null) return 'unknown';
  if (type === 'bool') return value ? 'on' : 'off';
  const choice = menu?.find((entry) => entry.value === value);
  if (choice) return choice.label;
  if (Number(id) === exposureTime) return `${value / 10} ms`;
  return Number(id) === whiteBalanceTemperature ? `${value} K` : String(value);
}

/** The controls by their V4L2 class, in the device's order, but each below the automatic that controls it. */
export function byClass(
  controls: readonly CameraControl[],
): { heading: string; controls: CameraControl[] }[] {
  const isGoverned = ({ automatic }: CameraControl) => controls.some(({ name }) => name === automatic?.name);
  const ordered = controls
    .filter((control) => !isGoverned(control))
    .flatMap((control) => [control, ...controls.filter(({ automatic }) => automatic?.name === control.name)]);
  return [...Map.groupBy(ordered, ({ id }) => headings[Number(id) >>> 16] ?? 'More')].map(
    ([heading, members]) => ({ heading, controls: members }),
  );
}

/** Ids from linux/v4l2-controls.h. The exposure is in units of 100 µs, the temperature in kelvin. */
const exposureTime = 0x009a0902;
const whiteBalanceTemperature = 0x0098091a;
const headings: Record<number, string> = { 0x0098: 'Picture', 0x009a: 'Exposure, focus and lens' };
