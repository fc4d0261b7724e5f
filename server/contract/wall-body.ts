import { shapeRefusal, type ConfigRefusal } from './config/config-refusal.ts';
import { readPatch } from './config/patch-body.ts';
import { refuseUnknown } from './config/unknown-fields.ts';
import { wallSettingsSchema, type WallSettings } from './wall.ts';

export type ParsedWallBody = { ok: true; settings: WallSettings } | ConfigRefusal;

/** Reads the body of PUT /api/walls/{wall}: a left-out field has its default, an unknown one is refused. */
export function parseWallBody(body: unknown): ParsedWallBody {
  const parsed = wallSettingsSchema.safeParse(body);
  if (!parsed.success) return shapeRefusal(parsed.error, body);
  return refuseUnknown(body, parsed.data) ?? { ok: true, settings: parsed.data };
}

/** Reads the body of PATCH /api/walls/{wall}: the fields it names are changed, null takes one back to its default. */
export function parseWallPatch(body: unknown, current: WallSettings): ParsedWallBody {
  const patch = readPatch(body, wallSettingsSchema.shape);
  if ('issues' in patch) return { ok: false, kind: 'shape', issues: patch.issues };
  const merged = Object.entries({ ...current, ...patch.fields }).filter(([, value]) => value !== null);
  return parseWallBody(Object.fromEntries(merged));
}
