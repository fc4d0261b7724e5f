import { z } from 'zod';
import { cameraSchema } from '../config/camera.ts';
import { laxDevice, laxNumber } from '../config/coercion.ts';

const defaultIdentifySeconds = 5;
const secondsRange = 'Input should be between 1 and 60';

/** The body of POST /api/cameras/{id}/identify; nothing is the same as `{}`. */
export const identifyBodySchema = z
  .object({
    for_seconds: laxNumber
      .pipe(z.number().min(1, secondsRange).max(60, secondsRange))
      .optional()
      .transform((seconds) => seconds ?? defaultIdentifySeconds),
  })
  .optional()
  .transform((body) => body ?? { for_seconds: defaultIdentifySeconds });

/** The answer: whether a light of the camera shows it too. */
export const identifyAnswerSchema = z.object({ status: z.literal('identifying'), led: z.boolean() });

/** The body of POST /api/cameras/{id}/reassign; without a device it takes what /health says as `moved_to`. */
export const reassignBodySchema = z
  .object({ device: laxDevice.nullish().transform((device) => device ?? undefined) })
  .optional()
  .transform((body) => body ?? { device: undefined });

export const reassignAnswerSchema = z.object({ status: z.literal('ok'), camera: cameraSchema });
