import type { CameraConfig } from '../contract/config/camera.ts';
import type { ServerConfig } from '../contract/config/config.ts';
import { redactDevice } from '../contract/config/device-address.ts';
import { withHiddenParts } from '../contract/config/device-login.ts';
import type { CameraOrigins } from '../contract/config/camera-origins.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { withSecret } from '../contract/config/upload.ts';
import { withWebhookSecrets } from '../contract/config/webhook.ts';

/** The configuration as it may leave the server: without passwords and secret keys, and addresses without their logins. */
export function withoutSecrets(config: Readonly<ServerConfig>): ServerConfig {
  return {
    ...config,
    auth: { ...config.auth, password: '' },
    recordings: {
      ...config.recordings,
      upload: { ...config.recordings.upload, secret_access_key: '' },
    },
    webhooks: config.webhooks.map((webhook) => ({ ...webhook, secret: '' })),
    cameras: config.cameras.map(cameraWithoutSecrets),
  };
}

/**
 * Adds the secrets that `withoutSecrets` removed to a body that comes back: to a blank password of the same user, to
 * a blank secret of the same key or webhook, and to an address that is the same except for its login. Everything else stays,
 * for the schema to judge.
 * @param origins of cameras that were renamed or copied: they keep the login of the camera that they come from
 */
export function withSecrets(
  body: unknown,
  current: Readonly<ServerConfig>,
  origins: CameraOrigins = new Map(),
): unknown {
  if (!isJsonObject(body)) return body;
  const { auth, cameras, recordings, webhooks } = body;
  const filled: Record<string, unknown> = { ...body };
  if (isJsonObject(auth) && auth['username'] === current.auth.username && !auth['password']) {
    filled['auth'] = { ...auth, password: current.auth.password };
  }
  if (isJsonObject(recordings) && recordings['upload'] !== undefined) {
    const upload = withSecret(recordings['upload'], current.recordings.upload);
    filled['recordings'] = { ...recordings, upload };
  }
  if (webhooks !== undefined) filled['webhooks'] = withWebhookSecrets(webhooks, current.webhooks);
  if (Array.isArray(cameras))
    filled['cameras'] = cameras.map((camera: unknown) => withLogin(camera, current, origins));
  return filled;
}

/** One camera as it may leave the server. */
export function cameraWithoutSecrets(camera: Readonly<CameraConfig>): CameraConfig {
  const { device, publish } = camera;
  const published = publish ? { publish: String(redactDevice(publish)) } : {};
  return { ...camera, device: redactDevice(device), ...published };
}

/** Adds the login that `cameraWithoutSecrets` removed to a camera that comes back. */
export function withLogin(
  camera: unknown,
  current: Readonly<ServerConfig>,
  origins: CameraOrigins = new Map(),
): unknown {
  if (!isJsonObject(camera)) return camera;
  const { id, device, publish } = camera;
  const origin = typeof id === 'string' ? (origins.get(id) ?? id) : undefined;
  const before = current.cameras.find((each) => each.id === origin);
  if (!before) return camera;
  const filled: Record<string, unknown> = { ...camera };
  if (typeof device === 'string') filled['device'] = withHiddenParts(device, before.device);
  if (typeof publish === 'string' && before.publish)
    filled['publish'] = withHiddenParts(publish, before.publish);
  return filled;
}
