import { join } from 'node:path';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { unknownPlaces } from '../contract/config/unknown-fields.ts';
import { maxWalls, wallNameSchema, wallSettingsSchema, type WallSettings } from '../contract/wall.ts';
import { readFileText } from './file-text.ts';
import { keepValid, shapeFaults } from './keep-valid.ts';

export const wallFileName = 'walls.json';

/** The saved settings of walls, by name. */
export type WallMap = ReadonlyMap<string, WallSettings>;

export interface WallFileReading {
  /** Undefined when the file cannot be used at all. */
  walls: WallMap | undefined;
  /** One sentence for people for each fault. Wrong values are left out. */
  problems: string[];
  /** The content of the file; undefined when there is no file or it cannot be read. */
  text: string | undefined;
}

/** Reads walls.json in a folder and changes nothing. Never throws. */
export async function readWallFile(folder: string): Promise<WallFileReading> {
  const file = await readFileText(join(folder, wallFileName));
  switch (file.kind) {
    case 'missing':
      return { walls: new Map(), problems: [], text: undefined };
    case 'unusable':
      return unusable(`${file.why}; it is not used. ${file.advice}`);
    case 'text':
      return { ...readWalls(file.text), text: file.text };
    default:
      return file satisfies never;
  }
}

/** The text of a walls.json. */
export function wallText(walls: WallMap): string {
  return `${JSON.stringify({ walls: Object.fromEntries(walls) }, null, 2)}\n`;
}

function readWalls(text: string): WallFileReading {
  const raw = parseJson(text);
  const found = isJsonObject(raw) ? raw['walls'] : undefined;
  if (!isJsonObject(found))
    return unusable('is not what this server writes; it is not used. The next save sets it aside.');
  const walls = new Map<string, WallSettings>();
  const problems: string[] = [];
  for (const [key, settings] of Object.entries(found)) {
    const label = `${wallFileName}: wall '${key.slice(0, 64)}'`;
    const { data: name } = wallNameSchema.safeParse(key);
    if (name === undefined) problems.push(`${label} has no name a wall can have; it is ignored.`);
    else if (walls.size === maxWalls) problems.push(`${label} is one more than ${maxWalls}; it is ignored.`);
    else {
      const wall = readWall(settings, label);
      walls.set(name, wall.settings);
      problems.push(...wall.problems);
    }
  }
  return { walls, problems, text };
}

/** Reads the settings of one wall. A wrong field has its default, the others stay. */
function readWall(raw: unknown, label: string): { settings: WallSettings; problems: string[] } {
  const fields = isJsonObject(raw) ? raw : {};
  const { value, broken } = keepValid(
    fields,
    (known) => {
      const parsed = wallSettingsSchema.safeParse(known);
      if (parsed.success) return { ok: true, value: parsed.data };
      // A wrong field is left out as a whole: half a layout is useless.
      const faults = shapeFaults(parsed.error, known, label);
      return { ok: false, broken: faults.map(({ path, message }) => ({ path: path.slice(0, 1), message })) };
    },
    { required: [] },
  );
  const settings = value ?? wallSettingsSchema.parse({});
  const problems = broken.map(({ message }) => `${message.replace(/\.$/, '')}; the default is used.`);
  if (!isJsonObject(raw)) problems.push(`${label} is not an object; the defaults are used.`);
  for (const { path } of unknownPlaces(fields, settings)) {
    const [field = ''] = path;
    // A wrong field has already been reported.
    if (broken.some((fault) => fault.path[0] === field)) continue;
    problems.push(`${label} has a field nobody knows: '${path.join('.').slice(0, 64)}'; it is ignored.`);
  }
  return { settings, problems };
}

function unusable(why: string): WallFileReading {
  return { walls: undefined, problems: [`${wallFileName} ${why}`], text: undefined };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined; // the caller reports it
  }
}
