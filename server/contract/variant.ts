import { z } from 'zod';

const numeric = (schema: z.ZodNumber) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number')
    .transform(Number)
    .pipe(schema);

/** At most so many of a variant or link. */
export const framesPerSecond = z.number().min(0.1).max(120);
/** The width of a variant or link at most. */
export const widthPixels = z.number().int().min(16).max(4_096);

/** `?fps=`, `?width=` and `?quality=` of a stream or snapshot. Other query fields (`?t=…`) are ignored. */
export const variantSchema = z.object({
  /** Frames per second, at most. */
  fps: numeric(framesPerSecond).optional().describe('At most so many pictures a second'),
  /** Pixels; the height follows. A picture is never enlarged. */
  width: numeric(widthPixels).optional().describe('Pixels; the height follows'),
  /** JPEG quality. */
  quality: numeric(z.number().int().min(10).max(95)).optional().describe('Of the JPEG'),
});

/** The query of a stream or snapshot. */
export const pictureQuerySchema = variantSchema.extend({
  hook: z.enum(['0', '1'], 'must be 0 or 1').optional().describe('0: without the hooks of the camera'),
});

export type Variant = z.infer<typeof variantSchema>;

/** One name per distinct variant; empty for the original. */
export function variantKey({ fps, width, quality }: Variant): string {
  return [fps && `fps=${fps}`, width && `width=${width}`, quality && `quality=${quality}`]
    .filter(Boolean)
    .join('&');
}
