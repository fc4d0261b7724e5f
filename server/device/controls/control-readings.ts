import type { V4l2Control } from '../../contract/device/device.ts';
import { controlIds } from './control-ids.ts';

/** Controls as a camera's configuration writes them; null where the device has no such control or does not tell. */
export interface ControlReadings {
  brightness: number | null;
  exposure: number | null;
  white_balance: number | null;
}

/** The present values of a device's controls: the inverse of `controlWishes`. */
export function controlReadings(controls: V4l2Control[]): ControlReadings {
  const byId = (id: number) => controls.find((control) => control.id === id);
  const brightness = byId(controlIds.brightness);
  return {
    brightness: brightness ? share(brightness) : null,
    exposure: within(byId(controlIds.exposureTime), 10_000),
    white_balance: within(byId(controlIds.whiteBalanceTemperature), 12_000),
  };
}

/** The value of a control within its own range, 0 to 1, with enough digits to find the value again. */
function share({ min = 0, max = 0, value }: V4l2Control): number | null {
  if (value === undefined || max <= min) return null;
  return Math.round(((value - min) / (max - min)) * 1e6) / 1e6;
}

/** The value, limited to the range that a configuration allows. */
function within(control: V4l2Control | undefined, max: number): number | null {
  return control?.value === undefined ? null : Math.min(Math.max(control.value, 0), max);
}
