import { rulesRefusal, shapeRefusal, type ConfigRefusal } from './config-refusal.ts';
import { authMessages, checkSettings } from './config-rules.ts';
import { authShape, completeAuth, settingsShape, withDefaults } from './config-shape.ts';
import { defaultConfig, settingsSchema, type AuthConfig, type ServerConfig } from './config.ts';
import { readPatch } from './patch-body.ts';
import { mergedRecordings } from './upload.ts';
import { withWebhookSecrets } from './webhook.ts';
import { mergedBlock } from './block.ts';

/** GET /api/settings: everything but the cameras. */
export type Settings = Omit<ServerConfig, 'cameras'>;

export function settingsOf(config: Readonly<ServerConfig>): Settings {
  const settings: Partial<ServerConfig> & Settings = { ...config };
  delete settings.cameras;
  return settings;
}

const patchShape = settingsShape.extend({ auth: authShape });

/**
 * Reads the body of PATCH /api/settings: the fields it names are changed, null takes one back to its default. A blank
 * or left-out password of the same user stays what it was.
 */
export function parseSettingsPatch(
  body: unknown,
  current: Readonly<ServerConfig>,
): { ok: true; config: ServerConfig } | ConfigRefusal {
  const patch = readPatch(body, { ...settingsSchema.shape, auth: true });
  if ('issues' in patch) return { ok: false, kind: 'shape', issues: patch.issues };
  const { auth: rawAuth = {}, ...settings } = patch.fields;
  const authPatch = readPatch(rawAuth, authShape.shape, ['auth']);
  if ('issues' in authPatch) return { ok: false, kind: 'shape', issues: authPatch.issues };

  if (settings['recordings'] !== undefined && settings['recordings'] !== null) {
    settings['recordings'] = mergedRecordings(current.recordings, settings['recordings']);
  }
  if (settings['webhooks'] !== undefined)
    settings['webhooks'] = withWebhookSecrets(settings['webhooks'], current.webhooks);
  if (settings['events'] !== undefined && settings['events'] !== null)
    settings['events'] = mergedBlock(current.events, settings['events']);
  const merged = {
    ...current,
    ...defaultsForNull(settings),
    auth: mergeAuth(authPatch.fields, current.auth),
  };
  const shape = patchShape.safeParse(merged);
  if (!shape.success) return shapeRefusal(shape.error, merged);
  const { auth: shapedAuth, ...shaped } = shape.data;
  const auth = completeAuth(shapedAuth, current.auth);
  const authBroken = authMessages(auth).map((message) => ({ path: ['auth'], message }));
  if (authBroken.length > 0) return rulesRefusal(authBroken);
  const checked = checkSettings(withDefaults(shaped, current));
  if (!checked.ok) return rulesRefusal(checked.broken);
  return { ok: true, config: { ...current, ...checked.value, auth } };
}

function defaultsForNull(settings: Record<string, unknown>): Record<string, unknown> {
  const defaults: Record<string, unknown> = { ...defaultConfig() };
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value ?? defaults[key]]));
}

function mergeAuth(patch: Record<string, unknown>, current: Readonly<AuthConfig>): Record<string, unknown> {
  const { username = current.username, password = '' } = patch;
  // Another user must not inherit the password.
  const kept = username === current.username ? current.password : '';
  return { ...current, ...patch, password: password === '' ? kept : password };
}
