import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RecordingEntry } from '../../../contract/recording.ts';
import { recordingEntry } from '../../../recording/recording-event.ts';
import type { RecordingSession } from '../../../recording/recording-session.ts';
import type { Recordings } from '../../../recording/recordings.ts';
import type { OpenSegment } from '../../../recording/segment-feed.ts';
import type { StorageProblemKind } from '../../../recording/segment/storage-problem.ts';
import type { RecordingStore } from '../../../recording/storage/recording-store.ts';
import type { SegmentEntry } from '../../../recording/storage/segment-entry.ts';
import { parseSegmentFile } from '../../../recording/storage/segment-name.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { errnoOf } from '../../../runtime/errno.ts';
import { ApiError } from '../../message/api-error.ts';

export interface RecordingRouteParts {
  recordings: Recordings;
  clock: Clock;
}

/** The recordings while their folder is open. */
export interface OpenRecordings {
  session: RecordingSession;
  store: RecordingStore;
}

/** One that is on the disk, or is being written. */
export interface FoundRecording {
  entry: RecordingEntry;
  /** Absolute. */
  path: string;
  /** Undefined: it is being written. */
  stored: SegmentEntry | undefined;
  /** Undefined: it is closed. */
  writing: OpenSegment | undefined;
}

/** An operation of the disk that takes longer makes it "hung". */
const hungMs = 5_000;

/** The recordings, on a disk that answers. Undefined: there are none. @throws ApiError 503 when the folder was never open */
export async function openRecordings(recordings: Recordings): Promise<OpenRecordings | undefined> {
  const session = await recordings.browse();
  if (!session) return undefined;
  const { state, store } = session.storage;
  if (session.lane.busyForMs > hungMs)
    throw unavailable('hung', 'The disk with the recordings does not answer.');
  if (store) return { session, store };
  if (state.kind === 'problem') throw unavailable(state.problem.kind, state.problem.message);
  throw unavailable('opening', 'The folder of the recordings is being opened.');
}

/** @throws ApiError 404 when there is no such recording; 503 */
export async function findRecording(
  { recordings, clock }: RecordingRouteParts,
  { camera, id }: { camera: string; id: string },
): Promise<FoundRecording & OpenRecordings> {
  const open = await openRecordings(recordings);
  const stored = open?.store.get(camera, id);
  if (open && stored?.state === 'closed') {
    return {
      ...open,
      entry: recordingEntry(stored),
      path: open.store.pathOf(stored),
      stored,
      writing: undefined,
    };
  }
  const written = open ? await beingWritten(open.session, clock) : [];
  const found = written.find(({ entry }) => entry.camera === camera && entry.id === id);
  if (open && found) return { ...open, ...found };
  throw new ApiError(404, 'unknown-recording', 'There is no such recording.');
}

/** The recordings and films that are being written now. */
export async function beingWritten(session: RecordingSession, clock: Clock): Promise<FoundRecording[]> {
  const found: FoundRecording[] = [];
  const segments = session.writers.map(({ camera, recorder }) => ({ camera, segment: recorder.segment }));
  for (const { camera, segment } of [...segments, ...session.timed.films]) {
    const name = segment && parseSegmentFile(basename(segment.path));
    if (!segment || !name) continue;
    const { path, startedAt, frames } = segment;
    const entry: RecordingEntry = {
      ...{ camera, id: name.id, kind: name.kind, film_ms: null },
      start: startedAt.toISOString(),
      start_ms: startedAt.getTime(),
      duration_ms: Math.max(0, clock.now().getTime() - startedAt.getTime()),
      bytes: await session.lane.run(() => sizeOf(path)),
      ...{ frames, width: null, height: null, protected: false, state: 'open' },
      clock_synchronised: name.start.clock === 'synchronised',
    };
    found.push({ entry, path, stored: undefined, writing: segment });
  }
  return found;
}

/** 503 for a storage that cannot be used now. */
export function unavailable(reason: StorageProblemKind | 'opening', message: string): ApiError {
  return new ApiError(503, `recordings-${reason}`, message, { headers: { 'Retry-After': '5' } });
}

/** 0: it was closed meanwhile, and has another name now. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
