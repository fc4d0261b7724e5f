import { shapeRefusal, type ConfigRefusal } from '../config/config-refusal.ts';
import { readPatch } from '../config/patch-body.ts';
import { refuseUnknown } from '../config/unknown-fields.ts';
import { kioskChangeSchema, type KioskChange } from './kiosk.ts';

/**
 * Reads the body of PATCH /api/kiosk: the fields it names are changed, each as a whole; null takes one back to its
 * default. The change has no other fields than the body.
 */
export function parseKioskChange(body: unknown): { ok: true; change: KioskChange } | ConfigRefusal {
  const patch = readPatch(body, kioskChangeSchema.shape);
  if ('issues' in patch) return { ok: false, kind: 'shape', issues: patch.issues };
  const given = Object.entries(patch.fields).filter(([key, value]) => value !== null || key === 'pin');
  const parsed = kioskChangeSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) return shapeRefusal(parsed.error, body);
  const change: KioskChange = { ...parsed.data };
  // The schema gives every field that is left out its default.
  for (const key of kioskChangeSchema.keyof().options) {
    if (!(key in patch.fields)) Reflect.deleteProperty(change, key);
  }
  return refuseUnknown(body, change) ?? { ok: true, change };
}
