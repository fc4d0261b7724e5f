import { hostname } from 'node:os';
import { Router } from 'express';
import { ConfigFileError } from '../../config/config-file-error.ts';
import type { ConfigStore } from '../../config/config-store.ts';
import { restoredConfig, type RestoreOptions } from '../../config/restored-config.ts';
import { withoutSecrets } from '../../config/secrets.ts';
import type { WallStore } from '../../config/wall-store.ts';
import { backupFormat, readBackup, type Backup } from '../../contract/backup.ts';
import type { ConfigRefusal } from '../../contract/config/config-refusal.ts';
import type { SavedWalls } from '../../contract/wall.ts';
import { appVersion } from '../../runtime/app-version.ts';
import type { Clock } from '../../runtime/clock.ts';
import { methodNotAllowed } from '../message/error-handler.ts';
import { jsonBody } from '../message/json-body.ts';
import { editConfig } from './config-edit.ts';

export interface BackupParts {
  store: ConfigStore;
  wallStore: WallStore;
  clock: Clock;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
}

/** `/api/backup` gives the configuration and the walls as a file, `/api/restore` takes it back. */
export function backupRoutes({ store, wallStore, clock, reservedPorts }: BackupParts): Router {
  const router = Router();

  router.get('/api/backup', (_request, response) => {
    const now = clock.now();
    response.setHeader('Content-Type', 'application/json');
    response.set({
      'Content-Disposition': `attachment; filename="${backupFileName(hostname(), now)}"`,
      'Cache-Control': 'no-store',
    });
    response.send(Buffer.from(`${JSON.stringify(backupOf(store, wallStore, now), null, 2)}\n`));
  });

  router.post('/api/restore', jsonBody, async (request, response) => {
    const body: unknown = request.body;
    let notes: string[] = [];
    let walls: SavedWalls | undefined;
    const { config, keptAs } = await editConfig(
      store,
      request,
      response,
      (current) => {
        const restored = restore(body, { current, reservedPorts });
        if (restored.ok) ({ notes, walls } = restored);
        return restored;
      },
      { keepReplaced: true },
    );
    if (walls) notes.push(...(await restoreWalls(wallStore, walls)));
    response.json({ status: 'restored', cameras: withoutSecrets(config), notes, kept_as: keptAs ?? null });
  });

  router.all('/api/backup', methodNotAllowed('GET, HEAD'));
  router.all('/api/restore', methodNotAllowed('POST'));
  return router;
}

function backupOf(store: ConfigStore, wallStore: WallStore, now: Date): Backup {
  return {
    format: backupFormat,
    version: 1,
    created_at: now.toISOString(),
    app_version: appVersion(),
    config: withoutSecrets(store.current),
    walls: Object.fromEntries(wallStore.walls),
  };
}

/** For example "rpicam-kiosk-garage-2026-11-20.json". */
function backupFileName(host: string, now: Date): string {
  const safeHost = host.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 64);
  return `rpicam-kiosk-${safeHost}-${now.toISOString().slice(0, 10)}.json`;
}

function restore(body: unknown, options: RestoreOptions) {
  const backup = readBackup(body);
  if (!backup.ok) return backup;
  const restored = restoredConfig(backup.config, options);
  return restored.ok ? { ...restored, walls: backup.walls } : within(restored, backup.at);
}

/** The cameras are in use by then: walls that cannot be written are a note, not a failure. */
async function restoreWalls(wallStore: WallStore, walls: SavedWalls): Promise<string[]> {
  try {
    const keptAs = await wallStore.change(() => new Map(Object.entries(walls)), { keepReplaced: true });
    return keptAs === undefined ? [] : [`The walls that were saved before are kept as ${keptAs}.`];
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    return [`The walls were not restored. ${error.message}.`];
  }
}

/** The places of a refusal, as they are in the body. */
function within(refused: ConfigRefusal, at: string[]): ConfigRefusal {
  if (refused.kind === 'rules') {
    return refused.field === undefined ? refused : { ...refused, field: [...at, refused.field].join('.') };
  }
  const issues = refused.issues.map((issue) => ({ ...issue, loc: ['body', ...at, ...issue.loc.slice(1)] }));
  return { ...refused, issues };
}
