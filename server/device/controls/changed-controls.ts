import { CaptureError } from '../../contract/capture-error.ts';
import type { V4l2Control } from '../../contract/device/device.ts';
import { describeV4l2Device } from '../v4l2/v4l2-devices.ts';
import { automaticOf, isAutomatic, isOff } from './automatic-control.ts';
import type { ControlConfig } from './control-wishes.ts';
import { applyControls, wantedControls, type ControlWrite, type WantedControls } from './v4l2-controls.ts';

/**
 * Changes the controls of a device, also while it streams, from the values of one configuration to those of another.
 * Returns one line for people for each wish that is not met. Never rejects because of the device.
 */
export async function changeControls(
  device: number | string,
  before: ControlConfig,
  after: ControlConfig,
): Promise<string[]> {
  try {
    const { path, controls } = await describeV4l2Device(device);
    const { writes, notices } = changedControls(before, after, controls);
    return [...notices, ...(await applyControls(path, writes))];
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return [`the controls could not be changed: ${error.message}`];
  }
}

/** The controls to write. A control that is no longer configured goes back to the device's default. */
export function changedControls(
  before: ControlConfig,
  after: ControlConfig,
  controls: V4l2Control[],
): WantedControls {
  const { writes: wanted, notices } = wantedControls(after, controls);
  const kept = new Set(wanted.map(({ id }) => id));
  const { writes: earlier } = wantedControls(before, controls);
  const released = earlier
    .filter(({ id }) => !kept.has(id))
    .flatMap((write) => {
      const value = controls.find(({ id }) => id === write.id)?.default;
      return value === undefined ? [] : [{ ...write, value }];
    });
  const all = new Map([...released, ...wanted].map((write) => [write.id, write]));
  const isPressedAgain = ({ id }: ControlWrite) =>
    controls.some((control) => control.id === id && control.type === 'button') &&
    earlier.some((write) => write.id === id);
  const writes = [...all.values()].filter((write) => isNews(write, all, controls) && !isPressedAgain(write));
  const rank = ({ id }: ControlWrite) => Number(!controls.some((c) => c.id === id && isAutomatic(c)));
  return { writes: writes.sort((a, b) => rank(a) - rank(b)), notices };
}

/** Whether a write changes anything: the device has another value, and no automatic takes the control over. */
function isNews(
  { id, value }: ControlWrite,
  all: Map<number, ControlWrite>,
  controls: V4l2Control[],
): boolean {
  const control = controls.find((candidate) => candidate.id === id);
  if (!control) return false;
  const automatic = automaticOf(control, controls);
  const automaticValue = automatic && (all.get(automatic.id)?.value ?? automatic.value);
  if (automatic && automaticValue !== undefined && !isOff(automatic, automaticValue)) return false;
  return control.inactive || control.value !== value;
}
