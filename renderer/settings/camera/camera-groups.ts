import type { CameraConfig } from '../../../server/contract/config/camera.ts';

/** The groups that the cameras are in, each once, in the order of the alphabet. */
export function groupsOf(cameras: readonly CameraConfig[]): string[] {
  const named = cameras.flatMap(({ group }) => (group ? [group] : []));
  return [...new Set(named)].sort((a, b) => a.localeCompare(b));
}
