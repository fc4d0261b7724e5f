import type { CameraConfig } from '../contract/config/camera.ts';
import { cameraLabel, checkCamera } from '../contract/config/config-rules.ts';
import { cameraShape } from '../contract/config/config-shape.ts';
import type { ConfigProblem } from '../contract/config/config.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { keepValid, shapeFaults, unknownFields } from './keep-valid.ts';

/** Without these fields there is nothing to serve. Every other field has a harmless default. */
const required = ['id', 'device'];

/**
 * Reads one entry of `cameras` in a file. Wrong fields are left out, and the whole camera only if one of them is
 * required.
 */
export function readCameraEntry(
  raw: unknown,
  index: number,
): { camera: CameraConfig | undefined; problems: ConfigProblem[] } {
  if (!isJsonObject(raw)) {
    const message = `Entry ${index + 1} of cameras is not an object; it is left out.`;
    return { camera: undefined, problems: [{ index, message }] };
  }
  const name = `Camera '${cameraLabel(typeof raw['id'] === 'string' ? raw['id'] : '')}'`;
  const { value: camera, broken } = keepValid(
    raw,
    (fields) => {
      const shape = cameraShape.safeParse(fields);
      return shape.success
        ? checkCamera(shape.data)
        : { ok: false, broken: shapeFaults(shape.error, fields, name) };
    },
    { required, standIn: (field) => (field === 'name' ? raw['id'] : undefined) },
  );
  const where = camera ? { index, camera: camera.id } : { index };
  const problems = broken.map(({ path, message }): ConfigProblem => {
    const entry = camera ? '' : ` (entry ${index + 1} of cameras)`;
    const consequence = consequences(path[0] ?? '', camera !== undefined);
    return {
      ...where,
      field: path.join('.'),
      message: `${message.replace(/\.$/, '')}${entry}; ${consequence}.`,
    };
  });
  for (const field of unknownFields(raw, cameraShape.shape)) {
    const message = `${name} has a field nobody knows: '${field}'; it is ignored.`;
    problems.push({ ...where, field, message });
  }
  return { camera, problems };
}

function consequences(field: string, served: boolean): string {
  if (required.includes(field)) return 'the camera is left out';
  if (!served) return 'the camera is left out for another reason';
  if (field === 'name') return 'its id is shown instead';
  return field === 'port' ? 'it gets a port by itself' : 'the value is ignored';
}
