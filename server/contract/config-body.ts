import type { CameraConfig } from './camera.ts';
import { assignPorts } from './camera-ports.ts';
import { defaultConfig, type ServerConfig } from './config.ts';
import { authMessages, cameraLabel, checkCamera, checkSettings } from './config-rules.ts';
import { completeAuth, configBodyShape, withDefaults } from './config-shape.ts';
import { shapeIssues, type ShapeIssue } from './shape-issue.ts';

export type ParsedConfigBody =
  | { ok: true; config: ServerConfig }
  /** Not of the right shape: 422 with the issues as `detail`. */
  | { ok: false; kind: 'shape'; issues: ShapeIssue[] }
  /** A rule is broken: 400 with the messages, joined by "; ", as `detail`. */
  | { ok: false; kind: 'rules'; messages: string[] };

export interface ConfigBodyOptions {
  /** The configuration that is replaced: what a body leaves out of auth and our own settings stays as it is there. */
  current?: Readonly<ServerConfig>;
  /** Ports no camera may have, e.g. the server's own. */
  reservedPorts?: readonly number[];
}

/** Reads the body of POST /api/cameras, which replaces host and cameras completely. Never throws. */
export function parseConfigBody(body: unknown, options: ConfigBodyOptions = {}): ParsedConfigBody {
  const { current = defaultConfig(), reservedPorts = [] } = options;
  const shape = configBodyShape.safeParse(body);
  if (!shape.success) return { ok: false, kind: 'shape', issues: shapeIssues(shape.error, body) };

  const { cameras: shapedCameras, auth: shapedAuth, ...shapedSettings } = shape.data;
  // The contract switches auth off when it is left out; a curl example without it must not open the server.
  const auth = shapedAuth
    ? completeAuth(shapedAuth, { protect_streams: true, protect_status: current.auth.protect_status })
    : current.auth;
  const authBroken = authMessages(auth);
  if (authBroken.length > 0) return { ok: false, kind: 'rules', messages: authBroken };

  const settings = checkSettings(withDefaults(shapedSettings, current));
  const { cameras, messages } = checkCameras(shapedCameras, reservedPorts);
  if (!settings.ok) messages.unshift(...settings.broken.map(({ message }) => message));
  if (!settings.ok || messages.length > 0) return { ok: false, kind: 'rules', messages };

  const { cameras: withPorts } = assignPorts(cameras, { reserved: reservedPorts, previous: current.cameras });
  const { host, ...ours } = settings.value;
  return { ok: true, config: { host, auth, cameras: withPorts, ...ours } };
}

function checkCameras(
  shaped: { id: string; port: number | null }[],
  reservedPorts: readonly number[],
): { cameras: CameraConfig[]; messages: string[] } {
  const cameras: CameraConfig[] = [];
  const messages: string[] = [];
  const ids = new Set<string>();
  const ports = new Set<number>();
  for (const camera of shaped) {
    const { port } = camera;
    const id = camera.id.trim();
    const label = cameraLabel(camera.id);
    if (ids.has(id) && id) messages.push(`Duplicate camera id '${label}' is not allowed.`);
    const checked = checkCamera(camera);
    if (checked.ok) cameras.push(checked.value);
    else messages.push(...checked.broken.map(({ message }) => message));
    if (port !== null && reservedPorts.includes(port)) {
      messages.push(`Camera '${label}' cannot have port ${port}: the server itself uses it.`);
    }
    if (port !== null && ports.has(port)) {
      messages.push(`Duplicate port ${port} is not allowed; leave blank for auto-assignment.`);
    }
    ids.add(id);
    if (port !== null) ports.add(port);
  }
  return { cameras, messages };
}
