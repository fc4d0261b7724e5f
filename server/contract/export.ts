import { z } from 'zod';
import { moment } from './recording.ts';
import { recordingReasons } from './recording-health.ts';

/** The exports: parts of recordings as one file. Below it one export is at `{id}`. */
export const exportsPath = '/api/exports';

/**
 * "mkv": the pictures as they are, with their true times; a gap stays a gap. "mp4": H.264, which plays everywhere; gaps
 * are cut out, and a chapter begins after each.
 */
export const exportFormats = ['mkv', 'mp4'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** "timelapse": the films that begin in the time, one after the other. */
const kind = z.enum(['recording', 'timelapse']);
export type ExportKind = z.infer<typeof kind>;

/** Reasons why an export failed. Those after the line are of the disk. */
export const exportReasons = [
  'no-recordings',
  'too-large',
  'turned',
  'mixed',
  'removed',
  'unreadable',
  'no-ffmpeg',
  'encoder',
  'interrupted',
  // ---
  ...recordingReasons.slice(2),
] as const;

/** The body of POST /api/exports. */
export const exportStartSchema = z
  .strictObject({
    camera: z.string().min(1).max(64),
    from: moment.describe(
      'The first picture is not before it, but of H.264 up to two seconds; ISO 8601, or milliseconds since 1970, as a text',
    ),
    to: moment.describe('The last picture is before it'),
    format: z.enum(exportFormats),
    kind: kind.default('recording').describe('Without it "recording"'),
  })
  .superRefine(({ from, to }, context) => {
    if (from < to) return;
    context.addIssue({
      code: 'custom',
      path: ['to'],
      message: 'to should be after from',
      params: { type: 'value_error' },
    });
  });

const always = {
  id: z.string(),
  camera: z.string(),
  kind,
  /** The name of the camera when the export was asked for. */
  camera_name: z.string(),
  /** As they were asked for; milliseconds since the epoch. */
  from_ms: z.number(),
  to_ms: z.number(),
  format: z.enum(exportFormats),
  created_ms: z.number(),
};
/** When it ended, and when it will be removed by itself. */
const ended = { ended_ms: z.number(), expires_ms: z.number() };

export const exportEntrySchema = z
  .discriminatedUnion('state', [
    z.object({ ...always, state: z.literal('waiting') }),
    z.object({
      ...always,
      state: z.literal('running'),
      /** 0 to 1. */
      progress: z.number().min(0).max(1),
      /** Of the file so far. */
      bytes: z.number(),
      /** Null: not known yet. */
      seconds_left: z.number().nullable(),
    }),
    z.object({
      ...always,
      state: z.literal('done'),
      ...ended,
      /** A name for people, e.g. "Front door 2026-11-29 10-05-00 5m00s.mp4". */
      file_name: z.string(),
      bytes: z.number(),
      frames: z.number().int(),
      duration_ms: z.number(),
      /** When the first picture was taken; milliseconds since the epoch. */
      start_ms: z.number(),
      /** Times of the range without pictures between two with pictures; at most 500. */
      gaps: z.array(z.object({ from_ms: z.number(), to_ms: z.number() })),
    }),
    z.object({
      ...always,
      state: z.literal('failed'),
      ...ended,
      reason: z.enum(exportReasons),
      /** A sentence for people. */
      message: z.string(),
    }),
    z.object({ ...always, state: z.literal('cancelled'), ...ended }),
  ])
  .meta({ id: 'Export' });
export type ExportEntry = z.infer<typeof exportEntrySchema>;
export type ExportReason = (typeof exportReasons)[number];

export const exportListSchema = z.object({
  /** Oldest first. */
  exports: z.array(exportEntrySchema),
});

/** An export is there, became another or made progress, as the event "export" tells it; the latter at most once a second. */
export const exportEventSchema = z.object({ type: z.literal('export'), export: exportEntrySchema });
export const exportRemovedEventSchema = z.object({ type: z.literal('export-removed'), id: z.string() });
