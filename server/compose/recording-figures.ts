import { recordingKinds } from '../contract/recording-kind.ts';
import type { ExportFigures, RecorderFigures, RecordingFigures } from '../metrics/recording-metrics.ts';
import type { UploadFigures } from '../metrics/upload-metrics.ts';
import type { Exports } from '../recording/export/exports.ts';
import type { Playbacks } from '../recording/playback/playbacks.ts';
import type { RecordingSession } from '../recording/recording-session.ts';
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
export function recordingFigures(
  { session }: Recordings,
  { figures }: Playbacks,
  nowMs: number,
): RecordingFigures {
  const playback = {
    ...{ tiles: figures.playing, sent: figures.sent, skipped: figures.skipped },
    ...(session?.readers.figures ?? { files: 0, tableBytes: 0 }),
    decoders: session?.decoders.figures.views ?? 0,
    refusedReads: (session?.readLane.refused ?? 0) + (session?.decoders.figures.refused ?? 0),
  };
  if (!session)
    return { recorders: [], storage: undefined, stored: [], timed: [], playback, exports: undefined };
  const { state, store } = session.storage;
  return {
    recorders: recorderFigures(session, nowMs),
    storage: {
      isReady: state.kind === 'ready',
      freeBytes: state.kind === 'ready' ? state.freeBytes : undefined,
      totalBytes: state.kind === 'ready' ? state.totalBytes : undefined,
    },
    stored: recordingKinds.flatMap((kind) =>
      (store?.totals(kind) ?? []).map((total) => ({ ...total, kind })),
    ),
    timed: session.timed.counters.map(({ camera, kind, counters }) => ({ camera, kind, ...counters })),
    playback,
    exports: exportFigures(session.exports),
  };
}

/** A camera may be recorded by its setting and for a client at the same time: it has one row. */
function recorderFigures(session: RecordingSession, nowMs: number): RecorderFigures[] {
  const rows = new Map<string, RecorderFigures>();
  for (const { camera, recorder } of session.writers) {
    const { counters, ring } = recorder;
    const { lastWriteAtMs } = counters;
    const video = session.recorder(camera)?.video;
    const row = {
      camera,
      state: session.stateOf(camera)?.kind ?? 'off',
      isMjpegInstead: video && video.kind === 'mjpeg',
      frames: counters.framesWritten,
      bytes: counters.bytesWritten,
      segments: counters.segmentsClosed,
      drops: counters.drops,
      lastWriteAge: lastWriteAtMs === undefined ? undefined : (nowMs - lastWriteAtMs) / 1_000,
      queuedBytes: recorder.queuedBytes,
      ringBytes: ring?.bytes ?? 0,
      ringSeconds: (ring?.spanMs ?? 0) / 1_000,
    };
    const before = rows.get(camera);
    rows.set(camera, before ? added(before, row) : row);
  }
  return [...rows.values()];
}

function added(one: RecorderFigures, other: RecorderFigures): RecorderFigures {
  const drops = { ...one.drops };
  for (const [reason, count = 0] of Object.entries(other.drops)) drops[reason] = (drops[reason] ?? 0) + count;
  const ages = [one.lastWriteAge, other.lastWriteAge].filter((age) => age !== undefined);
  return {
    ...one,
    frames: one.frames + other.frames,
    bytes: one.bytes + other.bytes,
    segments: one.segments + other.segments,
    drops,
    lastWriteAge: ages.length === 0 ? undefined : Math.min(...ages),
    queuedBytes: one.queuedBytes + other.queuedBytes,
    ringBytes: one.ringBytes + other.ringBytes,
    ringSeconds: Math.max(one.ringSeconds, other.ringSeconds),
  };
}

function exportFigures({ known, counts }: Exports): ExportFigures {
  const states = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0 };
  let bytes = 0;
  for (const entry of known) {
    states[entry.state]++;
    if (entry.state === 'done') bytes += entry.bytes;
  }
  return { states, ended: counts, bytes };
}
