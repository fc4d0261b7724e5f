import { z } from 'zod';
import { cameraSchema } from './camera.ts';

/** More would not fit on one Pi's buses, and every list has a limit. */
export const maxCameras = 64;

/** Who may see and change what. Enabled without a user name or a password is a broken block, see `auth_error`. */
export const authSchema = z.object({
  enabled: z.boolean(),
  /** Also ask for credentials where pictures are served; has no effect while `enabled` is false. */
  protect_streams: z.boolean(),
  username: z.string(),
  password: z.string(),
});

/** The settings beside `auth` and `cameras`. Their messages stand for themselves. */
export const settingsSchema = z.object({
  /** Host name or address that links to this server show; nothing binds to it. */
  host: z
    .string()
    .max(253, 'host should be at most 253 characters.')
    .regex(/^[\p{L}\p{N}.:_[\]%-]+$/u, 'host should be a host name or an address.'),
  /** Seconds a capture goes on after its last viewer left. */
  linger_seconds: z
    .number()
    .min(0, 'linger_seconds should be between 0 and 3600.')
    .max(3_600, 'linger_seconds should be between 0 and 3600.'),
  /** Who serves the cameras' own ports: this server, nginx with the generated file, or nobody. */
  port_mode: z.enum(['embedded', 'nginx', 'off'], 'port_mode should be one of embedded, nginx, off.'),
});

/** The whole configuration as cameras.json holds it and GET /api/cameras shows it. */
export const configSchema = z.object({
  ...settingsSchema.shape,
  auth: authSchema,
  cameras: z.array(cameraSchema),
  /** Why `auth` cannot be used. While it is set every guarded endpoint stays closed. Never written to the file. */
  auth_error: z.string().optional(),
});

export type AuthConfig = z.infer<typeof authSchema>;
export type ServerSettings = z.infer<typeof settingsSchema>;
export type ServerConfig = z.infer<typeof configSchema>;

/** What holds without a cameras.json. */
export function defaultConfig(): ServerConfig {
  return {
    host: '0.0.0.0',
    auth: { enabled: false, protect_streams: true, username: '', password: '' },
    cameras: [],
    linger_seconds: 10,
    port_mode: 'embedded',
  };
}

/** One thing that is wrong with cameras.json. Holds no secrets: /health is open to everybody. */
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
