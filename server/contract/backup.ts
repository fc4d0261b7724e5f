import { z } from 'zod';
import { shapeRefusals } from './config/coercion.ts';
import { rulesRefusal, shapeRefusal, type ConfigRefusal } from './config/config-refusal.ts';
import { isJsonObject, notAnObject } from './config/patch-body.ts';
import { savedWallsSchema, type SavedWalls } from './wall.ts';

export const backupFormat = 'rpicam-kiosk-backup';
const newestVersion = 1;

/** The answer of GET /api/backup and the body of POST /api/restore. */
export const backupSchema = z.object({
  format: z.literal(backupFormat),
  version: z.literal(newestVersion),
  /** ISO 8601, and the version of the server that wrote it; for people. */
  created_at: z.string(),
  app_version: z.string(),
  /** As GET /api/cameras shows it: without the password and the logins of cameras. */
  config: z.record(z.string(), z.unknown(), shapeRefusals.dict_type),
  /** The saved walls. Backups of older servers have none, and older servers ignore them. */
  walls: savedWallsSchema.optional(),
  /** Recordings that this server had and that are not in the file. For people: a restore does not read it. */
  recordings: z
    .object({ included: z.literal(false), folder: z.string(), segments: z.number(), bytes: z.number() })
    .optional(),
});
export type Backup = z.infer<typeof backupSchema>;

const readableSchema = backupSchema.pick({ config: true, walls: true });

/**
 * Reads the body of POST /api/restore, which is a backup or a bare cameras.json. `at` is the place of the configuration in
 * it; `walls` is undefined where the body has none.
 */
export function readBackup(
  body: unknown,
):
  | { ok: true; config: Record<string, unknown>; at: string[]; walls?: SavedWalls | undefined }
  | ConfigRefusal {
  if (!isJsonObject(body)) return { ok: false, kind: 'shape', issues: [notAnObject(body)] };
  if (!('format' in body)) return { ok: true, config: body, at: [] };
  if (body['format'] !== backupFormat) {
    const message = `This is no backup of rpicam-kiosk: its format should be '${backupFormat}'.`;
    return rulesRefusal([{ path: ['format'], message }]);
  }
  if (body['version'] !== newestVersion) {
    const version = typeof body['version'] === 'number' ? `version ${body['version']}` : 'no version';
    const message = `This backup has ${version}; this server reads version ${newestVersion}. Update the server that is to take it.`;
    return rulesRefusal([{ path: ['version'], message }]);
  }
  const parsed = readableSchema.safeParse(body);
  if (!parsed.success) return shapeRefusal(parsed.error, body);
  return { ok: true, at: ['config'], ...parsed.data };
}
