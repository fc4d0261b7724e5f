import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../../../server/contract/config/config.ts';

/** One change that a restore would make. */
export interface RestoreChange {
  kind: 'added' | 'removed' | 'changed';
  /** For example "Camera Hall", "port_mode", "auth.username". */
  what: string;
  /** The fields of a changed thing, each with its value before and after. */
  fields: { name: string; before: string; after: string }[];
}

/** The changes from `before` to `after`, cameras first; empty if there are none. */
export function restoreChanges(before: ServerConfig, after: ServerConfig): RestoreChange[] {
  const { cameras: camerasBefore, auth: authBefore, ...settingsBefore } = before;
  const { cameras: camerasAfter, auth: authAfter, ...settingsAfter } = after;
  const auth = fieldChanges(authBefore, authAfter).map(({ name, ...values }) => ({
    ...values,
    name: `auth.${name}`,
  }));
  const settings = [...fieldChanges(settingsBefore, settingsAfter), ...auth];
  return [
    ...cameraChanges(camerasBefore, camerasAfter),
    ...(settings.length > 0 ? [{ kind: 'changed' as const, what: 'Settings', fields: settings }] : []),
  ];
}

function cameraChanges(before: CameraConfig[], after: CameraConfig[]): RestoreChange[] {
  const known = new Map(before.map((camera) => [camera.id, camera]));
  const kept = new Set(after.map(({ id }) => id));
  const changed = after.flatMap((camera): RestoreChange[] => {
    const old = known.get(camera.id);
    if (!old) return [{ kind: 'added', what: named(camera), fields: [] }];
    const fields = fieldChanges(old, camera);
    return fields.length > 0 ? [{ kind: 'changed', what: named(camera), fields }] : [];
  });
  const removed = before.filter(({ id }) => !kept.has(id));
  const order = (list: CameraConfig[], other: (id: string) => boolean) =>
    list
      .map(({ id }) => id)
      .filter(other)
      .join('\n');
  const moved = order(before, (id) => kept.has(id)) !== order(after, (id) => known.has(id));
  return [
    ...changed,
    ...removed.map((camera) => ({ kind: 'removed' as const, what: named(camera), fields: [] })),
    ...(moved ? [{ kind: 'changed' as const, what: 'The order of the cameras', fields: [] }] : []),
  ];
}

function fieldChanges(before: object, after: object): RestoreChange['fields'] {
  const values = (side: object) => new Map(Object.entries(side) as [string, unknown][]);
  const [old, now] = [values(before), values(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const texts = { before: valueText(old.get(name)), after: valueText(now.get(name)) };
    return texts.before === texts.after ? [] : [{ name, ...texts }];
  });
}

function valueText(value: unknown): string {
  return value === undefined || value === null
    ? 'not set'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

function named({ id, name }: CameraConfig): string {
  return name === id ? `Camera ${name}` : `Camera ${name} (${id})`;
}
