import type { V4l2Control } from '../../contract/device/device.ts';
import { automatics } from './control-ids.ts';

/** Whether a control switches others between automatic and manual. */
export function isAutomatic(control: V4l2Control): boolean {
  return automatics.some(({ id }) => id === control.id);
}

/** The automatic of the camera that takes the control over while it is on, if the camera has one. */
export function automaticOf(control: V4l2Control, controls: V4l2Control[]): V4l2Control | undefined {
  const id = automatics.find(({ governs }) => governs.includes(control.id))?.id;
  return controls.find((candidate) => candidate.id === id);
}

/** The value that makes an automatic leave its controls to us; undefined where the camera offers none. */
export function offValue(automatic: V4l2Control): number | undefined {
  return offValues(automatic)[0];
}

/** Whether an automatic with this value leaves its controls to us. */
export function isOff(automatic: V4l2Control, value: number): boolean {
  return offValues(automatic).includes(value);
}

/**
 * For a menu, which only exposure has: "Manual Mode", usually 1, then "Shutter Priority Mode", usually 2, in which the
 * camera controls only the iris.
 */
function offValues({ type, menu = [] }: V4l2Control): number[] {
  if (type !== 'menu') return [0];
  const labelled = (pattern: RegExp) =>
    menu.filter(({ label }) => pattern.test(label)).map(({ value }) => value);
  const manual = labelled(/manual/i);
  const usual = menu.some(({ value }) => value === 1) ? [1] : [];
  return [...(manual.length > 0 ? manual : usual), ...labelled(/shutter/i)];
}
