import { z } from 'zod';
import { cameraHealthSchema } from './health.ts';

export const historyPath = '/api/history';
export const historyStepSeconds = 5;
/** Ten minutes. */
export const historySteps = 120;

/** One value a step, the newest last; null where nothing is known, e.g. from before the camera was there. */
const series = <T extends z.ZodType>(value: T) => z.array(value.nullable()).length(historySteps);
const count = z.int().nonnegative();

export const cameraHistorySchema = z
  .object({
    /** Frames captured per second, over the step; null while the camera sleeps. */
    fps: series(z.number().nonnegative()),
    /** Frames of the step that were broken and not passed on. */
    dropped: series(count),
    /** As `subscribers` in /health, at the end of the step. */
    viewers: series(count),
    kinds: series(cameraHealthSchema.shape.kind),
    /** Since the camera is configured, or the server started. */
    totals: z.object({
      frames: count,
      dropped: count,
      /** Captures started again after a failure, tries that failed too included. */
      restarts: count,
      /** Failures by their name, see `reason` in /health. */
      failures: z.record(z.string(), count),
    }),
  })
  .meta({ id: 'CameraHistory' });

/** The answer of GET /api/history. */
export const historySchema = z
  .object({
    step_seconds: z.literal(historyStepSeconds),
    /** Seconds since the epoch of the newest step; null before the first. */
    now: z.number().nullable(),
    /** By id. */
    cameras: z.record(z.string(), cameraHistorySchema),
    machine: z.object({
      /** °C of the hottest sensor. */
      temperature_celsius: series(z.number()),
      /** Processes that want to run, on average of the last minute. */
      load: series(z.number()),
    }),
  })
  .meta({ id: 'History' });

export type CameraHistory = z.infer<typeof cameraHistorySchema>;
export type HistoryReport = z.infer<typeof historySchema>;
