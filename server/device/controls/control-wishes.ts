import type { CameraConfig } from '../../contract/config/camera.ts';
import type { V4l2Control } from '../../contract/device/device.ts';
import { controlIds, renamedControls } from './control-ids.ts';

/** The fields of a camera's configuration that are V4L2 controls. */
export type ControlConfig = Partial<
  Pick<CameraConfig, 'brightness' | 'exposure' | 'white_balance' | 'autofocus' | 'controls'>
>;

/** One control that the configuration names. */
export interface ControlWish {
  /** The name that the configuration uses. */
  field: string;
  /** Undefined where the camera has no such control. */
  control: V4l2Control | undefined;
  /** In the control's units, not yet fitted to its range. */
  value: number | boolean;
}

/** The wishes of a configuration about controls. Of two wishes for the same control, the later one counts. */
export function controlWishes(camera: ControlConfig, controls: V4l2Control[]): ControlWish[] {
  const byId = (id: number) => controls.find((control) => control.id === id);
  const wishes: ControlWish[] = [];
  if (isSet(camera.brightness)) {
    const control = byId(controlIds.brightness);
    const { min = 0, max = 0 } = control ?? {};
    wishes.push({ field: 'brightness', control, value: min + camera.brightness * (max - min) });
  }
  if (isSet(camera.exposure)) {
    wishes.push({ field: 'exposure', control: byId(controlIds.exposureTime), value: camera.exposure });
  }
  if (isSet(camera.white_balance)) {
    const control = byId(controlIds.whiteBalanceTemperature);
    wishes.push({ field: 'white_balance', control, value: camera.white_balance });
  }
  if (isSet(camera.autofocus)) wishes.push(...focusWishes(camera.autofocus, byId));
  for (const [key, value] of Object.entries(camera.controls ?? {})) {
    wishes.push({ field: key, control: namedControl(key, controls), value });
  }
  return wishes;
}

function focusWishes(
  autofocus: NonNullable<CameraConfig['autofocus']>,
  byId: (id: number) => V4l2Control | undefined,
): ControlWish[] {
  const continuous = byId(controlIds.focusAuto);
  const once = byId(controlIds.autoFocusStart);
  switch (autofocus) {
    case 'manual':
      // A lens without autofocus is in manual focus already.
      return continuous ? [{ field: 'autofocus', control: continuous, value: false }] : [];
    case 'auto':
      // UVC cameras cannot focus once: for them it is the same as continuous.
      return [{ field: 'autofocus', control: once ?? continuous, value: true }];
    case 'continuous':
      return [{ field: 'autofocus', control: continuous, value: true }];
    default:
      return autofocus satisfies never;
  }
}

/** The control that a name, an old name or an id in hexadecimal stands for. */
export function namedControl(key: string, controls: V4l2Control[]): V4l2Control | undefined {
  const named = controls.find(({ name }) => name === key);
  const renamed = Object.hasOwn(renamedControls, key) ? renamedControls[key] : undefined;
  const id = key.startsWith('0x') ? Number(key) : renamed;
  return named ?? controls.find((control) => control.id === id);
}

function isSet<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
