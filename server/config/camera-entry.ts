import type { CameraConfig } from '../contract/config/camera.ts';
import { cameraLabel, checkCamera } from '../contract/config/config-rules.ts';
import { cameraShape } from '../contract/config/config-shape.ts';
import type { ConfigProblem } from '../contract/config/config.ts';
import { wholeMask } from '../contract/config/edits.ts';
import { nearName } from '../contract/config/near-name.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { keepValid, listOutcome, shapeFaults, unknownFields } from './keep-valid.ts';

/** Without these fields there is nothing to serve. Every other field has a harmless default. */
const required = ['id', 'device'];

/**
 * Reads one entry of `cameras` in a file. Wrong fields are left out, and the whole camera only if one of them is
 * required.
 * @param isMaskTwice the text names a mask, or a point of it, twice: nobody knows which one its owner means
 */
export function readCameraEntry(
  raw: unknown,
  index: number,
  { isMaskTwice = false } = {},
): { camera: CameraConfig | undefined; problems: ConfigProblem[] } {
  if (!isJsonObject(raw)) {
    const message = `Entry ${index + 1} of cameras is not an object; it is left out.`;
    return { camera: undefined, problems: [{ index, message }] };
  }
  const name = `Camera '${cameraLabel(typeof raw['id'] === 'string' ? raw['id'] : '')}'`;
  const { value: camera, broken } = keepValid(
    isMaskTwice ? { ...raw, mask: wholeMask() } : maskedIfMeant(raw),
    (fields) => {
      const shape = cameraShape.safeParse(fields);
      return shape.success
        ? checkCamera(shape.data)
        : { ok: false, broken: shapeFaults(shape.error, fields, name) };
    },
    { required, standIn: (field) => standIn(field, raw) },
  );
  const where = camera ? { index, camera: camera.id } : { index };
  const problems = broken.map((rule): ConfigProblem => {
    const { path, message } = rule;
    const part = camera && listOutcome(raw, rule);
    const entry = camera ? (part?.place ?? '') : ` (entry ${index + 1} of cameras)`;
    const consequence = part?.consequence ?? consequences(path[0] ?? '', camera !== undefined);
    return {
      ...where,
      field: path.join('.'),
      message: `${message.replace(/\.$/, '')}${entry}; ${consequence}.`,
    };
  });
  for (const field of unknownFields(raw, cameraShape.shape)) {
    const isMask = nearName(field, ['mask']) !== undefined && !hasZones(raw);
    const consequence = isMask ? 'did you mean mask? The whole picture is hidden' : 'it is ignored';
    const message = `${name} has a field nobody knows: '${field}'; ${consequence}.`;
    problems.push({ ...where, field, message });
  }
  return { camera, problems };
}

/** A name that is probably a misspelt "mask" masks everything: the owner believes that nobody sees those parts. */
function maskedIfMeant(raw: Record<string, unknown>): Record<string, unknown> {
  const isMisspelt = unknownFields(raw, cameraShape.shape).some(
    (field) => nearName(field, ['mask']) !== undefined,
  );
  return isMisspelt && !hasZones(raw) ? { ...raw, mask: wholeMask() } : raw;
}

/** Whether the field of the right name says something: null or an empty list may be what a form has left there. */
function hasZones({ mask }: Record<string, unknown>): boolean {
  return mask !== undefined && mask !== null && !(Array.isArray(mask) && mask.length === 0);
}

/** The value that replaces a wrong one. A mask that cannot be read hides the whole picture. */
function standIn(field: string, raw: Record<string, unknown>): unknown {
  if (field === 'name') return raw['id'];
  return field === 'mask' ? wholeMask() : undefined;
}

function consequences(field: string, served: boolean): string {
  if (required.includes(field)) return 'the camera is left out';
  if (!served) return 'the camera is left out for another reason';
  if (field === 'name') return 'its id is shown instead';
  if (field === 'mask') return 'the whole picture is hidden';
  return field === 'port' ? 'it gets a port by itself' : 'the value is ignored';
}
