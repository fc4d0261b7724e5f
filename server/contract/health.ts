import { z } from 'zod';
import { captureErrorCodes } from './capture-error.ts';
import { kioskHealthSchema } from './kiosk/kiosk-health.ts';
import { publishHealthSchema } from './publish.ts';
import { recordingHealthSchema } from './recording-health.ts';
import { systemHealthSchema } from './system-health.ts';
import { wallHealthSchema } from './wall.ts';

/** The path of the health report. It is open by default, so that a wall can show why it has no pictures. */
export const healthPath = '/health';

export const cameraHealthSchema = z
  .object({
    // fields of the parent API
    id: z.string(),
    state: z.enum(['online', 'stale', 'offline']),
    /** One line for people: "running", "no recent frames", "not started" or what went wrong. */
    message: z.string(),
    /** As configured, without credentials. */
    device: z.union([z.number(), z.string()]),
    port: z.number().int().nullable(),
    /** Seconds since the newest frame; null before the first. */
    last_frame_age: z.number().nonnegative().nullable(),
    /** Seconds since the epoch of the newest frame. */
    last_frame_ts: z.number().nullable(),
    /** People watching: open streams and tiles of walls, of any size. */
    subscribers: z.number().int().nonnegative(),
    // fields that only this server has
    name: z.string(),
    /** As configured; null when it is in none. */
    group: z.string().nullable(),
    kind: z.enum(['sleeping', 'starting', 'live', 'retrying', 'stopped']),
    /** The reason why there is no picture while `kind` is "retrying"; null otherwise. */
    reason: z.enum(captureErrorCodes).nullable(),
    /** The words of the device or program, and advice for a person; empty strings without a `reason`. */
    detail: z.string(),
    advice: z.string(),
    /** Choices that differ from the configuration, e.g. another size; one line each. */
    notices: z.array(z.string()),
    /** Seconds from which on its newest frame is an old one: five, or some intervals of a slow camera. */
    stale_after: z.number().positive(),
    /** Measured frames per second; null unless live for two frames at least. */
    fps: z.number().nonnegative().nullable(),
    /** Pixels of the newest frame as it is seen, turned if the configuration says so; null before the first. */
    width: z.number().int().positive().nullable(),
    height: z.number().int().positive().nullable(),
    /** The server that answers on the camera's own port; "taken": another program has it, see `port_problem`. */
    port_state: z.enum(['listening', 'taken', 'nginx', 'off']),
    /** The problem of the port, with advice; empty when there is none. */
    port_problem: z.string(),
    /** While the configured device is gone: one of the same kind that no camera uses; POST …/reassign takes it. */
    moved_to: z.object({ device: z.string(), card: z.string() }).nullable(),
    /** Whether it is being recorded, and if not, why. */
    recording: recordingHealthSchema,
    /** Whether it is published on another server, and if not, why. */
    publishing: publishHealthSchema,
  })
  .meta({ id: 'CameraHealth' });

/** The answer of GET /health. */
export const healthSchema = z
  .object({
    /** A field of the parent API: always "ok" when the server answers at all. See `ok` for the truth. */
    status: z.literal('ok'),
    /** False while a camera that should give pictures gives none, or `problems` has an entry. */
    ok: z.boolean(),
    /** Problems of the server itself, e.g. of its configuration file; one line each. */
    problems: z.array(z.string()),
    summary: z.object({
      total: z.number().int(),
      online: z.number().int(),
      stale: z.number().int(),
      offline: z.number().int(),
    }),
    /** The machine it runs on; null before it was read for the first time. */
    system: systemHealthSchema.nullable(),
    /** The screen of this machine; null when this server shows nothing there. */
    kiosk: kioskHealthSchema.nullable(),
    /** Walls that are open somewhere, and how old the pictures on their glass are. */
    walls: z.array(wallHealthSchema),
    /** Addresses another machine in the LAN finds this server at, e.g. "http://192.168.1.20:8000"; none when there is no LAN. */
    addresses: z.array(z.string()),
    /** In configured order. */
    cameras: z.array(cameraHealthSchema),
  })
  .meta({ id: 'Health' });

export type Health = z.infer<typeof healthSchema>;
export type CameraHealth = z.infer<typeof cameraHealthSchema>;
