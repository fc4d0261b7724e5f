import { z } from 'zod';
import { recordModes } from './config/record-mode.ts';

/** Reasons why a camera is recorded as MJPEG though H.264 was chosen. */
export const h264Reasons = ['no-ffmpeg', 'encoder-failed', 'too-many-encoders', 'slow-encoder'] as const;

/** Reasons why a camera that should be recorded is not. The first two: the camera sends no live pictures. */
export const recordingReasons = [
  'placeholder',
  'stall',
  'disk-full',
  'read-only',
  'missing',
  'foreign',
  'no-permission',
  'hung',
  'io-error',
] as const;

/** How the recording of one camera is, as /health and events tell it. */
export const recordingHealthSchema = z
  .object({
    mode: z.enum(recordModes),
    /**
     * "off": nothing is to be recorded now. "waiting": no picture has come yet. "gap": the camera sends no live pictures.
     * "failed": the storage takes nothing.
     */
    state: z.enum(['off', 'waiting', 'recording', 'gap', 'failed']),
    /** Of "gap" and "failed", and of "recording" where it is MJPEG instead of H.264; null otherwise. */
    reason: z.enum([...recordingReasons, ...h264Reasons]).nullable(),
    /** One sentence for people about the reason; empty without one. */
    message: z.string(),
  })
  .meta({ id: 'RecordingHealth' });
export type RecordingHealth = z.infer<typeof recordingHealthSchema>;
