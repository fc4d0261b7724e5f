import { z } from 'zod';
import { maxControls, type CameraConfig } from './camera.ts';
import { laxBoolean, laxControl, laxDevice, laxInteger, laxNumber, laxText } from './coercion.ts';
import { hookUsesShape } from '../hook/hook-use.ts';
import { maskShape, overlayShape } from './edits.ts';
import { eventSettingsShape } from './event-settings.ts';
import { recordShape, recordingsShape } from './record.ts';
import { stillsShape, timelapseShape } from './timed-pictures.ts';
import { webhooksShape } from './webhook.ts';
import { maxCameras, type AuthConfig, type ServerSettings } from './config.ts';

/*
 * The first of the two layers: the types of the fields, after pydantic's coercions. A field of the parent API that is not
 * set is null, a field that only this server has is left out: so an entry without the latter looks as in the parent API.
 */

const unset = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? null);
const leftOut = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? undefined);

/** Counts before the entries are looked at: half a million wrong ones would keep the server busy. */
const atMost = (max: number) =>
  z.unknown().transform((list, context) => {
    const count = typeof list === 'object' && list !== null ? Object.keys(list).length : 0;
    if (count <= max) return list;
    const message = `List should have at most ${max} items after validation, not ${count}`;
    context.addIssue({ code: 'custom', message, params: { type: 'too_long' } });
    return z.NEVER;
  });

/** zod would silently leave this key out of a record; the client is told instead. */
const noPrototype = z.unknown().transform((value, context) => {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
    const message = "controls has a name that V4L2 does not know: '__proto__'";
    context.addIssue({ code: 'custom', path: ['__proto__'], message, params: { type: 'value_error' } });
  }
  return value;
});

/** A field that is not here would be refused as one that nobody knows. */
const cameraFields = {
  id: laxText,
  name: laxText,
  device: laxDevice,
  port: unset(laxInteger),
  width: unset(laxInteger),
  height: unset(laxInteger),
  fps: unset(laxNumber),
  brightness: unset(laxNumber),
  exposure: unset(laxNumber),
  white_balance: unset(laxNumber),
  rotate: leftOut(laxInteger),
  flip: leftOut(laxText),
  autofocus: leftOut(laxText),
  quality: leftOut(laxInteger),
  // A cleared field of a settings page arrives as an empty text; groups that look the same are the same.
  group: laxText.nullish().transform((group) => group?.trim() || undefined),
  controls: leftOut(atMost(maxControls).pipe(noPrototype).pipe(z.record(z.string(), laxControl))),
  // A cleared field of a settings page arrives as an empty text.
  publish: laxText.nullish().transform((address) => address?.trim() || undefined),
  mask: leftOut(maskShape),
  overlay: leftOut(overlayShape),
  sharpen: leftOut(laxBoolean),
  turn_pixels: leftOut(laxBoolean),
  hooks: leftOut(hookUsesShape),
  record: leftOut(recordShape),
  timelapse: leftOut(timelapseShape),
  stills: leftOut(stillsShape),
} satisfies Record<keyof CameraConfig, z.ZodType>;

export const cameraShape = z.object(cameraFields);

export const authShape = z.object({
  enabled: laxBoolean.optional().transform((enabled) => enabled ?? false),
  protect_streams: laxBoolean.optional(),
  protect_status: laxBoolean.optional(),
  username: laxText.optional().transform((username) => username ?? ''),
  password: laxText.optional().transform((password) => password ?? ''),
});

/** All fields of an auth block, in the order of the parent API; `unsaid` is used where the block does not say. */
export function completeAuth(
  shaped: z.infer<typeof authShape>,
  unsaid: Pick<AuthConfig, 'protect_streams' | 'protect_status'>,
): AuthConfig {
  const {
    enabled,
    protect_streams = unsaid.protect_streams,
    protect_status = unsaid.protect_status,
    username,
    password,
  } = shaped;
  return { enabled, protect_streams, protect_status, username, password };
}

const textList = atMost(100).pipe(z.array(laxText));

export const settingsShape = z.object({
  // A cleared field of a settings page arrives as an empty text.
  host: laxText.optional().transform((host) => host || '0.0.0.0'),
  linger_seconds: leftOut(laxNumber),
  port_mode: leftOut(laxText),
  max_viewers: leftOut(laxInteger),
  max_picture_size: leftOut(laxInteger),
  max_fps: leftOut(laxInteger),
  default_camera: leftOut(laxText),
  allowed_hosts: leftOut(textList),
  cors_origins: leftOut(textList),
  recordings: leftOut(recordingsShape),
  events: leftOut(eventSettingsShape),
  webhooks: leftOut(webhooksShape),
});

/** The body of PATCH /api/cameras/{id}/controls; null is a control's default. */
export const controlsBodyShape = atMost(maxControls)
  .pipe(noPrototype)
  .pipe(z.record(z.string(), laxControl.nullable()));

/** The body of POST /api/cameras. */
export const configBodyShape = z.object({
  ...settingsShape.shape,
  auth: authShape.optional(),
  cameras: atMost(maxCameras).pipe(z.array(cameraShape)),
});

/** Settings that only this server has are taken from `unsaid` when left out; a left-out host has the parent API's default. */
export function withDefaults(
  shaped: z.infer<z.ZodObject<typeof settingsShape.shape>>,
  unsaid: Readonly<ServerSettings>,
): Record<keyof ServerSettings, unknown> {
  return {
    host: shaped.host,
    linger_seconds: shaped.linger_seconds ?? unsaid.linger_seconds,
    port_mode: shaped.port_mode ?? unsaid.port_mode,
    max_viewers: shaped.max_viewers ?? unsaid.max_viewers,
    max_picture_size: shaped.max_picture_size ?? unsaid.max_picture_size,
    max_fps: shaped.max_fps ?? unsaid.max_fps,
    default_camera: shaped.default_camera ?? unsaid.default_camera,
    allowed_hosts: shaped.allowed_hosts ?? unsaid.allowed_hosts,
    cors_origins: shaped.cors_origins ?? unsaid.cors_origins,
    recordings: shaped.recordings ?? unsaid.recordings,
    events: shaped.events ?? unsaid.events,
    webhooks: shaped.webhooks ?? unsaid.webhooks,
  };
}
