import { isDeepStrictEqual } from 'node:util';
import type { CameraConfig } from '../../contract/config/camera.ts';
import { isMasked } from './edit-picture.ts';

/** The settings that say which part of the world stands where in a picture, and what of it is hidden. */
const viewFields = ['mask', 'device', 'width', 'height', 'rotate', 'flip', 'turn_pixels'] as const;
export type View = Pick<CameraConfig, (typeof viewFields)[number]>;

export function viewOf(config: View): View {
  const { mask, device, width, height, rotate, flip, turn_pixels } = config;
  return { mask, device, width, height, rotate, flip, turn_pixels };
}

export function isSameView(before: View, after: View): boolean {
  return viewFields.every((field) => isDeepStrictEqual(before[field] ?? null, after[field] ?? null));
}

/** Whether pictures from before may show what is hidden now: a mask that stays hides other things in a turned picture. */
export function hidesAnew(before: View, after: View): boolean {
  return (isMasked(before) || isMasked(after)) && !isSameView(before, after);
}
