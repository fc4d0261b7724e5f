import type { CameraConfig } from './camera.ts';
import { assignPorts } from './camera-ports.ts';
import { rulesRefusal, shapeRefusal, type ConfigRefusal } from './config-refusal.ts';
import { cameraLabel, checkCamera, type BrokenRule } from './config-rules.ts';
import { cameraShape } from './config-shape.ts';
import { maxCameras, type ServerConfig } from './config.ts';
import { isJsonObject, readPatch } from './patch-body.ts';
import { mergedBlock } from './block.ts';

export interface CameraBodyOptions {
  /** The camera that the path names. */
  id: string;
  current: Readonly<ServerConfig>;
  /** Ports no camera may have, e.g. the server's own. */
  reservedPorts: readonly number[];
}

export type ParsedCameraBody = { ok: true; config: ServerConfig } | ConfigRefusal;

/** Reads the body of PUT /api/cameras/{id}: one whole camera, which takes the place of the one there or comes last. */
export function parseCameraBody(body: unknown, options: CameraBodyOptions): ParsedCameraBody {
  const { id, current, reservedPorts } = options;
  const whole = isJsonObject(body) ? { id, ...body } : body;
  const shape = cameraShape.safeParse(whole);
  if (!shape.success) return shapeRefusal(shape.error, whole);

  const index = current.cameras.findIndex((camera) => camera.id === id);
  const others = current.cameras.filter((camera) => camera.id !== id);
  const broken: BrokenRule[] = [];
  if (shape.data.id !== id) {
    const message = `Camera '${cameraLabel(shape.data.id)}' cannot be saved as '${cameraLabel(id)}'; leave the id out of the body.`;
    broken.push({ path: ['id'], message });
  }
  const checked = checkCamera(shape.data);
  if (!checked.ok) broken.push(...checked.broken);
  broken.push(...portFaults(shape.data, others, reservedPorts));
  if (index < 0 && others.length >= maxCameras) {
    broken.push({ path: [], message: `No more than ${maxCameras} cameras are allowed.` });
  }
  if (!checked.ok || broken.length > 0) return rulesRefusal(broken);

  const cameras = index < 0 ? [...others, checked.value] : current.cameras.toSpliced(index, 1, checked.value);
  const ports = { reserved: reservedPorts, previous: current.cameras };
  return { ok: true, config: { ...current, cameras: assignPorts(cameras, ports).cameras } };
}

/** Reads the body of PATCH /api/cameras/{id}: the fields it names are changed, null clears one. */
export function parseCameraPatch(
  body: unknown,
  options: CameraBodyOptions,
): ParsedCameraBody | { ok: false; kind: 'unknown-camera' } {
  const before = options.current.cameras.find(({ id }) => id === options.id);
  if (!before) return { ok: false, kind: 'unknown-camera' };
  const patch = readPatch(body, cameraShape.shape);
  if ('issues' in patch) return { ok: false, kind: 'shape', issues: patch.issues };
  const fields = { ...patch.fields };
  for (const block of ['record', 'timelapse', 'stills'] as const) {
    const given = fields[block];
    if (given !== undefined && given !== null) fields[block] = mergedBlock(before[block] ?? {}, given);
  }
  return parseCameraBody({ ...before, ...fields }, options);
}

function portFaults(
  { id, port }: { id: string; port: number | null },
  others: readonly Readonly<CameraConfig>[],
  reservedPorts: readonly number[],
): BrokenRule[] {
  if (port === null) return [];
  const path = ['port'];
  const faults: BrokenRule[] = [];
  if (reservedPorts.includes(port)) {
    const message = `Camera '${cameraLabel(id)}' cannot have port ${port}: the server itself uses it.`;
    faults.push({ path, message });
  }
  if (others.some((other) => other.port === port)) {
    const message = `Duplicate port ${port} is not allowed; leave blank for auto-assignment.`;
    faults.push({ path, message });
  }
  return faults;
}
