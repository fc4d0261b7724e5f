import type { V4l2Control } from '../../contract/device/device.ts';

/** A value that a control takes, if there is one, and a notice for people about it. */
export interface FittedValue {
  value?: number;
  notice?: string;
}

/** The value nearest to the wanted one that the control takes. */
export function fitControl(control: V4l2Control, wanted: number | boolean): FittedValue {
  if (control.readOnly) return { notice: 'this camera does not let it be changed' };
  switch (control.type) {
    case 'bool':
    case 'button':
      return { value: wanted ? 1 : 0 };
    case 'menu':
    case 'intmenu':
      return fitChoice(control, Math.round(Number(wanted)));
    case 'int':
    case 'int64':
    case 'bitmask':
      return fitRange(control, Number(wanted));
    default:
      return { notice: `a control of type ${control.type} cannot be set` };
  }
}

function fitChoice({ menu = [], min, max }: V4l2Control, wanted: number): FittedValue {
  const known = menu.length > 0 ? menu.some(({ value }) => value === wanted) : within(wanted, min, max);
  if (known) return { value: wanted };
  const choices = menu.map(({ value, label }) => `${value} (${label})`).join(', ');
  return { notice: `there is no choice ${wanted}${choices ? `; there are ${choices}` : ''}` };
}

function fitRange({ min, max, step }: V4l2Control, wanted: number): FittedValue {
  const low = min ?? 0; // a bitmask has no min
  const high = max ?? wanted;
  const clamped = Math.min(Math.max(wanted, low), high);
  const stride = step || 1;
  const nearest = low + Math.round((clamped - low) / stride) * stride;
  const value = nearest > high ? nearest - stride : nearest;
  if (clamped === wanted) return { value };
  return { value, notice: `${wanted} is outside this camera's ${low} to ${high}; it gets ${value}` };
}

function within(value: number, min = value, max = value): boolean {
  return value >= min && value <= max;
}
