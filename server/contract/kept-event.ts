import { z } from 'zod';
import { annotationSchema } from './hook/hook-answer.ts';

/** More boxes of one event would help nobody, and each takes room on the disk. */
export const maxEventAnnotations = 16;

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

/** What was kept or removed, as the event "event" of GET /api/events tells it. */
export const keptEventEventSchema = z.object({
  type: z.literal('event'),
  change: z.enum(['added', 'removed']),
  /** Undefined: several were removed. */
  event: keptEventSchema.optional(),
});
