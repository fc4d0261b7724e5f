import type { RecordSettings } from '../../../server/contract/config/record.ts';
import type { Storage } from '../../../server/contract/recording.ts';

const secondsOfDay = 86_400;
const gigabyte = 1e9;
/** H.264 of the server is 8 to 12 times smaller than a camera's MJPEG. */
const h264Share = 1 / 8;

/**
 * Bytes per day that a camera records all day long with these settings, in GB; null: its rate is not known.
 * @param storage the camera's entry of GET /api/storage
 */
export function gigabytesPerDay(
  { mode, format, fps }: Pick<RecordSettings, 'mode' | 'format' | 'fps'>,
  storage: Pick<Storage['cameras'][number], 'frame_bytes' | 'fps'> | undefined,
): number | null {
  if (mode === 'off' || !storage || storage.frame_bytes === null || storage.fps === null) return null;
  const share = format === 'h264' && mode !== 'flight' ? h264Share : 1;
  const framesPerSecond = Math.min(storage.fps, fps ?? storage.fps);
  return (storage.frame_bytes * share * framesPerSecond * secondsOfDay) / gigabyte;
}
