import type { CameraControl } from '../../../../server/contract/device/control-listing.ts';

/** Values for controls by name; null is the device's default. */
export type ControlValues = Record<string, number | null>;

/** The request that saves all tried values. It leaves out the controls that an automatic controls by now. */
export function keptValues(
  tried: ReadonlyMap<string, number | null>,
  controls: readonly CameraControl[],
): ControlValues {
  return Object.fromEntries(
    [...tried].filter(([name]) => controls.some((control) => control.name === name && !control.inactive)),
  );
}

/** The request that sets every control to its default and removes it from the configuration. */
export function defaultValues(controls: readonly CameraControl[]): ControlValues {
  const resettable = controls.filter((control) => control.default !== null && !control.read_only);
  return Object.fromEntries(resettable.map(({ name }) => [name, null]));
}

/**
 * The requests, in this order, that undo the tried values. The controls that an automatic controlled before come
 * first, while it is still off: afterwards they could not be written.
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
