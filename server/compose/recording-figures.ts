import type { RecordingFigures } from '../metrics/recording-metrics.ts';
import type { UploadFigures } from '../metrics/upload-metrics.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { Uploads } from '../recording/upload/uploads.ts';

/** Undefined while nothing is uploaded. */
export function uploadFigures({
  recordings,
  uploads,
}: {
  recordings: Recordings;
  uploads: Uploads;
}): UploadFigures | undefined {
  if (!uploads.isOn) return undefined;
  const { backlog, tally } = uploads;
  return { backlog, uploaded: tally, failures: tally.failures, lost: recordings.uploads.lost };
}

/** What /metrics tells of recordings. @param nowMs monotonic milliseconds */
export function recordingFigures({ session }: Recordings, nowMs: number): RecordingFigures {
  if (!session) return { recorders: [], storage: undefined, stored: [] };
  const { state, store } = session.storage;
  return {
    recorders: session.recorders.map(({ camera, recorder }) => {
      const { counters, ring } = recorder;
      const { lastWriteAtMs } = counters;
      return {
        camera: camera.id,
        state: recorder.state.kind,
        frames: counters.framesWritten,
        bytes: counters.bytesWritten,
        segments: counters.segmentsClosed,
        drops: counters.drops,
        lastWriteAge: lastWriteAtMs === undefined ? undefined : (nowMs - lastWriteAtMs) / 1_000,
        queuedBytes: recorder.queuedBytes,
        ringBytes: ring?.bytes ?? 0,
        ringSeconds: (ring?.spanMs ?? 0) / 1_000,
      };
    }),
    storage: {
      isReady: state.kind === 'ready',
      freeBytes: state.kind === 'ready' ? state.freeBytes : undefined,
      totalBytes: state.kind === 'ready' ? state.totalBytes : undefined,
    },
    stored: store?.totals() ?? [],
  };
}
