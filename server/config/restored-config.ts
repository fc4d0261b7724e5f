import { parseConfigBody } from '../contract/config/config-body.ts';
import type { ConfigRefusal } from '../contract/config/config-refusal.ts';
import { authShape } from '../contract/config/config-shape.ts';
import type { ServerConfig } from '../contract/config/config.ts';
import { redactDevice } from '../contract/config/device-address.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { withSecrets } from './secrets.ts';

export interface RestoreOptions {
  current: Readonly<ServerConfig>;
  /** Ports no camera may have, e.g. the server's own. */
  reservedPorts: readonly number[];
}

/** The configuration from a backup, and one line for people for each thing that the backup lacked. */
export type RestoredConfig = { ok: true; config: ServerConfig; notes: string[] } | ConfigRefusal;

/** Adds the secrets that this server still knows to a configuration without secrets. */
export function restoredConfig(saved: Record<string, unknown>, options: RestoreOptions): RestoredConfig {
  const { current } = options;
  const known = withKnownLogins(withSecrets(saved, current), current);
  const { auth, notes } = restoredAuth(known['auth'], saved['auth'], current);
  const upload = withoutSecretlessUpload(known['recordings']);
  const { webhooks, muted } = withoutSecretlessWebhooks(known['webhooks']);
  const parsed = parseConfigBody({ ...known, ...upload, ...webhooks, auth }, options);
  if (!parsed.ok) return parsed;
  if (upload) {
    const note =
      'Uploads of recordings are off: a backup holds no secret key. Enter it in the settings, and switch them on.';
    notes.push(note);
  }
  for (const id of muted)
    notes.push(
      `Webhook '${id}' is off: a backup holds no secret. Enter it in the settings, and switch it on.`,
    );
  for (const { id, device } of parsed.config.cameras) {
    if (isRedacted(device)) {
      notes.push(`Camera '${id}': a backup holds no login; enter its address with user and password again.`);
    }
  }
  return { ...parsed, notes };
}

/**
 * The auth block to use; undefined when the present one stays. A login with an unknown password would lock everybody
 * out.
 */
function restoredAuth(filled: unknown, saved: unknown, current: Readonly<ServerConfig>) {
  const shape = authShape.safeParse(filled);
  if (!shape.success || !shape.data.enabled) return { auth: filled, notes: [] };
  const { username, password } = shape.data;
  if (password.trim() === '') {
    const state = current.auth.enabled ? `the one of '${current.auth.username}'` : 'none';
    const note = `A backup holds no password, and this server knows none for '${username}': its own login was kept (${state}). Enter user name and password in the settings.`;
    return { auth: undefined, notes: [note] };
  }
  const kept = isJsonObject(saved) && !saved['password'];
  return { auth: filled, notes: kept ? [`The password of '${username}' was kept.`] : [] };
}

/** The recordings with their uploads switched off, where nobody knows the secret; undefined when there is nothing to do. */
function withoutSecretlessUpload(recordings: unknown): { recordings: unknown } | undefined {
  if (!isJsonObject(recordings) || !isJsonObject(recordings['upload'])) return undefined;
  const { upload } = recordings;
  if (!upload['enabled'] || upload['secret_access_key']) return undefined;
  return { recordings: { ...recordings, upload: { ...upload, enabled: false } } };
}

/** The webhooks that sign, with those switched off whose secret nobody knows. */
function withoutSecretlessWebhooks(webhooks: unknown): { webhooks?: { webhooks: unknown }; muted: string[] } {
  if (!Array.isArray(webhooks)) return { muted: [] };
  const muted: string[] = [];
  const kept = webhooks.map((webhook: unknown) => {
    if (!isJsonObject(webhook) || webhook['secret'] || webhook['sign'] === false) return webhook;
    if (webhook['enabled'] === false) return webhook;
    muted.push(String(webhook['id']).slice(0, 32));
    return { ...webhook, enabled: false };
  });
  return { webhooks: { webhooks: kept }, muted };
}

/** Fills in the logins in addresses, also for cameras that have a different id now. */
function withKnownLogins(body: unknown, { cameras: known }: Readonly<ServerConfig>): Record<string, unknown> {
  if (!isJsonObject(body)) return {};
  const { cameras } = body;
  if (!Array.isArray(cameras)) return body;
  const filled = cameras.map((camera: unknown) => {
    if (!isJsonObject(camera)) return camera;
    const logins = (['device', 'publish'] as const).flatMap((field) => {
      if (!isRedacted(camera[field])) return [];
      const same = known.find(
        ({ [field]: address = null }) => address !== null && redactDevice(address) === camera[field],
      );
      return same ? [[field, same[field]]] : [];
    });
    return { ...camera, ...Object.fromEntries(logins) };
  });
  return { ...body, cameras: filled };
}

/** Whether `redactDevice` has hidden a login in this address. */
function isRedacted(device: unknown): boolean {
  return typeof device === 'string' && /:\/\/\*{3}@|\?\*{3}$|=\*{3}/.test(device);
}
