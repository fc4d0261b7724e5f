import type { CameraConfig } from '../../contract/config/camera.ts';
import type { V4l2Control } from '../../contract/device/device.ts';
import { automaticOf, isAutomatic, isOff, offValue } from './automatic-control.ts';
import { controlIdText } from './control-listing.ts';
import { controlWishes, namedControl } from './control-wishes.ts';
import { fitControl } from './fit-control.ts';
import type { ControlWrite } from './v4l2-controls.ts';

/** The wanted values of controls, by name, old name or id; null is the device's own default. */
export type ControlRequest = Record<string, number | boolean | null>;

/** One control of a request that can be met. */
interface AskedControl {
  control: V4l2Control;
  /** Null when the configuration no longer asks for a value. */
  value: number | null;
}

export interface ControlFault {
  code: 'unknown-control' | 'control-read-only' | 'control-range' | 'control-inactive';
  /** The name that the request uses. */
  field: string;
  message: string;
}

export type PlannedControls =
  /** `writes` in the order to write them. */
  { ok: true; asked: AskedControl[]; writes: ControlWrite[] } | { ok: false; faults: ControlFault[] };

/**
 * The controls to write for a request. The whole request is refused when one of its controls cannot have the wanted
 * value.
 */
export function planControls(request: ControlRequest, controls: V4l2Control[]): PlannedControls {
  const faults: ControlFault[] = [];
  const asked = new Map<V4l2Control, { field: string; value: number | null }>();
  for (const [field, wished] of Object.entries(request)) {
    const control = namedControl(field, controls);
    const fitted = control ? fit(field, control, wished) : unknownControl(field, controls);
    if ('code' in fitted) faults.push(fitted);
    else if (control) asked.set(control, { field, value: fitted.value });
  }
  /** The value that a control has when the request is met. */
  const standsAt = (control: V4l2Control) => {
    const value = asked.get(control)?.value;
    return value === null ? control.default : (value ?? control.value);
  };
  const switches: ControlWrite[] = [];
  const settings: ControlWrite[] = [];
  for (const [control, { field, value }] of asked) {
    const automatic = automaticOf(control, controls);
    const automaticValue = automatic && standsAt(automatic);
    const governed =
      automatic && automaticValue !== undefined ? !isOff(automatic, automaticValue) : control.inactive;
    if (governed && value !== null) faults.push(inactiveControl(field, control, automatic));
    const target = value ?? control.default;
    // A control that the device governs cannot be put back. The next wish for it will count.
    if (governed || control.readOnly || target === undefined) continue;
    const { id, name } = control;
    (isAutomatic(control) ? switches : settings).push({ id, name, value: target });
  }
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    asked: [...asked].map(([control, { value }]) => ({ control, value })),
    writes: [...switches, ...settings],
  };
}

/** The fields of a camera's configuration that have to change so that it asks for the same from now on. */
export function savedControls(
  asked: readonly AskedControl[],
  camera: Readonly<CameraConfig>,
  controls: V4l2Control[],
): Partial<CameraConfig> {
  const named = new Map(Object.entries(camera.controls ?? {}));
  const cleared: Partial<Record<string, null>> = {};
  for (const { control, value } of asked) {
    for (const key of named.keys()) {
      if (namedControl(key, controls) === control) named.delete(key);
    }
    // A button that is saved would be pressed at every start.
    if (value !== null && control.type !== 'button') named.set(savedName(control), value);
    if (value !== null) continue;
    for (const wish of controlWishes({ ...camera, controls: undefined }, controls)) {
      if (wish.control === control) cleared[wish.field] = null;
    }
  }
  return { ...cleared, controls: named.size > 0 ? Object.fromEntries(named) : null };
}

function fit(
  field: string,
  control: V4l2Control,
  wished: number | boolean | null,
): { value: number | null } | ControlFault {
  const { name, readOnly, min, max } = control;
  if (readOnly) {
    const message = `${field} cannot be changed: it only shows what the camera does.`;
    return { code: 'control-read-only', field, message };
  }
  if (wished === null) return { value: null };
  const { value, notice } = fitControl(control, wished);
  if (value !== undefined && notice === undefined) return { value };
  const range = min !== undefined && max !== undefined && value !== undefined;
  const called = field === name ? field : `${field} (${name})`;
  const message = range ? `${called} should be between ${min} and ${max}.` : `${called}: ${notice}.`;
  return { code: 'control-range', field, message };
}

function unknownControl(field: string, controls: V4l2Control[]): ControlFault {
  const known = controls.map(({ name }) => name).join(', ') || 'none at all';
  const name = field.slice(0, 64);
  return {
    code: 'unknown-control',
    field: name,
    message: `This camera has no control '${name}'; it has ${known}.`,
  };
}

function inactiveControl(
  field: string,
  control: V4l2Control,
  automatic: V4l2Control | undefined,
): ControlFault {
  const off = automatic && offValue(automatic);
  const label = automatic?.menu?.find(({ value }) => value === off)?.label;
  const message =
    automatic && off !== undefined
      ? `${field} is inactive while ${automatic.name} is on; set ${automatic.name} to ${off}${label ? ` (${label})` : ''} too.`
      : `${field} is inactive: the camera governs ${control.name} itself.`;
  return { code: 'control-inactive', field, message };
}

/** A name that a configuration may hold. */
function savedName({ id, name }: V4l2Control): string {
  return /^[a-z][a-z0-9_]{0,63}$/.test(name) ? name : controlIdText(id);
}
