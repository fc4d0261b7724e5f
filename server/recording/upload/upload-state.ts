import { uploadReasonText, type UploadReport } from '../../contract/upload.ts';
import type { Backlog, SegmentEntry } from '../storage/segment-entry.ts';
import type { UploadError } from './upload-error.ts';

export type UploadState =
  | { kind: 'off' }
  /** Nothing waits. */
  | { kind: 'idle' }
  /** The recordings cannot be read now. */
  | { kind: 'no-disk' }
  | { kind: 'uploading'; entry: SegmentEntry; sentBytes: number }
  | { kind: 'retrying'; error: UploadError; sinceMs: number; retryAtMs: number };

export interface UploadTally {
  segments: number;
  bytes: number;
  lastSuccessAt: Date | undefined;
  failures: Partial<Record<string, number>>;
}

/** A failure that may pass by itself is no problem of the server before it has lasted so long. */
const passingMs = 5 * 60_000;

/** The state for GET /api/uploads. @param nowMs monotonic milliseconds */
export function uploadReport(
  state: UploadState,
  { backlog, tally, lost, nowMs }: { backlog: Backlog; tally: UploadTally; lost: Backlog; nowMs: number },
): UploadReport {
  const retrying = state.kind === 'retrying' ? state : undefined;
  const uploading = state.kind === 'uploading' ? state : undefined;
  return {
    state: state.kind,
    problem: retrying?.error.problem ?? null,
    retry_in: retrying ? Math.max(0, (retrying.retryAtMs - nowMs) / 1_000) : null,
    backlog,
    current: uploading
      ? {
          ...{ camera: uploading.entry.camera, id: uploading.entry.id, bytes: uploading.entry.bytes },
          sent_bytes: uploading.sentBytes,
        }
      : null,
    last_success: tally.lastSuccessAt?.toISOString() ?? null,
    uploaded: { segments: tally.segments, bytes: tally.bytes },
    lost: { ...lost },
  };
}

/** One line for /health; undefined when there is nothing to tell. */
export function uploadProblemLine(state: UploadState, backlog: Backlog, nowMs: number): string | undefined {
  if (state.kind !== 'retrying') return undefined;
  const { error, sinceMs } = state;
  const { isPassing, advice } = uploadReasonText[error.reason];
  if (isPassing && nowMs - sinceMs < passingMs) return undefined;
  return `Recordings are not uploaded, ${backlog.segments} wait. ${error.message} ${advice}`;
}
