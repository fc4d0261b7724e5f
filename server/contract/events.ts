import { z } from 'zod';
import { annotationSchema } from './hook/hook-answer.ts';
import { keptEventEventSchema } from './kept-event.ts';
import { exportEventSchema, exportRemovedEventSchema } from './export.ts';
import { cameraHealthSchema } from './health.ts';
import { recordingEventSchema } from './recording.ts';

/** The path of the server-sent events. */
export const eventsPath = '/api/events';

/** A device as an event names it. */
export const deviceEventSchema = z.object({
  /** The value for `device` of a camera: the stable name where there is one. */
  device: z.string(),
  card: z.string(),
});

/**
 * One message of GET /api/events: the SSE field `event` is its `type`, `data` the whole as JSON. A reader that was
 * away begins with `hello` again, so nothing has to be kept for it.
 */
export const serverEventSchema = z.discriminatedUnion('type', [
  /** First of every connection: all cameras as they are. */
  z.object({ type: z.literal('hello'), cameras: z.array(cameraHealthSchema) }),
  /** A camera's state, settings or notices changed. */
  z.object({ type: z.literal('camera'), camera: cameraHealthSchema }),
  z.object({ type: z.literal('camera-removed'), id: z.string() }),
  /** The configuration changed; `etag` is that of GET /api/cameras. */
  z.object({ type: z.literal('config'), etag: z.string() }),
  z.object({ type: z.literal('device-added'), device: deviceEventSchema }),
  z.object({ type: z.literal('device-removed'), device: deviceEventSchema }),
  /** A recording was closed, removed, protected or renamed. Whether a camera is recorded is in the event "camera". */
  recordingEventSchema,
  /** A hook of a camera raised an event. */
  z.object({
    type: z.literal('hook'),
    camera: z.string(),
    hook: z.string(),
    name: z.string(),
    text: z.string(),
    /** Capture time of the picture, in milliseconds since the epoch. */
    at_ms: z.number(),
  }),
  /**
   * What a hook sees in a picture: not in each picture, but on average two a second of a camera. The last one, when it sees
   * nothing any more or does not run any more, is never left out and has no annotations.
   */
  z.object({
    type: z.literal('annotations'),
    camera: z.string(),
    hook: z.string(),
    /** Capture time of the picture, in milliseconds since the epoch. */
    at_ms: z.number(),
    annotations: z.array(annotationSchema),
  }),
  /** An event was kept or removed; also that of a hook above. */
  keptEventEventSchema,
  exportEventSchema,
  exportRemovedEventSchema,
  /** A person wants to know which tile or device a camera is: it is to be shown for so many milliseconds. */
  z.object({ type: z.literal('identify'), id: z.string(), forMs: z.number().int().positive() }),
]);

export type ServerEvent = z.infer<typeof serverEventSchema>;
