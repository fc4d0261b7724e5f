import type { Camera } from '../../../camera/camera.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { RecordingKind } from '../../../contract/recording-kind.ts';
import { storagePath, storageSchema, type Storage } from '../../../contract/recording.ts';
import { shareOfWeek } from '../../../recording/mode/schedule.ts';
import type { RecordingSession } from '../../../recording/recording-session.ts';
import type { CameraTotals } from '../../../recording/storage/segment-entry.ts';
import { isOnCard } from '../../../recording/storage/on-card.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import type { RecordingRouteParts } from './found-recording.ts';
import { onDisk } from './on-disk.ts';

export interface StorageParts extends RecordingRouteParts {
  cameras: Supervisor;
}

type CameraStorage = Storage['cameras'][number];

const secondsOfDay = 86_400;
const mebibyte = 1024 * 1024;

/** `/api/storage`: the folder of the recordings, and how long it lasts. */
export function storageOperations(parts: StorageParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: storagePath,
      guard: 'admin',
      noStore: true,
      group: 'Recordings',
      summary: 'The disk of the recordings: its state, its room, and bytes for each camera and day',
      answers: { 200: { description: 'As it was looked at last', schema: storageSchema } },
      async handle(_request, response) {
        response.json(await storageOf(parts));
      },
    }),
    operation({
      method: 'post',
      path: `${storagePath}/adopt`,
      guard: 'admin',
      group: 'Recordings',
      summary: 'Takes the disk that is in the folder now, where another one was chosen before',
      answers: { 200: { description: 'The storage then', schema: storageSchema } },
      errors: [503],
      async handle(_request, response) {
        await onDisk(() => parts.recordings.adoptDisk());
        response.json(await storageOf(parts));
      },
    }),
  ];
}

async function storageOf({ recordings, cameras, clock }: StorageParts): Promise<Storage> {
  const session = await recordings.browse();
  const totalsOf = (kind?: RecordingKind) => session?.storage.store?.totals(kind) ?? [];
  const [totals, films, stills] = [totalsOf(), totalsOf('timelapse'), totalsOf('still')];
  const configured = cameras.cameras;
  const stored = [...totals, ...films, ...stills].map(({ camera }) => camera);
  const ids = new Set([...configured.map(({ config }) => config.id), ...stored]);
  const nowMs = clock.nowMs();
  const ofCameras = [...ids].map((id): CameraStorage => {
    const total = totals.find(({ camera }) => camera === id);
    return {
      camera: id,
      segments: total?.segments ?? 0,
      bytes: total?.bytes ?? 0,
      protected_bytes: total?.protectedBytes ?? 0,
      timelapses: storedOf(id, films),
      stills: storedOf(id, stills),
      from_ms: total?.fromMs ?? null,
      to_ms: total?.toMs ?? null,
      ...rateOf(cameras.camera(id), nowMs),
    };
  });
  const sum = (read: (camera: CameraStorage) => number | null) =>
    ofCameras.reduce((whole, camera) => whole + (read(camera) ?? 0), 0);
  const perDay = sum(({ bytes_per_day }) => bytes_per_day);
  const disk = diskOf(session);
  const folder = session?.storage.root ?? recordings.folder;
  return {
    ...{ ...disk, folder },
    on_card: disk.state === 'ready' ? ((await isOnCard(folder)) ?? null) : null,
    bytes: sum(({ bytes, timelapses: { bytes: ofFilms }, stills: { bytes: ofStills } }) => {
      return bytes + ofFilms + ofStills;
    }),
    segments: sum(({ segments }) => segments),
    ring: {
      bytes: session?.ring.usedBytes ?? 0,
      max_bytes: session?.ring.totalBytes ?? recordings.ringMegabytes * mebibyte,
    },
    bytes_per_day: perDay,
    days_left: perDay > 0 && disk.free_bytes !== null ? disk.free_bytes / perDay : null,
    cameras: ofCameras,
  };
}

function storedOf(id: string, totals: readonly CameraTotals[]): { count: number; bytes: number } {
  const total = totals.find(({ camera }) => camera === id);
  return { count: total?.segments ?? 0, bytes: total?.bytes ?? 0 };
}

function diskOf(
  session: RecordingSession | undefined,
): Pick<Storage, 'state' | 'reason' | 'message' | 'free_bytes' | 'total_bytes'> {
  const none = { reason: null, message: '', free_bytes: null, total_bytes: null };
  if (!session) return { state: 'unused', ...none };
  const { state } = session.storage;
  switch (state.kind) {
    case 'opening':
      return { state: 'opening', ...none };
    case 'ready':
      return { state: 'ready', ...none, free_bytes: state.freeBytes, total_bytes: state.totalBytes };
    case 'problem':
      return { state: 'problem', ...none, reason: state.problem.kind, message: state.problem.message };
    default:
      return state satisfies never;
  }
}

/** The rate at which a camera is recorded as it is set, and what that is made of. */
function rateOf(
  camera: Camera | undefined,
  nowMs: number,
): Pick<CameraStorage, 'bytes_per_day' | 'frame_bytes' | 'fps'> {
  if (!camera) return { bytes_per_day: 0, frame_bytes: null, fps: null };
  const { counters, state, meter, config } = camera;
  const frame_bytes = counters.frames > 0 ? counters.bytes / counters.frames : null;
  const fps = (state.kind === 'live' ? meter.framesPerSecond(nowMs) : undefined) ?? null;
  const share = shareOf(config.record);
  if (share === 0) return { bytes_per_day: 0, frame_bytes, fps };
  if (frame_bytes === null || fps === null) return { bytes_per_day: null, frame_bytes, fps };
  const recorded = Math.min(fps, config.record?.fps ?? fps);
  return { bytes_per_day: frame_bytes * recorded * secondsOfDay * share, frame_bytes, fps };
}

/** How much of the time the mode itself records. */
function shareOf(record: Camera['config']['record']): number {
  if (record?.mode === 'continuous') return 1;
  return record?.mode === 'scheduled' ? shareOfWeek(record.schedule) : 0;
}
