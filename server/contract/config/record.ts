import { z } from 'zod';
import { limited, orNull, shapeOf, withoutUndefined } from './block.ts';
import { laxBoolean, laxInteger, laxNumber, laxText } from './coercion.ts';
import { eventName } from './event-settings.ts';
import { recordDays, recordFormats, recordModes } from './record-mode.ts';
import { defaultUpload, uploadSchema, uploadShape } from './upload.ts';

/** More entries of one schedule would be a mistake. */
export const maxRecordTimes = 21;
const maxEventNames = 32;
const maxGigabytes = 1_000_000;
export const maxDays = 3_650;

const timeOfDay = (field: string) =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, `${field} should be a time of day like 22:30.`);

/** Times of a week. @param block the setting that they are in, for messages */
export const scheduleSchema = (block: string) =>
  z
    .array(
      z.object({
        days: z
          .array(z.enum(recordDays, `${block} days should be some of ${recordDays.join(', ')}.`))
          .min(1, `${block} days should name at least one day.`)
          .max(7, `${block} days should name each day once.`),
        from: timeOfDay(`${block} from`),
        to: timeOfDay(`${block} to`).describe('At or before `from`: on the next day'),
      }),
    )
    .max(maxRecordTimes, `${block} schedule should have at most ${maxRecordTimes} entries.`)
    .describe('For the mode "scheduled", by the clock of the server');

/** The setting `record` of a camera. Its messages are to be read after "Camera 'x' ". */
export const recordSchema = z
  .object({
    mode: z
      .enum(recordModes, `record mode should be one of ${recordModes.join(', ')}.`)
      .describe('When it is recorded'),
    format: z
      .enum(recordFormats, `record format should be one of ${recordFormats.join(', ')}.`)
      .describe(
        '"h264" needs about a tenth of the disk, and a part of the processor; not in the mode "flight"',
      ),
    fps: limited('record fps', 0.01, 240).nullable().describe('Frames per second in the file; null: all'),
    schedule: scheduleSchema('record'),
    before_seconds: limited('record before_seconds', 0, 600).describe('Kept in memory in the mode "flight"'),
    after_seconds: limited('record after_seconds', 0, 600).describe('Recorded after a save'),
    keep_days: limited('record keep_days', 0.01, maxDays).nullable().describe('Older ones are removed'),
    keep_gb: limited('record keep_gb', 0.01, maxGigabytes).nullable().describe('The most of this camera'),
    on_events: z
      .array(eventName('record on_events'))
      .max(maxEventNames, `record on_events should be at most ${maxEventNames}.`)
      .describe('Names of events that save these seconds; "*": all'),
    upload: z.boolean().describe('Its recordings are uploaded, if the server uploads any'),
  })
  .refine(({ mode, schedule }) => mode !== 'scheduled' || schedule.length > 0, {
    message: 'record schedule should have a time when the mode is scheduled.',
    path: ['schedule'],
  })
  .refine(({ format, fps, mode }) => format === 'mjpeg' || fps === null || mode === 'flight', {
    message: 'record fps should be left out with the format h264: all pictures are recorded.',
    path: ['fps'],
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
    upload: uploadSchema.describe('S3-compatible storage that recordings are copied to'),
  })
  .meta({ id: 'RecordingsSettings' });

export type RecordingsSettings = z.infer<typeof recordingsSchema>;

/** A camera without the setting `record` has these. */
export function defaultRecord(): RecordSettings {
  return {
    mode: 'off',
    format: 'mjpeg',
    fps: null,
    schedule: [],
    before_seconds: 15,
    after_seconds: 15,
    on_events: [],
    keep_days: null,
    keep_gb: null,
    upload: true,
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
    upload: defaultUpload(),
  };
}

/** A list as a setting may have it. Counted before its entries are looked at. */
export const shortList = z.unknown().transform((list, context) => {
  if (!Array.isArray(list) || list.length <= 100) return list;
  const message = `List should have at most 100 items after validation, not ${list.length}`;
  context.addIssue({ code: 'custom', message, params: { type: 'too_long' } });
  return z.NEVER;
});

/** The types of the fields of a schedule. */
export const scheduleShape = shortList.pipe(
  z.array(shapeOf({ days: shortList.pipe(z.array(laxText)), from: laxText, to: laxText })),
);

/** The types of the fields of `record`. What is left out has its default. */
export const recordShape = shapeOf({
  mode: laxText.optional(),
  format: laxText.optional(),
  fps: orNull(laxNumber),
  schedule: scheduleShape.optional(),
  before_seconds: laxNumber.optional(),
  after_seconds: laxNumber.optional(),
  on_events: shortList.pipe(z.array(laxText)).optional(),
  keep_days: orNull(laxNumber),
  keep_gb: orNull(laxNumber),
  upload: laxBoolean.optional(),
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
  upload: uploadShape.optional(),
}).transform((recordings) => withoutUndefined(defaultRecordings(), recordings));
