import type { z } from 'zod';
import { cameraSchema, type CameraConfig } from './camera.ts';
import { settingsSchema, type AuthConfig } from './config.ts';
import { looksHashed, parsePasswordHash } from './password-text.ts';
import { uploadMessages } from './upload.ts';

/*
 * The second of the two layers: rules about values that have the right shape. The messages are those of the parent API;
 * messages of other rules are worded like them.
 */

/** One broken rule of a camera. */
export interface BrokenRule {
  /** For example ["exposure"] or ["controls", "gain"]. */
  path: string[];
  message: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; broken: BrokenRule[] };

/** The order of messages in the parent API; fields that only this server has come after these. */
const parentOrder = [
  'id',
  'name',
  'device',
  'width',
  'height',
  'fps',
  'brightness',
  'exposure',
  'white_balance',
  'port',
];

/** Checks one camera that passed `cameraShape`; at most one message a field, in the order of the parent API. */
export function checkCamera(shaped: { id: string }): Checked<CameraConfig> {
  const checked = cameraSchema.safeParse(shaped);
  if (checked.success) return { ok: true, value: checked.data };
  const label = cameraLabel(shaped.id);
  const broken = firstOfEachField(checked.error).map(({ path, message }) => ({
    path,
    message: message === 'id is required.' ? `Camera ${message}` : `Camera '${label}' ${message}`,
  }));
  const rank = ({ path: [field = ''] }: BrokenRule) =>
    parentOrder.includes(field) ? parentOrder.indexOf(field) : parentOrder.length;
  return { ok: false, broken: broken.sort((a, b) => rank(a) - rank(b)) };
}

/** Checks the settings beside auth and cameras. */
export function checkSettings<T extends object>(shaped: T): Checked<z.infer<typeof settingsSchema>> {
  const checked = settingsSchema.safeParse(shaped);
  if (!checked.success) return { ok: false, broken: firstOfEachField(checked.error) };
  const messages = uploadMessages(checked.data.recordings.upload);
  if (messages.length === 0) return { ok: true, value: checked.data };
  const path = ['recordings', 'upload', 'enabled'];
  return { ok: false, broken: messages.map((message) => ({ path, message })) };
}

/** The problems that keep `auth` from being used; empty when there are none. */
export function authMessages(auth: AuthConfig): string[] {
  const messages: string[] = [];
  for (const field of ['username', 'password'] as const) {
    if (auth[field].length > 256) messages.push(`Auth ${field} should be at most 256 characters.`);
  }
  if (looksHashed(auth.password) && !parsePasswordHash(auth.password)) {
    messages.push(
      'Auth password looks like a hash but is none this server can check; set the password anew.',
    );
  }
  if (!auth.enabled) return messages;
  if (auth.username.trim() === '' || auth.password.trim() === '') {
    return ['Auth is enabled but username or password is missing.'];
  }
  // Such a login cannot be typed into a browser: everybody would be locked out.
  if (auth.username.includes(':')) messages.push("Auth username must not contain ':'.");
  for (const field of ['username', 'password'] as const) {
    if (!/[\p{Cc}\p{Cs}]/u.test(auth[field])) continue;
    messages.push(`Auth ${field} must not contain control characters.`);
  }
  return messages;
}

/** The name of a camera in messages. */
export function cameraLabel(id: string): string {
  return id.trim().slice(0, 64) || 'unknown';
}

function firstOfEachField(error: z.ZodError): BrokenRule[] {
  const byPath = new Map<string, BrokenRule>();
  for (const { path, message } of error.issues) {
    const texts = path.map(String);
    const key = texts.join('\n');
    if (!byPath.has(key)) byPath.set(key, { path: texts, message });
  }
  return [...byPath.values()];
}
