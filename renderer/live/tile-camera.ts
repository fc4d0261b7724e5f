import type { CameraHealth } from '../../server/contract/health.ts';

/** Says whether pictures of a camera can be expected, and how often. */
export interface TileCamera {
  /** The server has fresh frames of the camera. */
  flowing: boolean;
  /** The rate that the server has measured; null: unknown. */
  framesPerSecond: number | null;
  /** For the server a picture is old after this time. */
  staleAfterMs: number;
}

const freshWithinSeconds = 3;

/** A picture may be this old, in addition to two intervals of its camera. */
const patienceMs = 5_000;

/** The age from which a picture is old. @param wishedRate the rate that the tile has asked for */
export function oldAfterMs(
  { framesPerSecond, staleAfterMs }: Omit<TileCamera, 'flowing'>,
  wishedRate: number | null | undefined,
): number {
  const rates = [wishedRate, framesPerSecond].flatMap((rate) => rate || []);
  const intervalMs = rates.length > 0 ? 1_000 / Math.min(...rates) : 0;
  return Math.max(patienceMs + 2 * intervalMs, staleAfterMs);
}

/** Reads from the health of a camera whether pictures can be expected. */
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
