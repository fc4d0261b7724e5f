import { z } from 'zod';

/** More would fill the pages and the store that they travel to. */
export const hookAnswerLimits = {
  annotations: 64,
  events: 8,
  /** Bytes of the part of an answer that is not a picture. */
  headerBytes: 64 * 1024,
  /** Bytes of a picture: RGB of 4K, or a JPEG. */
  pictureBytes: 3840 * 2160 * 3,
  /** Pixels of a side. */
  side: 8_192,
} as const;

const share = z.number().min(0).max(1);

/** Something that a hook saw in a picture. */
export const annotationSchema = z
  .object({
    /** Left, top, width and height in parts of the picture (0 to 1); null: it is about the whole picture. */
    box: z.tuple([share, share, share, share]).nullable().default(null),
    label: z.string().max(64),
    /** From 0 to 1; null when the hook has none. */
    score: share.nullable().default(null),
  })
  .meta({ id: 'Annotation' });

/** Something that happened, for people and programs to be told of. */
export const raisedEventSchema = z
  .object({
    name: z.string().min(1).max(64),
    text: z.string().max(200).default(''),
  })
  .meta({ id: 'RaisedEvent' });

const pictureHead = z.object({
  format: z.enum(['jpeg', 'raw']),
  width: z.int().min(1).max(hookAnswerLimits.side),
  height: z.int().min(1).max(hookAnswerLimits.side),
});

/** A message of a hook's process; the bytes of a picture follow it. */
export const hookMessageSchema = z.discriminatedUnion('type', [
  /** First, when the module is loaded. `manifest` is its export `hook`. */
  z.object({ type: z.literal('ready'), manifest: z.unknown() }),
  /** The module cannot be loaded. */
  z.object({ type: z.literal('unusable'), code: z.string().max(64), message: z.string().max(2_000) }),
  z.object({
    type: z.literal('answer'),
    id: z.int(),
    /** The milliseconds that the hook itself took. */
    tookMs: z.number().min(0),
    picture: pictureHead.nullable(),
    annotations: z.array(annotationSchema).max(hookAnswerLimits.annotations),
    events: z.array(raisedEventSchema).max(hookAnswerLimits.events),
    /** The picture shows the annotations already. */
    drawn: z.boolean(),
  }),
  /** The hook threw for this picture. */
  z.object({
    type: z.literal('threw'),
    id: z.int(),
    code: z.string().max(64),
    message: z.string().max(2_000),
  }),
]);

export type Annotation = z.infer<typeof annotationSchema>;
export type RaisedEvent = z.infer<typeof raisedEventSchema>;
export type HookMessage = z.infer<typeof hookMessageSchema>;
