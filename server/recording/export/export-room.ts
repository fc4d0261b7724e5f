import type { ExportEntry } from '../../contract/export.ts';
import type { RecordingStore } from '../storage/recording-store.ts';
import type { SegmentEntry } from '../storage/segment-entry.ts';
import { ExportError } from './export-error.ts';

/** All exports together may have so much of the disk. */
const shareOfDisk = 0.2;

export interface RoomParts {
  store: RecordingStore;
  /** Finished ones, oldest first. */
  done: () => Extract<ExportEntry, { state: 'done' }>[];
  remove: (entry: ExportEntry) => Promise<void>;
  /** Whether an export that is not finished has a recording in its range. */
  isWanted: (entry: SegmentEntry) => boolean;
}

/**
 * Makes room for an export as for a recording: older exports and the oldest recordings go, but never so many recordings
 * that it would not do. @param soFar bytes that the export has already @param more bytes that are to be written
 * @throws ExportError "too-large", or a problem of the disk; what the file system throws
 */
export async function makeExportRoom(parts: RoomParts, soFar: number, more: number): Promise<void> {
  const { store, done, remove, isWanted } = parts;
  const state = await store.check();
  if (state.kind === 'problem') throw new ExportError(state.problem.kind, state.problem.message);
  const most = state.totalBytes * shareOfDisk;
  if (soFar + more > most) {
    const message = `An export may have up to ${gigabytes(most)} on this disk. Export a shorter time.`;
    throw new ExportError('too-large', message);
  }
  let { freeBytes } = state;
  const doneBytes = () => done().reduce((sum, { bytes }) => sum + bytes, 0);
  for (let oldest = done()[0]; oldest && doneBytes() + soFar + more > most; oldest = done()[0]) {
    await remove(oldest);
    freeBytes += oldest.bytes;
  }
  if (await store.makeRoom(more, freeBytes, isWanted)) return;
  const message =
    'There is no room for the export. Remove recordings or exports, end the protection of some, or lower min_free_gb.';
  throw new ExportError('disk-full', message);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
