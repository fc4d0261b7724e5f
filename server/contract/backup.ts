import { z } from 'zod';
import { shapeRefusals } from './config/coercion.ts';
import { rulesRefusal, shapeRefusal, type ConfigRefusal } from './config/config-refusal.ts';
import { isJsonObject, notAnObject } from './config/patch-body.ts';
import { savedWallsSchema, type SavedWalls } from './wall.ts';

export const backupFormat = 'rpicam-kiosk-backup';
const newestVersion = 1;

/** What GET /api/backup gives and POST /api/restore takes. */
export const backupSchema = z.object({
  format: z.literal(backupFormat),
  version: z.literal(newestVersion),
  /** ISO 8601, and the version of the server that wrote it; for people. */
  created_at: z.string(),
  app_version: z.string(),
  /** As GET /api/cameras shows it: without the password and the logins of cameras. */
  config: z.record(z.string(), z.unknown(), shapeRefusals.dict_type),
  /** What is saved of walls; not in the backups of older servers, which leave it aside when they are to take it. */
  walls: savedWallsSchema.optional(),
});
export type Backup = z.infer<typeof backupSchema>;

const readableSchema = backupSchema.pick({ config: true, walls: true });

/**
 * What is in the body of POST /api/restore, which is a backup or a bare cameras.json. `at`: where in it the configuration
 * is; `walls` is undefined where nothing is said about them.
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
