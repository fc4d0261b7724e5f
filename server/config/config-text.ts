import { misplacedAuth } from '../contract/config/auth-fields.ts';
import { assignPorts, type PortOptions } from '../contract/config/camera-ports.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import { checkSettings } from '../contract/config/config-rules.ts';
import { settingsShape, withDefaults } from '../contract/config/config-shape.ts';
import { defaultConfig, maxCameras, settingsSchema } from '../contract/config/config.ts';
import type { ConfigProblem, ServerConfig, ServerSettings } from '../contract/config/config.ts';
import { nearName } from '../contract/config/near-name.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { closedAuth, readAuth } from './auth-block.ts';
import { readCameraEntry } from './camera-entry.ts';
import { duplicateNames, type DuplicateName } from './duplicate-names.ts';
import { findJsonError } from './json-error.ts';
import { keepValid, listOutcome, shapeFaults, unknownFields } from './keep-valid.ts';
import { shortenedList } from './shortened-list.ts';

const maxProblems = 50;
const notUsable = 'it cannot be used';
const knownFields = { ...settingsSchema.shape, auth: true, cameras: true, auth_error: true };

/** The result of reading a text in the form of cameras.json. */
export interface ConfigReading {
  config: ServerConfig;
  problems: ConfigProblem[];
  /** "good": all of it is used, except for single values; "partial": a camera or the auth block is not used. */
  state: 'good' | 'partial' | 'broken';
  /** A camera got a port that the text does not name. */
  portsAssigned: boolean;
}

/**
 * Reads the text of a configuration file. Never throws: wrong values are left out and reported, and a fault never
 * switches auth off.
 */
export function readConfigText(text: string, options: PortOptions = {}): ConfigReading {
  const json = text.replace(/^\uFEFF/, '');
  const parsed = parseJson(json);
  if ('problem' in parsed) return closedConfig(parsed.problem);
  const { raw } = parsed;
  if (!isJsonObject(raw)) return closedConfig(`cameras.json has to be an object in braces; ${notUsable}.`);

  const problems: ConfigProblem[] = [];
  const settings = readSettings(raw, problems);
  const duplicates = [...duplicateNames(json)];
  const auth = readAuth(raw['auth'], authFaults(raw, duplicates));
  problems.push(...auth.problems, ...duplicateProblems(duplicates));
  const entries = readCameras(raw['cameras'], problems, duplicates);
  const { cameras, repaired } = assignPorts(entries?.cameras ?? [], options);
  for (const { id: camera, wanted, port } of repaired) {
    const message = `Camera '${camera}' cannot have port ${wanted}, which is taken; it has ${port} for now.`;
    problems.push({ camera, field: 'port', message });
  }
  const { host, ...others } = settings;
  const config: ServerConfig = { host, auth: auth.auth, cameras, ...others };
  if (auth.error) config.auth_error = auth.error;
  const partial = auth.error !== undefined || entries?.complete === false;
  return {
    config,
    problems: shortenedList(problems, maxProblems, (count) => ({
      message: `There are ${count} more problems in cameras.json.`,
    })),
    state: entries === undefined ? 'broken' : partial ? 'partial' : 'good',
    portsAssigned: cameras.some(({ port }, index) => port !== entries?.cameras[index]?.port),
  };
}

/** The text of a configuration file. Without `auth_error`, which is about the file itself. */
export function configText(config: Readonly<ServerConfig>): string {
  return `${JSON.stringify({ ...config, auth_error: undefined }, null, 2)}\n`;
}

/** The configuration when nothing is known about it: no cameras, and nobody may do anything until it is repaired. */
export function closedConfig(message: string): ConfigReading {
  return {
    config: { ...defaultConfig(), auth: closedAuth(), auth_error: message },
    problems: [{ message }],
    state: 'broken',
    portsAssigned: false,
  };
}

function parseJson(text: string): { raw: unknown } | { problem: string } {
  try {
    return { raw: JSON.parse(text) };
  } catch {
    // The message of V8 quotes the text, which may include the password.
    const error = findJsonError(text);
    const place = error && `line ${error.line}, column ${error.column}: ${error.expected} is expected there`;
    return { problem: `cameras.json is not valid JSON${place ? ` (${place})` : ''}; ${notUsable}.` };
  }
}

/** The faults outside of the auth block that keep the server closed. */
function authFaults(raw: Record<string, unknown>, duplicates: DuplicateName[]): string[] {
  const twice = duplicates.filter(({ path: [field] }) => field === 'auth');
  return [
    ...misplacedAuth(raw, knownFields).map(({ message }) => message),
    ...twice.map(({ path }) => `'${placeOf(path)}' stands there twice; leave one of them.`),
  ];
}

function duplicateProblems(duplicates: DuplicateName[]): ConfigProblem[] {
  return duplicates
    .filter(({ path: [field] }) => field !== 'auth')
    .map(({ path }) => ({
      field: placeOf(path),
      message: `cameras.json has '${placeOf(path)}' twice; ${isOfMask(path) ? 'the whole picture is hidden' : 'the last one counts'}.`,
    }));
}

/** Also of a misspelled mask, which hides the whole picture in any case. */
function isOfMask([list, , field]: DuplicateName['path']): boolean {
  return list === 'cameras' && typeof field === 'string' && nearName(field, ['mask']) !== undefined;
}

function isMaskTwice(duplicates: readonly DuplicateName[], index: number): boolean {
  return duplicates.some(({ path }) => isOfMask(path) && path[1] === index);
}

function placeOf(path: DuplicateName['path']): string {
  return path.join('.').slice(0, 64);
}

function readSettings(raw: Record<string, unknown>, problems: ConfigProblem[]): ServerSettings {
  const defaults = defaultConfig();
  const { value, broken } = keepValid(
    raw,
    (fields) => {
      const shape = settingsShape.safeParse(fields);
      if (!shape.success) return { ok: false, broken: shapeFaults(shape.error, fields, '') };
      return checkSettings(withDefaults(shape.data, defaults));
    },
    { required: [] },
  );
  for (const rule of broken) {
    const { place, consequence } = listOutcome(raw, rule) ?? {
      place: '',
      consequence: 'the default is used',
    };
    const message = `${rule.message.replace(/\.$/, '')}${place}; ${consequence}.`;
    problems.push({ field: rule.path.join('.'), message });
  }
  for (const field of unknownFields(raw, knownFields)) {
    problems.push({ field, message: `cameras.json has a field nobody knows: '${field}'; it is ignored.` });
  }
  return value ?? defaults;
}

/** The cameras that can be served; undefined when there is no list to read. */
function readCameras(
  raw: unknown,
  problems: ConfigProblem[],
  duplicates: readonly DuplicateName[],
): { cameras: CameraConfig[]; complete: boolean } | undefined {
  if (raw === undefined) return { cameras: [], complete: true };
  if (!Array.isArray(raw)) {
    problems.push({ field: 'cameras', message: `cameras has to be a list in brackets; ${notUsable}.` });
    return undefined;
  }
  const cameras = new Map<string, CameraConfig>();
  raw.slice(0, maxCameras).forEach((entry, index) => {
    const { camera, problems: found } = readCameraEntry(entry, index, {
      isMaskTwice: isMaskTwice(duplicates, index),
    });
    problems.push(...found);
    if (!camera) return;
    if (!cameras.has(camera.id)) cameras.set(camera.id, camera);
    else {
      const message = `Duplicate camera id '${camera.id}' is not allowed; entry ${index + 1} of cameras is left out.`;
      problems.push({ index, camera: camera.id, field: 'id', message });
    }
  });
  if (raw.length > maxCameras) {
    const message = `No more than ${maxCameras} cameras are served; ${raw.length - maxCameras} are left out.`;
    problems.push({ field: 'cameras', message });
  }
  return { cameras: [...cameras.values()], complete: cameras.size === raw.length };
}
