import type { V4l2Control } from '../../contract/device/device.ts';
import { lastLine } from '../../runtime/child/last-line.ts';
import { runV4l2Ctl } from '../v4l2/v4l2-ctl.ts';
import { automaticOf, isAutomatic, isOff, offValue } from './automatic-control.ts';
import { controlWishes, type ControlConfig } from './control-wishes.ts';
import { fitControl } from './fit-control.ts';

/** One control to write, under the name that this kernel gives it. */
export interface ControlWrite {
  id: number;
  name: string;
  value: number;
}

export interface WantedControls {
  /** In the order to write them. */
  writes: ControlWrite[];
  /** One line for people for each wish that cannot be met, or not quite. */
  notices: string[];
}

/**
 * The controls to write so that a camera has the configured values. A control that is not configured stays as it is. An
 * automatic is switched off before the controls that it governs are written. `controls` counts before the other fields.
 */
export function wantedControls(camera: ControlConfig, controls: V4l2Control[]): WantedControls {
  const notices: string[] = [];
  const values = new Map<V4l2Control, { field: string; value: number }>();
  for (const { field, control, value: wished } of controlWishes(camera, controls)) {
    const { value, notice } = control
      ? fitControl(control, wished)
      : { notice: 'this camera has no such control' };
    if (notice !== undefined) notices.push(`${field}: ${notice}`);
    if (control && value !== undefined) values.set(control, { field, value });
  }

  const switches = new Map<V4l2Control, number>();
  const settings = new Map<V4l2Control, number>();
  for (const [control, { field, value }] of values) {
    if (isAutomatic(control)) {
      switches.set(control, value);
      continue;
    }
    const automatic = automaticOf(control, controls);
    const chosen = automatic && values.get(automatic)?.value;
    const off = automatic && offValue(automatic);
    if (automatic && chosen !== undefined && !isOff(automatic, chosen)) {
      notices.push(`${field}: not written, because ${automatic.name} is on`);
    } else if (control.inactive && off === undefined) {
      notices.push(`${field}: not written, because the camera governs ${control.name} itself`);
    } else {
      if (automatic && chosen === undefined && off !== undefined) switches.set(automatic, off);
      settings.set(control, value);
    }
  }
  const writes = [...switches, ...settings].map(([{ id, name }, value]) => ({ id, name, value }));
  return { writes, notices };
}

/**
 * Writes controls one after the other, in their order, also while the camera streams. Returns one line, naming the
 * control and the reason, for each that was refused; the others are written all the same.
 * @throws CaptureError no-v4l2-ctl
 */
export async function applyControls(path: string, writes: ControlWrite[]): Promise<string[]> {
  const refusals: string[] = [];
  for (const { name, value } of writes) {
    // One call per control: within one, v4l2-ctl sorts them by name, and a refusal stops those that follow.
    const { code, stdout, stderr } = await runV4l2Ctl(path, ['--set-ctrl', `${name}=${value}`]);
    if (code !== 0) refusals.push(`${name}: ${refusalReason(stderr || stdout)}`);
  }
  return refusals;
}

/** "Error setting controls: Permission denied" or "brightness: Input/output error"; the last line is the cause. */
function refusalReason(said: string): string {
  return lastLine(said).split(': ').at(-1) || 'v4l2-ctl gave no reason';
}
