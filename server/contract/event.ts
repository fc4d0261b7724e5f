import { z } from 'zod';
import { annotationSchema } from './hook/hook-answer.ts';
import { count, moment } from './recording.ts';

/** The events that are kept; below it one event is at `{id}`. */
export const eventLogPath = '/api/event-log';

/** More boxes of one event would help nobody, and each takes room on the disk. */
export const maxEventAnnotations = 16;
export const maxEventPage = 1_000;

/** Something that happened at a camera, as it is kept. */
export const keptEventSchema = z
  .object({
    id: z.string().regex(/^[0-9a-z]{1,12}-[0-9a-f]{8}$/),
    /** Id of the camera; it may have been deleted since. */
    camera: z.string().max(64),
    /** The part of the server that noticed it: "hook:" and the name of the hook's file. */
    source: z.string().max(80),
    name: z.string().min(1).max(64),
    text: z.string().max(200),
    /** Milliseconds since the epoch, of the picture that it was noticed in. */
    at_ms: z.number(),
    /** What was seen in that picture. */
    annotations: z.array(annotationSchema).max(maxEventAnnotations),
  })
  .meta({ id: 'KeptEvent' });
export type KeptEvent = z.infer<typeof keptEventSchema>;

/** An event as the API shows it. */
export const eventEntrySchema = keptEventSchema
  .extend({
    /** ISO 8601. */
    time: z.string(),
    /** The recording that has this moment, and where in it; null: there is none. */
    recording: z.object({ id: z.string(), offset_ms: z.number().nonnegative() }).nullable(),
  })
  .meta({ id: 'Event' });
export type EventEntry = z.infer<typeof eventEntrySchema>;

export const eventPageSchema = z
  .object({
    events: z.array(eventEntrySchema),
    /** The value of `after` for the next page; null: there is none. */
    next: z.string().nullable(),
    /** How many events there are in all that fit the question. */
    count: z.number().int().nonnegative(),
    /** False: the disk with the recordings does not answer, so `recording` says nothing. */
    recordings_known: z.boolean(),
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.infer<typeof eventPageSchema>;

const filter = {
  camera: z.string().max(64).optional().describe('Of this camera only'),
  name: z.string().max(64).optional().describe('With this name only'),
  source: z.string().max(80).optional().describe('Of this source only, e.g. "hook:people.ts"'),
  from: moment.optional().describe('At this time or later; ISO 8601 or milliseconds since 1970'),
  to: moment.optional().describe('Before this time'),
};

export const eventQuerySchema = z.object({
  ...filter,
  order: z.enum(['asc', 'desc']).optional().describe('asc: the oldest first, as without it'),
  limit: count(maxEventPage).optional().describe('How many at the most; 100 without it'),
  after: z.string().max(100).optional().describe('`next` of the page before'),
});
export type EventQuery = z.infer<typeof eventQuerySchema>;

export const eventRemovalSchema = z.object({
  ...filter,
  all: z.literal('1', 'Input should be 1').optional().describe('1: all of them, where nothing else is given'),
});

/** Reasons why events are not saved. */
export const eventDiskReasons = ['disk-full', 'read-only', 'no-permission', 'io-error'] as const;
export type EventDiskReason = (typeof eventDiskReasons)[number];

export const eventLogStateSchema = z
  .object({
    /** "failed": new events are kept in memory only; see `reason`. */
    state: z.enum(['opening', 'ready', 'failed']),
    reason: z.enum(eventDiskReasons).nullable(),
    /** For people; empty where there is no problem. */
    message: z.string(),
    count: z.number().int().nonnegative(),
    /** Of the files on the disk. */
    bytes: z.number().int().nonnegative(),
    /** Events that are not on the disk yet. */
    unsaved: z.number().int().nonnegative(),
    oldest: z.string().nullable(),
  })
  .meta({ id: 'EventLogState' });
export type EventLogState = z.infer<typeof eventLogStateSchema>;

/** What was kept or removed, as the event "event" of GET /api/events tells it. */
export const keptEventEventSchema = z.object({
  type: z.literal('event'),
  change: z.enum(['added', 'removed']),
  /** Undefined: several were removed. */
  event: keptEventSchema.optional(),
});
