import type { CameraControl, ControlListing } from '../../contract/device/control-listing.ts';
import type { V4l2Control, V4l2Device } from '../../contract/device/device.ts';
import { automaticOf, offValue } from './automatic-control.ts';
import { controlWishes, type ControlConfig } from './control-wishes.ts';
import { fitControl } from './fit-control.ts';
import { wantedControls } from './v4l2-controls.ts';

/** The controls of a device, each with the value that a camera's configuration asks for. */
export function controlListing(
  camera: ControlConfig,
  { path, card, controls }: Pick<V4l2Device, 'path' | 'card' | 'controls'>,
): ControlListing {
  const { controls: named, ...fields } = camera;
  // The last wish for a control counts.
  const wishes = [
    ...controlWishes(fields, controls),
    ...controlWishes({ controls: named }, controls).map((wish) => ({
      ...wish,
      field: `controls.${wish.field}`,
    })),
  ];
  const { notices } = wantedControls(camera, controls);
  return {
    device: path,
    card,
    controls: controls.map((control) => {
      const wish = wishes.findLast((candidate) => candidate.control === control);
      const configured = wish && fitControl(control, wish.value).value;
      return {
        ...shown(control),
        automatic: shownAutomatic(automaticOf(control, controls)),
        configured: configured ?? null,
        configured_by: wish?.field ?? null,
      };
    }),
    notices,
  };
}

function shownAutomatic(automatic: V4l2Control | undefined): CameraControl['automatic'] {
  return automatic ? { name: automatic.name, off: offValue(automatic) ?? null } : null;
}

function shown(control: V4l2Control): Omit<CameraControl, 'automatic' | 'configured' | 'configured_by'> {
  const { id, name, type, min, max, step, default: initial, value, menu, inactive, readOnly } = control;
  return {
    id: controlIdText(id),
    name,
    type,
    min: min ?? null,
    max: max ?? null,
    step: step ?? null,
    default: initial ?? null,
    value: value ?? null,
    menu: menu ?? null,
    inactive,
    read_only: readOnly,
  };
}

/** An id as a configuration may say it. */
export function controlIdText(id: number): string {
  return `0x${id.toString(16).padStart(8, '0')}`;
}
