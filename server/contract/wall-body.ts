import { shapeRefusal, type ConfigRefusal } from './config-refusal.ts';
import { isJsonObject, readPatch } from './patch-body.ts';
import { issueInput, maxIssues, type ShapeIssue } from './shape-issue.ts';
import { wallSettingsSchema, type WallSettings } from './wall.ts';

export type ParsedWallBody = { ok: true; settings: WallSettings } | ConfigRefusal;

/** Reads the body of PUT /api/walls/{wall}: what it leaves out has its default, what nobody knows is refused. */
export function parseWallBody(body: unknown): ParsedWallBody {
  const parsed = wallSettingsSchema.safeParse(body);
  if (!parsed.success) return shapeRefusal(parsed.error, body);
  const unknown = unknownPlaces(body, parsed.data);
  if (unknown.length === 0) return { ok: true, settings: parsed.data };
  const issues = unknown.slice(0, maxIssues).map(({ path, value }): ShapeIssue => {
    const loc = ['body', ...path.map((part) => part.slice(0, 64))];
    return { type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted', input: issueInput(value) };
  });
  return { ok: false, kind: 'shape', issues };
}

/** Reads the body of PATCH /api/walls/{wall}: the fields it names are changed, null takes one back to its default. */
export function parseWallPatch(body: unknown, current: WallSettings): ParsedWallBody {
  const patch = readPatch(body, wallSettingsSchema.shape);
  if ('issues' in patch) return { ok: false, kind: 'shape', issues: patch.issues };
  const merged = Object.entries({ ...current, ...patch.fields }).filter(([, value]) => value !== null);
  return parseWallBody(Object.fromEntries(merged));
}

/** What a schema left out of `value`, however deep. No field of a wall is optional: what is missing was not known. */
export function unknownPlaces(
  value: unknown,
  parsed: unknown,
  at: readonly string[] = [],
): { path: string[]; value: unknown }[] {
  if (!isJsonObject(value) || !isJsonObject(parsed)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const path = [...at, key];
    return Object.hasOwn(parsed, key) ? unknownPlaces(part, parsed[key], path) : [{ path, value: part }];
  });
}
