import type { V4l2Control } from '../../contract/device/device.ts';
import type { ControlWrite } from './v4l2-controls.ts';

/** How to show a camera by its light, and how to put the light back. */
export interface LedSignal {
  show: ControlWrite;
  putBack: ControlWrite;
}

/**
 * The light of a camera that has a control for it: Logitech's "LED1 Mode", which is there once uvcdynctrl or an older
 * kernel has mapped it. It blinks where it can. Otherwise it is switched on or off, to the other state.
 */
export function ledSignal(controls: V4l2Control[]): LedSignal | undefined {
  const control = controls.find(({ name, type }) => /^led\d*_mode$/.test(name) && type === 'menu');
  if (!control || control.readOnly || control.value === undefined) return undefined;
  const { id, name, value: before, menu = [] } = control;
  const choice = (label: RegExp) => menu.find((entry) => label.test(entry.label))?.value;
  const on = choice(/^on$/i);
  const shown = choice(/^blink/i) ?? (on === before ? choice(/^off$/i) : on);
  if (shown === undefined || shown === before) return undefined;
  return { show: { id, name, value: shown }, putBack: { id, name, value: before } };
}
