import { z } from 'zod';
import { liveSizeClasses } from './live.ts';
import { recordingReasons } from './recording-health.ts';
import { recordingKinds } from './recording-kind.ts';

/** The recordings of all cameras; below it one recording is at `{camera}/{id}`. */
export const recordingsPath = '/api/recordings';
export const storagePath = '/api/storage';

/** One recording: a file with up to `segment_seconds` of one camera. */
export const recordingEntrySchema = z
  .object({
    camera: z.string(),
    kind: z.enum(recordingKinds),
    /** One within its camera. */
    id: z.string(),
    /** ISO 8601. */
    start: z.string(),
    /** Milliseconds since the epoch. */
    start_ms: z.number(),
    /** Of a timelapse from its first picture to its last, not of the film; 0 of a still. */
    duration_ms: z.number().nonnegative(),
    /** How long the film of a timelapse is; null for all others, and in a list. */
    film_ms: z.number().nonnegative().nullable(),
    bytes: z.number().int().nonnegative(),
    /** These three are null in a list: the answer about the one recording has them. */
    frames: z.number().int().nonnegative().nullable(),
    width: z.number().int().positive().nullable(),
    height: z.number().int().positive().nullable(),
    /** Retention leaves it alone. */
    protected: z.boolean(),
    /** "open": it is being written. */
    state: z.enum(['closed', 'open']),
    /** False: it was begun before the clock of the server was set, so its times are wrong. */
    clock_synchronised: z.boolean(),
  })
  .meta({ id: 'Recording' });
export type RecordingEntry = z.infer<typeof recordingEntrySchema>;

export const recordingListSchema = z.object({
  /** Oldest first. */
  recordings: z.array(recordingEntrySchema),
  /** The value of `after` for the next page; null: there is none. */
  next: z.string().nullable(),
});
export type RecordingList = z.infer<typeof recordingListSchema>;

/** A moment as a text: ISO 8601, or milliseconds since the epoch. */
export const moment = z
  .string()
  .max(40)
  .transform((text, context) => {
    const atMs = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
    if (!Number.isNaN(atMs)) return atMs;
    context.addIssue({
      code: 'custom',
      message: 'Input should be a time like 2026-11-29T10:00:00Z, or milliseconds since 1970',
      params: { type: 'datetime_parsing' },
    });
    return z.NEVER;
  });

/** A whole number from 1 as a text. */
export const count = (max: number) =>
  z
    .string()
    .max(10)
    .transform((text, context) => {
      const number = Number(text);
      if (/^\d+$/.test(text) && number >= 1 && number <= max) return number;
      const message = `Input should be an integer from 1 to ${max}`;
      context.addIssue({ code: 'custom', message, params: { type: 'int_parsing' } });
      return z.NEVER;
    });

export const maxRecordingPage = 1_000;

export const recordingQuerySchema = z.object({
  kind: z.enum(recordingKinds).optional().describe('recording without it'),
  camera: z.string().max(64).optional().describe('Of this camera only'),
  from: moment.optional().describe('With a moment after this time; ISO 8601 or milliseconds since 1970'),
  to: moment.optional().describe('With a moment before this time'),
  limit: count(maxRecordingPage).optional().describe('How many at the most; 100 without it'),
  after: z.string().max(400).optional().describe('`next` of the page before'),
});
export type RecordingQuery = z.infer<typeof recordingQuerySchema>;

export const timelineQuerySchema = z.object({
  from: moment.optional().describe('ISO 8601 or milliseconds since 1970; a day before `to` without it'),
  to: moment.optional().describe('Now without it'),
});

export const recordedPictureQuerySchema = z.object({
  at: moment.describe('ISO 8601 or milliseconds since 1970: the picture that was on show then'),
  width: z
    .string()
    .max(10)
    .transform((text, context) => {
      const width = liveSizeClasses.find((size) => String(size) === text);
      if (width !== undefined) return width;
      const message = `Input should be one of ${liveSizeClasses.join(', ')}`;
      context.addIssue({ code: 'custom', message, params: { type: 'literal_error' } });
      return z.NEVER;
    })
    .optional()
    .describe(
      `Pixels: ${liveSizeClasses.join(', ')}; a picture is never enlarged. Without it as it was recorded`,
    ),
});

/** Times with pictures. Where there is no span there was no picture: a gap. */
export const timelineSchema = z.object({
  camera: z.string(),
  from_ms: z.number(),
  to_ms: z.number(),
  /** Oldest first. */
  spans: z.array(
    z.object({ from_ms: z.number(), to_ms: z.number(), id: z.string(), protected: z.boolean() }),
  ),
  /** There are more spans than one answer has; ask for a shorter time. */
  truncated: z.boolean(),
});
export type Timeline = z.infer<typeof timelineSchema>;

export const frameQuerySchema = z.object({
  n: z
    .string()
    .regex(/^\d{1,7}$/, 'Input should be the number of a picture, from 0')
    .optional()
    .describe('The number of the picture, from 0; the first one without it'),
});

export const recordingPatchSchema = z.strictObject({ protected: z.boolean() });

const seconds = (field: string, max: number) => {
  const message = `${field} should be between 0 and ${max} seconds`;
  return z.number().min(0, message).max(max, message);
};

/** The body of POST /api/cameras/{id}/recordings. */
export const recordingStartSchema = z.strictObject({
  /** Seconds; without it until it is stopped. */
  duration: seconds('duration', 86_400).gt(0, 'duration should be more than 0 seconds').optional(),
});

/** The body of POST /api/cameras/{id}/recordings/save; what is left out is as the camera's setting says. */
export const recordingSaveSchema = z.strictObject({
  before: seconds('before', 600).optional(),
  after: seconds('after', 600).optional(),
  protect: z.boolean().optional(),
});

const storedSchema = z.object({ count: z.number().int(), bytes: z.number() });

export const storageSchema = z
  .object({
    /** "unused": no camera records and there are no recordings. */
    state: z.enum(['unused', 'opening', 'ready', 'problem']),
    reason: z.enum(recordingReasons).nullable(),
    message: z.string(),
    folder: z.string(),
    /** Whether the folder is on an SD card or eMMC, which continuous writing wears out; null: not known. */
    on_card: z.boolean().nullable(),
    free_bytes: z.number().nullable(),
    total_bytes: z.number().nullable(),
    /** Of all recordings, films and stills. */
    bytes: z.number(),
    segments: z.number().int(),
    /** Memory of the mode "flight". */
    ring: z.object({ bytes: z.number(), max_bytes: z.number() }),
    /** At the rates of now, as far as they are known. */
    bytes_per_day: z.number(),
    /** Days until the disk is full at that rate, if nothing is removed; null: nothing is recorded. */
    days_left: z.number().nullable(),
    cameras: z.array(
      z.object({
        camera: z.string(),
        segments: z.number().int(),
        bytes: z.number(),
        protected_bytes: z.number(),
        /** Films of the timelapse, and stills; they are not among those above. */
        timelapses: storedSchema,
        stills: storedSchema,
        from_ms: z.number().nullable(),
        to_ms: z.number().nullable(),
        /** As it is set now; null: the camera is not live, so its rate is not known. */
        bytes_per_day: z.number().nullable(),
        /** Mean size of its pictures, for an estimate with other settings; null: not known. */
        frame_bytes: z.number().nullable(),
        /** Measured frames per second; null: not live. */
        fps: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'Storage' });
export type Storage = z.infer<typeof storageSchema>;

/** A change of the recordings on the disk, as the event "recording" tells it. */
export const recordingEventSchema = z.object({
  type: z.literal('recording'),
  /** "renamed": the clock was set, and it was `before`. */
  change: z.enum(['added', 'removed', 'protection', 'renamed']),
  recording: recordingEntrySchema,
  before: z.string().nullable(),
});
