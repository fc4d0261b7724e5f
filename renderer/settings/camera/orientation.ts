import type { CameraConfig } from '../../../server/contract/config/camera.ts';

export type Turn = Required<{ [key in 'rotate' | 'flip']: NonNullable<CameraConfig[key]> }>;

export function turnOf({ rotate, flip }: Pick<CameraConfig, 'rotate' | 'flip'>): Turn {
  return { rotate: rotate ?? 0, flip: flip ?? 'none' };
}

/**
 * The CSS that turns a picture, which the server has turned as `served`, so that it looks as `wanted`. Both first rotate
 * clockwise and then mirror. `sideways`: width and height change places.
 */
export function previewTurn(served: Turn, wanted: Turn): { transform: string; sideways: boolean } {
  const degrees = (wanted.rotate - served.rotate + 360) % 360;
  // CSS applies the last transform of a list first: undo the mirroring, rotate, mirror again.
  const parts = [mirrored[wanted.flip], degrees === 0 ? '' : `rotate(${degrees}deg)`, mirrored[served.flip]];
  const isAsServed = degrees === 0 && wanted.flip === served.flip;
  return {
    transform: isAsServed ? 'none' : parts.filter(Boolean).join(' '),
    sideways: degrees % 180 !== 0,
  };
}

const mirrored: Record<Turn['flip'], string> = {
  none: '',
  horizontal: 'scaleX(-1)',
  vertical: 'scaleY(-1)',
};
