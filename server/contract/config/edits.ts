import { z } from 'zod';
import { laxBoolean, laxNumber, laxText } from './coercion.ts';
import { shapeOf, withoutUndefined } from './block.ts';
import { shortList } from './record.ts';

export const maxMaskZones = 16;
export const maxZonePoints = 32;

const share = z
  .number()
  .min(0, 'mask points should be between 0 and 1.')
  .max(1, 'mask points should be between 0 and 1.');
const point = z.tuple([share, share]);

/** One zone: the corners of a polygon, from left to right and from top to bottom in parts of the picture. */
const zone = z
  .array(point)
  .min(3, 'mask zones should have at least 3 points.')
  .max(maxZonePoints, `mask zones should have at most ${maxZonePoints} points.`)
  .refine(hasArea, 'mask zones should have an area.');

/** The setting `mask` of a camera. Its messages are to be read after "Camera 'x' ". */
export const maskSchema = z
  .array(zone)
  .max(maxMaskZones, `mask should have at most ${maxMaskZones} zones.`)
  .meta({ id: 'Mask' });

export const overlayCorners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export const overlaySizes = ['small', 'medium', 'large'] as const;

/** The setting `overlay` of a camera. */
export const overlaySchema = z
  .object({
    text: z
      .string()
      .max(80, 'overlay text should be at most 80 characters.')
      .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'overlay text must not contain control characters.')
      .describe('One line'),
    clock: z.boolean().describe('The time at which the picture was taken, by the clock of the server'),
    corner: z.enum(overlayCorners, `overlay corner should be one of ${overlayCorners.join(', ')}.`),
    size: z.enum(overlaySizes, `overlay size should be one of ${overlaySizes.join(', ')}.`),
  })
  .meta({ id: 'Overlay' });

export type Zone = z.infer<typeof zone>;
export type Mask = z.infer<typeof maskSchema>;
export type Overlay = z.infer<typeof overlaySchema>;

export function defaultOverlay(): Overlay {
  return { text: '', clock: true, corner: 'bottom-left', size: 'medium' };
}

/** Takes the place of a mask that cannot be read: nothing of the picture is shown. */
export function wholeMask(): Mask {
  return [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  ];
}

export const maskShape = shortList.pipe(z.array(shortList.pipe(z.array(shortList.pipe(z.array(laxNumber))))));

export const overlayShape = shapeOf({
  text: laxText.optional(),
  clock: laxBoolean.optional(),
  corner: laxText.optional(),
  size: laxText.optional(),
}).transform((overlay) => withoutUndefined(defaultOverlay(), overlay));

/** Points on one line cover nothing: the owner would believe in a mask that is none. */
function hasArea(points: readonly (readonly [number, number])[]): boolean {
  const twice = points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) > 1e-6;
}
