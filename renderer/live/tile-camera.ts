import type { CameraHealth } from '../../server/contract/health.ts';

/** Whether a picture of a camera is to be expected. */
export interface TileCamera {
  /** The server has fresh frames of it. */
  flowing: boolean;
  /** As measured by the server; null: unknown. */
  framesPerSecond: number | null;
}

const freshWithinSeconds = 3;

/** Whether the server has fresh frames of a camera, by what it tells of it. */
export function tileCamera({
  kind,
  fps,
  last_frame_age: ageSeconds,
}: Pick<CameraHealth, 'kind' | 'fps' | 'last_frame_age'>): TileCamera {
  const intervalSeconds = fps ? 1 / fps : 0;
  const flowing = kind === 'live' && ageSeconds !== null && ageSeconds < freshWithinSeconds + intervalSeconds;
  return { flowing, framesPerSecond: fps };
}
