import type { CameraConfig } from '../../contract/config/camera.ts';

/** EXIF's code for how a picture must be turned for viewing; 1 means no change. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

type Rotate = NonNullable<CameraConfig['rotate']>;
type Flip = NonNullable<CameraConfig['flip']>;

/** 2 mirrors left-right and 4 top-bottom; 3 turns by 180, 6 by 90 and 8 by 270 degrees clockwise; 5 and 7 do both. */
const orientations: Record<Rotate, Record<Flip, ExifOrientation>> = {
  0: { none: 1, horizontal: 2, vertical: 4 },
  90: { none: 6, horizontal: 5, vertical: 7 },
  180: { none: 3, horizontal: 4, vertical: 2 },
  270: { none: 8, horizontal: 7, vertical: 5 },
};

/** The orientation that turns a picture clockwise by `rotate` degrees and then mirrors the turned picture. */
export function exifOrientation(rotate: Rotate, flip: Flip): ExifOrientation {
  return orientations[rotate][flip];
}
