import type { V4l2Control } from '../../contract/device/device.ts';

/** Reads `v4l2-ctl --list-ctrls-menus`, in the device's order. Controls that v4l2-ctl could not read are left out. */
export function parseV4l2Controls(text: string): V4l2Control[] {
  const controls: V4l2Control[] = [];
  for (const line of text.split('\n')) {
    const [, name, id, type, rest = ''] =
      /^\s*([a-z0-9_]+) (0x[0-9a-f]+) \((\w+)\s*\)\s*:(.*)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      controls.push({ id: Number(id), name, type, ...parseFields(type, rest) });
      continue;
    }
    const choice = /^\s+(\d+): (.*)$/.exec(line);
    if (choice) controls.at(-1)?.menu?.push({ value: Number(choice[1]), label: choice[2] ?? '' });
  }
  return controls;
}

/** " min=0 max=3 default=3 value=3 (Aperture Priority Mode) flags=inactive, volatile" */
function parseFields(type: string, text: string): Omit<V4l2Control, 'id' | 'name' | 'type'> {
  const number = (field: string) => {
    // Strings ('..') and areas (640x480) have a value that is no number.
    const found = new RegExp(`\\b${field}=(-?\\d+|0x[0-9a-f]+)(?![\\dx])`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const flags = /\bflags=(.*)$/.exec(text)?.[1]?.split(', ') ?? [];
  return {
    min: number('min'),
    max: number('max'),
    step: number('step'),
    default: number('default'),
    value: number('value'),
    ...(type === 'menu' || type === 'intmenu' ? { menu: [] } : {}),
    inactive: flags.includes('inactive'),
    readOnly: flags.includes('read-only'),
  };
}
