import { z } from 'zod';
import { laxInteger, laxNumber, laxText } from './coercion.ts';
import { isJsonObject } from './patch-body.ts';
import { recordDays, recordModes } from './record-mode.ts';
import { nearName } from './near-name.ts';

/** More entries of one schedule would be a mistake. */
export const maxRecordTimes = 21;
const maxGigabytes = 1_000_000;
const maxDays = 3_650;

const limited = (field: string, min: number, max: number) => {
  const message = `${field} should be between ${min} and ${max}.`;
  return z.number().min(min, message).max(max, message);
};
const timeOfDay = (field: string) =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, `${field} should be a time of day like 22:30.`);

const recordTimeSchema = z.object({
  days: z
    .array(z.enum(recordDays, `record days should be some of ${recordDays.join(', ')}.`))
    .min(1, 'record days should name at least one day.')
    .max(7, 'record days should name each day once.'),
  from: timeOfDay('record from'),
  to: timeOfDay('record to').describe('At or before `from`: on the next day'),
});

/** The setting `record` of a camera. Its messages are to be read after "Camera 'x' ". */
export const recordSchema = z
  .object({
    mode: z
      .enum(recordModes, `record mode should be one of ${recordModes.join(', ')}.`)
      .describe('When it is recorded'),
    fps: limited('record fps', 0.01, 240).nullable().describe('Frames per second in the file; null: all'),
    schedule: z
      .array(recordTimeSchema)
      .max(maxRecordTimes, `record schedule should have at most ${maxRecordTimes} entries.`)
      .describe('For the mode "scheduled", by the clock of the server'),
    before_seconds: limited('record before_seconds', 0, 600).describe('Kept in memory in the mode "flight"'),
    after_seconds: limited('record after_seconds', 0, 600).describe('Recorded after a save'),
    keep_days: limited('record keep_days', 0.01, maxDays).nullable().describe('Older ones are removed'),
    keep_gb: limited('record keep_gb', 0.01, maxGigabytes).nullable().describe('The most of this camera'),
  })
  .refine(({ mode, schedule }) => mode !== 'scheduled' || schedule.length > 0, {
    message: 'record schedule should have a time when the mode is scheduled.',
    path: ['schedule'],
  })
  .meta({ id: 'RecordSettings' });

export type RecordSettings = z.infer<typeof recordSchema>;
export type RecordTime = RecordSettings['schedule'][number];

/** The setting `recordings` of the server. */
export const recordingsSchema = z
  .object({
    folder: z
      .string()
      .max(1_000, 'recordings folder should be at most 1000 characters.')
      .refine((path) => path.startsWith('/'), 'recordings folder should be an absolute path.')
      .refine((path) => !/\p{Cc}/u.test(path), 'recordings folder must not contain control characters.')
      .nullable()
      .describe('Where recordings go; null: "recordings" in the data folder'),
    segment_seconds: limited('recordings segment_seconds', 5, 3_600).describe('Length of one file'),
    keep_days: limited('recordings keep_days', 0.01, maxDays).nullable().describe('Older ones are removed'),
    keep_gb: limited('recordings keep_gb', 0.01, maxGigabytes).nullable().describe('The most of all cameras'),
    min_free_gb: limited('recordings min_free_gb', 0, maxGigabytes).describe('Left free on the disk'),
    ring_mb: limited('recordings ring_mb', 1, 4_096).describe('Memory of all cameras in the mode "flight"'),
  })
  .meta({ id: 'RecordingsSettings' });

export type RecordingsSettings = z.infer<typeof recordingsSchema>;

/** A camera without the setting `record` has these. */
export function defaultRecord(): RecordSettings {
  return {
    mode: 'off',
    fps: null,
    schedule: [],
    before_seconds: 15,
    after_seconds: 15,
    keep_days: null,
    keep_gb: null,
  };
}

export function defaultRecordings(): RecordingsSettings {
  return {
    folder: null,
    segment_seconds: 300,
    keep_days: null,
    keep_gb: null,
    min_free_gb: 2,
    ring_mb: 64,
  };
}

/** A misspelled field of these blocks would be a limit that does not hold: it is refused. */
const onlyKnown = (known: readonly string[]) =>
  z.unknown().transform((value, context) => {
    if (!isJsonObject(value)) return value;
    for (const key of Object.keys(value)
      .filter((name) => !known.includes(name))
      .slice(0, 10)) {
      const meant = nearName(key, known);
      const message = `Extra inputs are not permitted${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
      context.addIssue({
        code: 'custom',
        path: [key.slice(0, 64)],
        message,
        params: { type: 'extra_forbidden' },
      });
    }
    return value;
  });

/** The types of a block's fields; other fields are refused. */
export const shapeOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  onlyKnown(Object.keys(shape)).pipe(z.object(shape));

/** A list as a setting may have it. Counted before its entries are looked at. */
export const shortList = z.unknown().transform((list, context) => {
  if (!Array.isArray(list) || list.length <= 100) return list;
  const message = `List should have at most 100 items after validation, not ${list.length}`;
  context.addIssue({ code: 'custom', message, params: { type: 'too_long' } });
  return z.NEVER;
});
const orNull = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? null);

/** The types of the fields of `record`. What is left out has its default. */
export const recordShape = shapeOf({
  mode: laxText.optional(),
  fps: orNull(laxNumber),
  schedule: shortList
    .pipe(z.array(shapeOf({ days: shortList.pipe(z.array(laxText)), from: laxText, to: laxText })))
    .optional(),
  before_seconds: laxNumber.optional(),
  after_seconds: laxNumber.optional(),
  keep_days: orNull(laxNumber),
  keep_gb: orNull(laxNumber),
}).transform((record) => withoutUndefined(defaultRecord(), record));

/** The types of the fields of `recordings`. */
export const recordingsShape = shapeOf({
  // A cleared field of a settings page arrives as an empty text.
  folder: laxText.nullish().transform((folder) => folder?.trim() || null),
  segment_seconds: laxInteger.optional(),
  keep_days: orNull(laxNumber),
  keep_gb: orNull(laxNumber),
  min_free_gb: laxNumber.optional(),
  ring_mb: laxInteger.optional(),
}).transform((recordings) => withoutUndefined(defaultRecordings(), recordings));

/** A patch of one of these blocks: what it names is changed, null takes a field back to its default. */
export function mergedBlock(before: object, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged = Object.entries({ ...before, ...patch });
  return Object.fromEntries(merged.filter(([key, value]) => value !== null || !Object.hasOwn(patch, key)));
}

/** What is left out has its default. */
export function withoutUndefined(defaults: object, given: object): Record<string, unknown> {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}
