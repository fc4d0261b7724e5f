import { z } from 'zod';
import { cameraSchema } from './camera.ts';
import { usualMaxPictureSize } from './picture-limits.ts';
import { defaultEventSettings, eventSettingsSchema } from './event-settings.ts';
import { defaultRecordings, recordingsSchema } from './record.ts';
import { webhooksSchema } from './webhook.ts';

/** More would not fit on one Pi's buses, and every list has a limit. */
export const maxCameras = 64;

const maxListEntries = 32;
const hostPattern = /^[\p{L}\p{N}.:_[\]%-]+$/u;
const hostName = z
  .string()
  .max(253, 'allowed_hosts should have entries of at most 253 characters.')
  .regex(hostPattern, 'allowed_hosts should hold host names or addresses.');
const origin = z
  .string()
  .max(300, 'cors_origins should have entries of at most 300 characters.')
  .regex(
    /^(\*|https?:\/\/[a-z0-9.-]+(:\d{1,5})?|https?:\/\/\[[0-9a-f:.]+\](:\d{1,5})?)$/,
    'cors_origins should hold origins like https://home.lan:8123, or "*".',
  );

/** The login. Enabled without a user name or a password is a broken block, see `auth_error`. */
export const authSchema = z.object({
  enabled: z.boolean(),
  /** Also ask for credentials where pictures are served; has no effect while `enabled` is false. */
  protect_streams: z.boolean(),
  /** Also ask for credentials at /health and /metrics, which name every camera. */
  protect_status: z.boolean(),
  username: z.string(),
  /** Hashed as soon as the server has read it; never leaves the server. */
  password: z.string(),
});

/** The settings beside `auth` and `cameras`. Their messages stand for themselves. */
export const settingsSchema = z.object({
  /** Host name or address that links to this server show; nothing binds to it. */
  host: z
    .string()
    .max(253, 'host should be at most 253 characters.')
    .regex(hostPattern, 'host should be a host name or an address.'),
  /** Seconds a capture goes on after its last viewer left. */
  linger_seconds: z
    .number()
    .min(0, 'linger_seconds should be between 0 and 3600.')
    .max(3_600, 'linger_seconds should be between 0 and 3600.'),
  /** The server of the cameras' own ports: this one, nginx with the generated file, or none. */
  port_mode: z.enum(['embedded', 'nginx', 'off'], 'port_mode should be one of embedded, nginx, off.'),
  /** Viewers of one camera at a time; one more is asked to come back later. */
  max_viewers: z
    .int()
    .min(1, 'max_viewers should be between 1 and 1000.')
    .max(1_000, 'max_viewers should be between 1 and 1000.'),
  /** Pixels a side of a picture may have; a camera's larger ones are dropped before anything decodes them. */
  max_picture_size: z
    .int()
    .min(64, 'max_picture_size should be between 64 and 16384.')
    .max(16_384, 'max_picture_size should be between 64 and 16384.'),
  /** Pictures a second of one camera; what comes faster is left out and counted. */
  max_fps: z
    .int()
    .min(1, 'max_fps should be between 1 and 1000.')
    .max(1_000, 'max_fps should be between 1 and 1000.'),
  /** Id of the camera that `/frame`, `/stream.mjpg`, `/camera/…` and `/record/…` are about; empty: the first one that may be opened. */
  default_camera: z.string().max(64, 'default_camera should be at most 64 characters.'),
  /** Other names this server is reached by; without a login a browser may change things only under a name that this server knows. */
  allowed_hosts: z
    .array(hostName)
    .max(maxListEntries, `allowed_hosts should have at most ${maxListEntries} entries.`),
  /** Origins whose scripts may read streams and snapshots, e.g. "https://home.lan:8123", or "*". */
  cors_origins: z
    .array(origin)
    .max(maxListEntries, `cors_origins should have at most ${maxListEntries} entries.`),
  /** Where recordings go, and how long they stay. */
  recordings: recordingsSchema,
  /** How many events stay, and how long. */
  events: eventSettingsSchema,
  /** Programs elsewhere that are told of events. */
  webhooks: webhooksSchema,
});

/** The whole configuration as cameras.json holds it and GET /api/cameras shows it. */
export const configSchema = z
  .object({
    ...settingsSchema.shape,
    auth: authSchema,
    cameras: z.array(cameraSchema),
    /** The reason why `auth` cannot be used. While it is set every guarded endpoint stays closed. Never written to the file. */
    auth_error: z.string().optional(),
  })
  .meta({ id: 'Configuration' });

export type AuthConfig = z.infer<typeof authSchema>;
export type ServerSettings = z.infer<typeof settingsSchema>;
export type ServerConfig = z.infer<typeof configSchema>;

/** The configuration when there is no cameras.json. */
export function defaultConfig(): ServerConfig {
  return {
    host: '0.0.0.0',
    auth: { enabled: false, protect_streams: true, protect_status: false, username: '', password: '' },
    cameras: [],
    linger_seconds: 10,
    port_mode: 'embedded',
    max_viewers: 100,
    max_picture_size: usualMaxPictureSize,
    max_fps: 120,
    default_camera: '',
    allowed_hosts: [],
    cors_origins: [],
    recordings: defaultRecordings(),
    events: defaultEventSettings(),
    webhooks: [],
  };
}

/** One problem of cameras.json. Holds no secrets: /health is open to everybody. */
export interface ConfigProblem {
  /** One sentence for people; names the camera, the field and what was done about it. */
  message: string;
  /** Place in `cameras`, from 0. */
  index?: number;
  /** Id of the camera, where it has a usable one. */
  camera?: string;
  /** For example "exposure", "controls.gain", "auth.username". */
  field?: string;
}
