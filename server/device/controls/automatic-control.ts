import type { V4l2Control } from '../../contract/device/device.ts';
import { automatics } from './control-ids.ts';

/** Whether a control switches others between automatic and manual. */
export function isAutomatic(control: V4l2Control): boolean {
  return automatics.some(({ id }) => id === control.id);
}

/** The camera's automatic that takes a control over while it is on, if it has one. */
export function automaticOf(control: V4l2Control, controls: V4l2Control[]): V4l2Control | undefined {
  const id = automatics.find(({ governs }) => governs.includes(control.id))?.id;
  return controls.find((candidate) => candidate.id === id);
}

/** The value that leaves to us what an automatic governs; undefined where the camera offers none. */
export function offValue(automatic: V4l2Control): number | undefined {
  return offValues(automatic)[0];
}

/** Whether an automatic leaves to us what it governs when it stands at `value`. */
export function isOff(automatic: V4l2Control, value: number): boolean {
  return offValues(automatic).includes(value);
}

/**
 * For a menu (only exposure has one) "Manual Mode", usually 1, then "Shutter Priority Mode", usually 2, in which the
 * camera governs no more than the iris.
 */
function offValues({ type, menu = [] }: V4l2Control): number[] {
  if (type !== 'menu') return [0];
  const labelled = (pattern: RegExp) =>
    menu.filter(({ label }) => pattern.test(label)).map(({ value }) => value);
  const manual = labelled(/manual/i);
  const usual = menu.some(({ value }) => value === 1) ? [1] : [];
  return [...(manual.length > 0 ? manual : usual), ...labelled(/shutter/i)];
}
