import { z } from 'zod';
import { limited, orNull, shapeOf, withoutUndefined } from './block.ts';
import { laxInteger, laxNumber, laxText } from './coercion.ts';
import { maxDays, scheduleSchema, scheduleShape } from './record.ts';

/** When pictures are taken, beside recordings. */
export const timedModes = ['off', 'continuous', 'scheduled'] as const;

const secondsOfDay = 86_400;
const fields = (block: string, leastSeconds: number) => ({
  mode: z
    .enum(timedModes, `${block} mode should be one of ${timedModes.join(', ')}.`)
    .describe('When pictures are taken'),
  interval_seconds: limited(`${block} interval_seconds`, leastSeconds, secondsOfDay)
    .int(`${block} interval_seconds should be a whole number.`)
    .describe('From one picture to the next, counted from midnight'),
  schedule: scheduleSchema(block),
  keep_days: limited(`${block} keep_days`, 0.01, maxDays)
    .nullable()
    .describe('Older ones are removed; null: as the setting of the server says'),
});
const needsTime = (block: string) => ({
  message: `${block} schedule should have a time when the mode is scheduled.`,
  path: ['schedule'],
});
const hasTime = ({ mode, schedule }: { mode: string; schedule: readonly unknown[] }) =>
  mode !== 'scheduled' || schedule.length > 0;

/** The setting `timelapse` of a camera: a film of each day. Its messages are to be read after "Camera 'x' ". */
export const timelapseSchema = z
  .object({
    ...fields('timelapse', 1),
    fps: limited('timelapse fps', 1, 60).describe('Pictures per second when the film is played'),
  })
  .refine(hasTime, needsTime('timelapse'))
  .meta({ id: 'TimelapseSettings' });

/** The setting `stills` of a camera: JPEG files. More than one in ten seconds is a recording. */
export const stillsSchema = z
  .object(fields('stills', 10))
  .refine(hasTime, needsTime('stills'))
  .meta({ id: 'StillsSettings' });

export type TimelapseSettings = z.infer<typeof timelapseSchema>;
export type StillsSettings = z.infer<typeof stillsSchema>;

/** A camera without the setting has these. */
export function defaultTimelapse(): TimelapseSettings {
  return { mode: 'off', interval_seconds: 10, schedule: [], keep_days: null, fps: 25 };
}

export function defaultStills(): StillsSettings {
  return { mode: 'off', interval_seconds: 600, schedule: [], keep_days: null };
}

const shapes = {
  mode: laxText.optional(),
  interval_seconds: laxInteger.optional(),
  schedule: scheduleShape.optional(),
  keep_days: orNull(laxNumber),
};

/** The types of the fields of `timelapse`. What is left out has its default. */
export const timelapseShape = shapeOf({ ...shapes, fps: laxNumber.optional() }).transform((timelapse) =>
  withoutUndefined(defaultTimelapse(), timelapse),
);

/** The types of the fields of `stills`. */
export const stillsShape = shapeOf(shapes).transform((stills) => withoutUndefined(defaultStills(), stills));
