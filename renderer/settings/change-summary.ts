import type { ServerConfig } from '../../server/contract/config/config.ts';
import { sameValue } from './same-value.ts';

/**
 * The edited parts, in a few words each: "2 cameras changed", "order of cameras", "access". Empty if nothing was edited.
 * @param savedIds for each camera of `config` its id on the server; undefined for a new camera
 */
export function changeSummary(
  saved: ServerConfig,
  config: ServerConfig,
  savedIds: readonly (string | undefined)[],
): string[] {
  const before = new Map(saved.cameras.map((camera) => [camera.id, camera]));
  const changed = config.cameras.filter((camera, index) => {
    const old = before.get(savedIds[index] ?? '');
    return old !== undefined && !sameValue(old, camera);
  });
  const kept = savedIds.filter((id) => id !== undefined);
  const order = saved.cameras.map(({ id }) => id).filter((id) => kept.includes(id));
  return [
    ...cameraCount(changed.length, 'changed'),
    ...cameraCount(savedIds.length - kept.length, 'added'),
    ...cameraCount(saved.cameras.length - kept.length, 'removed'),
    ...(sameValue(order, kept) ? [] : ['order of cameras']),
    ...(sameValue(saved.auth, config.auth) ? [] : ['access']),
    ...(sameValue(withoutParts(saved), withoutParts(config)) ? [] : ['server settings']),
  ];
}

function cameraCount(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${count === 1 ? 'camera' : 'cameras'} ${what}`] : [];
}

function withoutParts({ cameras: _cameras, auth: _auth, ...settings }: ServerConfig): object {
  return settings;
}
