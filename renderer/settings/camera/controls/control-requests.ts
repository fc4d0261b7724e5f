import type { CameraControl } from '../../../../server/contract/device/control-listing.ts';
import type { ControlValues } from './control-sender.ts';

/** What asks for all that was tried to be kept; what an automatic governs by now is left to it. */
export function keptValues(
  tried: ReadonlyMap<string, number | null>,
  controls: readonly CameraControl[],
): ControlValues {
  return Object.fromEntries(
    [...tried].filter(([name]) => controls.some((control) => control.name === name && !control.inactive)),
  );
}

/** What takes every control of a device back to its default, and out of the configuration. */
export function defaultValues(controls: readonly CameraControl[]): ControlValues {
  const resettable = controls.filter((control) => control.default !== null && !control.read_only);
  return Object.fromEntries(resettable.map(({ name }) => [name, null]));
}

/**
 * The requests, in this order, that take what was tried back to how it stood before. What an automatic governed then
 * goes first, while the automatic is still off: it could not be written afterwards.
 */
export function undoRequests(
  tried: Iterable<string>,
  before: readonly CameraControl[],
  now: readonly CameraControl[],
): ControlValues[] {
  const names = new Set(tried);
  const isActive = ({ name }: CameraControl) =>
    now.some((control) => control.name === name && !control.inactive);
  const changed = before.filter(({ name, value }) => names.has(name) && value !== null);
  const governed = changed.filter((control) => control.inactive && isActive(control));
  const others = changed.filter((control) => !control.inactive);
  return [governed, others]
    .filter((controls) => controls.length > 0)
    .map((controls) => Object.fromEntries(controls.map(({ name, value }) => [name, value])));
}
