import type { RecordSettings } from '../../../server/contract/config/record.ts';
import type { Storage } from '../../../server/contract/recording.ts';

const secondsOfDay = 86_400;
const gigabyte = 1e9;

/**
 * Bytes per day that a camera records all day long with these settings, in GB; null: its rate is not known.
 * @param storage the camera's entry of GET /api/storage
 */
export function gigabytesPerDay(
  { mode, fps }: Pick<RecordSettings, 'mode' | 'fps'>,
  storage: Pick<Storage['cameras'][number], 'frame_bytes' | 'fps'> | undefined,
): number | null {
  if (mode === 'off' || !storage || storage.frame_bytes === null || storage.fps === null) return null;
  return (storage.frame_bytes * Math.min(storage.fps, fps ?? storage.fps) * secondsOfDay) / gigabyte;
}
