import type { CameraHealth } from '../../../server/contract/health.ts';

/** Every group once, in the cameras' order. */
export function groupsOf(cameras: readonly CameraHealth[]): string[] {
  return [...new Set(cameras.flatMap(({ group }) => group ?? []))];
}
