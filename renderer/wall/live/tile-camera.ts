import type { CameraHealth } from '../../../server/contract/health.ts';

/** Whether a picture of a camera is to be expected. */
export interface TileCamera {
  /** The server has fresh frames of it. */
  flowing: boolean;
  /** As measured by the server; null: unknown. */
  framesPerSecond: number | null;
  /** As the server sees it: a picture that is older is an old one. */
  staleAfterMs: number;
}

const freshWithinSeconds = 3;

/** How old a picture may be, beside two of its camera's intervals. */
const patienceMs = 5_000;

/** From what age on a picture is an old one. @param wishedRate pictures a second that were asked for */
export function oldAfterMs(
  { framesPerSecond, staleAfterMs }: Omit<TileCamera, 'flowing'>,
  wishedRate: number | null | undefined,
): number {
  const rates = [wishedRate, framesPerSecond].flatMap((rate) => rate || []);
  const intervalMs = rates.length > 0 ? 1_000 / Math.min(...rates) : 0;
  return Math.max(patienceMs + 2 * intervalMs, staleAfterMs);
}

/** Whether the server has fresh frames of a camera, by what it tells of it. */
export function tileCamera({
  kind,
  fps,
  last_frame_age: ageSeconds,
  stale_after,
}: Pick<CameraHealth, 'kind' | 'fps' | 'last_frame_age' | 'stale_after'>): TileCamera {
  const intervalSeconds = fps ? 1 / fps : 0;
  const flowing = kind === 'live' && ageSeconds !== null && ageSeconds < freshWithinSeconds + intervalSeconds;
  return { flowing, framesPerSecond: fps, staleAfterMs: stale_after * 1_000 };
}
