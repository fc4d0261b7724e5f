import { misplacedAuth, unclearAuthFields } from './auth-fields.ts';
import type { CameraConfig } from './camera.ts';
import { assignPorts } from './camera-ports.ts';
import { defaultConfig, type ServerConfig } from './config.ts';
import { isJsonObject } from './patch-body.ts';
import { rulesRefusal, shapeRefusal, type ConfigRefusal } from './config-refusal.ts';
import { authMessages, cameraLabel, checkCamera, checkSettings, type BrokenRule } from './config-rules.ts';
import { completeAuth, configBodyShape, withDefaults } from './config-shape.ts';

export type ParsedConfigBody = { ok: true; config: ServerConfig } | ConfigRefusal;

export interface ConfigBodyOptions {
  /** The configuration that is replaced: what a body leaves out of auth and of this server's own settings is kept. */
  current?: Readonly<ServerConfig>;
  /** Ports no camera may have, e.g. the server's own. */
  reservedPorts?: readonly number[];
}

/** Reads the body of POST /api/cameras, which replaces host and cameras completely. Never throws. */
export function parseConfigBody(body: unknown, options: ConfigBodyOptions = {}): ParsedConfigBody {
  const { current = defaultConfig(), reservedPorts = [] } = options;
  const unclear = unclearAuth(body);
  if (unclear.length > 0) return rulesRefusal(unclear);
  const shape = configBodyShape.safeParse(body);
  if (!shape.success) return shapeRefusal(shape.error, body);

  const { cameras: shapedCameras, auth: shapedAuth, ...shapedSettings } = shape.data;
  // In the parent API a body without auth switches auth off. Here it keeps it: a curl example must not open the server.
  const auth = shapedAuth
    ? completeAuth(shapedAuth, { protect_streams: true, protect_status: current.auth.protect_status })
    : current.auth;
  const authBroken = authMessages(auth);
  if (authBroken.length > 0) return rulesRefusal(authBroken.map((message) => ({ path: ['auth'], message })));

  const settings = checkSettings(withDefaults(shapedSettings, current));
  const { cameras, broken } = checkCameras(shapedCameras, reservedPorts);
  if (!settings.ok) return rulesRefusal([...settings.broken, ...broken]);
  if (broken.length > 0) return rulesRefusal(broken);

  const { cameras: withPorts } = assignPorts(cameras, { reserved: reservedPorts, previous: current.cameras });
  const { host, ...ours } = settings.value;
  return { ok: true, config: { host, auth, cameras: withPorts, ...ours } };
}

/** The parent API drops unknown fields. With a misspelt `enabled` that would leave the server open. */
function unclearAuth(body: unknown): BrokenRule[] {
  if (!isJsonObject(body)) return [];
  const { auth } = body;
  return [
    ...misplacedAuth(body, { ...configBodyShape.shape, auth_error: true }),
    ...(isJsonObject(auth) ? unclearAuthFields(auth) : []),
  ];
}

function checkCameras(
  shaped: { id: string; port: number | null }[],
  reservedPorts: readonly number[],
): { cameras: CameraConfig[]; broken: BrokenRule[] } {
  const cameras: CameraConfig[] = [];
  const broken: BrokenRule[] = [];
  const ids = new Set<string>();
  const ports = new Set<number>();
  for (const [index, camera] of shaped.entries()) {
    const { port } = camera;
    const blame = (path: string[], message: string) =>
      broken.push({ path: ['cameras', String(index), ...path], message });
    const id = camera.id.trim();
    const label = cameraLabel(camera.id);
    if (ids.has(id) && id) blame(['id'], `Duplicate camera id '${label}' is not allowed.`);
    const checked = checkCamera(camera);
    if (checked.ok) cameras.push(checked.value);
    else for (const { path, message } of checked.broken) blame(path, message);
    if (port !== null && reservedPorts.includes(port)) {
      blame(['port'], `Camera '${label}' cannot have port ${port}: the server itself uses it.`);
    }
    if (port !== null && ports.has(port)) {
      blame(['port'], `Duplicate port ${port} is not allowed; leave blank for auto-assignment.`);
    }
    ids.add(id);
    if (port !== null) ports.add(port);
  }
  return { cameras, broken };
}
