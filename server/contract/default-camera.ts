import { z } from 'zod';
import { laxNumber, laxText } from './config/coercion.ts';

/*
 * The API of an earlier server that had one camera. Its clients go on working here, so paths, fields and error texts stay
 * as they are there.
 */

export const cameraStatusPath = '/camera/status';
export const cameraStartPath = '/camera/start';
export const cameraStopPath = '/camera/stop';
export const framePath = '/frame';

export const defaultCameraStatusSchema = z
  .object({
    /** Whether the camera gives pictures to everybody who asks for them. */
    running: z.boolean(),
    /** The two words that clients compare: whether there is a camera that may be opened. */
    backend: z.enum(['picamera2', 'picamera2-unavailable']),
    recording: z.boolean(),
    /** Of the recording that goes on. */
    recording_path: z.string().nullable(),
    // fields that only this server has
    /** Its id; null when there is none. */
    camera: z.string().nullable(),
    /** One line for people: "running", "sleeping: nobody watches" or what is wrong. */
    message: z.string(),
  })
  .meta({ id: 'DefaultCameraStatus' });

export const okSchema = z.object({ ok: z.literal(true) });

/** The body of POST /record/start, as it is described. Without a body all of it is left out. */
export const recordBodySchema = z.object({
  path: z
    .string()
    .nullish()
    .describe('A file in the recordings folder; by default it is named after the time'),
  fps: z.number().nullish().describe('Frames per second at most, 0.01 to 240'),
  codec: z
    .string()
    .nullish()
    .describe('"mp4v" or "MJPG"; the file has the pictures of the camera as they are'),
});

const unset = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? undefined);

/** The same as it is read: "20" is a number, too. */
export const recordBodyShape = z.object({
  path: unset(laxText),
  fps: unset(laxNumber),
  codec: unset(laxText),
});

export const recordAnswerSchema = z.object({
  ok: z.literal(true),
  /** Absolute. */
  path: z.string(),
  recording: z.boolean(),
});

export type DefaultCameraStatus = z.infer<typeof defaultCameraStatusSchema>;
export type RecordBody = z.infer<typeof recordBodyShape>;
