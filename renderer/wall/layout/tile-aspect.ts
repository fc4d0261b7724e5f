import type { CameraHealth } from '../../../server/contract/health.ts';
import type { TileSettings } from '../../../server/contract/wall.ts';

/** Width / height of a camera's tile; null: any shape. @param usual for a camera that has sent no picture yet */
export function tileAspect(
  { width, height }: Pick<CameraHealth, 'width' | 'height'>,
  { fit, rotate }: TileSettings,
  usual: number,
): number | null {
  if (fit === 'crop') return null;
  const aspect = width && height ? width / height : usual;
  return rotate === 90 || rotate === 270 ? 1 / aspect : aspect;
}

/** Width / height that fits most cameras: the median of the cameras that have sent a picture, or 16:9. */
export function wallAspect(cameras: Pick<CameraHealth, 'width' | 'height'>[]): number {
  const aspects = cameras
    .flatMap(({ width, height }) => (width && height ? [width / height] : []))
    .sort((a, b) => a - b);
  return aspects[Math.floor(aspects.length / 2)] ?? 16 / 9;
}
