import { hostname } from 'node:os';
import { z } from 'zod';
import { ConfigFileError } from '../../config/config-file-error.ts';
import type { Door } from '../../access/door.ts';
import type { ConfigStore } from '../../config/config-store.ts';
import { restoredConfig, type RestoreOptions } from '../../config/restored-config.ts';
import { withoutSecrets } from '../../config/secrets.ts';
import type { WallStore } from '../../config/wall-store.ts';
import { backupFormat, backupSchema, readBackup, type Backup } from '../../contract/backup.ts';
import type { ConfigRefusal } from '../../contract/config/config-refusal.ts';
import { configSchema, type ServerConfig } from '../../contract/config/config.ts';
import type { SavedWalls } from '../../contract/wall.ts';
import { recordingKinds } from '../../contract/recording-kind.ts';
import type { Recordings } from '../../recording/recordings.ts';
import { appVersion } from '../../runtime/app-version.ts';
import type { Clock } from '../../runtime/clock.ts';
import { operation, type Operation } from '../operation/operation.ts';
import { editConfig } from './config-edit.ts';

export interface BackupParts {
  door: Door;
  recordings: Pick<Recordings, 'browse'>;
  store: ConfigStore;
  wallStore: WallStore;
  clock: Clock;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
}

/** `/api/backup` gives the configuration and the walls as a file, `/api/restore` takes it back. */
export function backupOperations({
  door,
  store,
  wallStore,
  recordings,
  clock,
  reservedPorts,
}: BackupParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/backup',
      guard: 'admin',
      noStore: true,
      group: 'Configuration',
      summary: 'The configuration as a file to keep; passwords and logins of cameras are not in it',
      answers: { 200: { description: 'To be saved', schema: backupSchema } },
      async handle(_request, response) {
        const now = clock.now();
        const backup = { ...backupOf(store, wallStore, now), ...(await recordingsNotIn(recordings)) };
        response.setHeader('Content-Type', 'application/json');
        response.set('Content-Disposition', `attachment; filename="${backupFileName(hostname(), now)}"`);
        response.send(Buffer.from(`${JSON.stringify(backup, null, 2)}\n`));
      },
    }),
    operation({
      method: 'post',
      path: '/api/restore',
      guard: 'admin',
      group: 'Configuration',
      summary: 'Takes a backup, or a cameras.json; secrets that this server still knows are put back',
      body: {
        schema: z.union([backupSchema, configSchema.partial()]),
        size: 'large',
        example: { cameras: [{ id: 'door', name: 'Front door', device: '/dev/video0' }] },
      },
      answers: {
        200: {
          description: 'In use; `notes` say what was kept or has to be entered again',
          schema: z.object({
            status: z.literal('restored'),
            cameras: configSchema,
            notes: z.array(z.string()),
            kept_as: z.string().nullable(),
          }),
        },
      },
      errors: [400, 412],
      async handle(request, response) {
        const body: unknown = request.body;
        let notes: string[] = [];
        let walls: SavedWalls | undefined;
        const edit = (current: Readonly<ServerConfig>) => {
          const restored = restore(body, { current, reservedPorts });
          if (restored.ok) ({ notes, walls } = restored);
          return restored;
        };
        const options = { keepReplaced: true, door };
        const { config, keptAs = null } = await editConfig(store, request, response, edit, options);
        if (walls) notes.push(...(await restoreWalls(wallStore, walls)));
        response.json({ status: 'restored', cameras: withoutSecrets(config), notes, kept_as: keptAs });
      },
    }),
  ];
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

/** The recordings that there are; nothing where there are none. */
async function recordingsNotIn(recordings: BackupParts['recordings']): Promise<Pick<Backup, 'recordings'>> {
  const session = await recordings.browse();
  const totals = recordingKinds.flatMap((kind) => session?.storage.store?.totals(kind) ?? []);
  if (!session || totals.length === 0) return {};
  const sum = (read: (total: (typeof totals)[number]) => number) =>
    totals.reduce((whole, total) => whole + read(total), 0);
  const [segments, bytes] = [sum((total) => total.segments), sum((total) => total.bytes)];
  return { recordings: { included: false, folder: session.storage.root, segments, bytes } };
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
