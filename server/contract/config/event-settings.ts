import { z } from 'zod';
import { limited, orNull, shapeOf, withoutUndefined } from './block.ts';
import { laxInteger, laxNumber } from './coercion.ts';

/** The setting `events` of the server: how many of the events stay, and how long. */
export const eventSettingsSchema = z
  .object({
    keep_days: limited('events keep_days', 0.01, 3_650)
      .nullable()
      .describe('Older ones are removed; null: none'),
    keep_count: limited('events keep_count', 100, 100_000)
      .int()
      .describe('The most that are kept; the oldest go first'),
  })
  .meta({ id: 'EventSettings' });

export type EventSettings = z.infer<typeof eventSettingsSchema>;

export function defaultEventSettings(): EventSettings {
  return { keep_days: 30, keep_count: 20_000 };
}

/** The types of the fields of `events`. What is left out has its default. */
export const eventSettingsShape = shapeOf({
  keep_days: orNull(laxNumber).optional(),
  keep_count: laxInteger.optional(),
}).transform((events) => withoutUndefined(defaultEventSettings(), events));

/** A name of an event, as a setting names it. */
export const eventName = (block: string) =>
  z
    .string()
    .min(1, `${block} should have no empty names.`)
    .max(64, `${block} should have names of at most 64 characters.`);
