import type { z } from 'zod';
import type { RecordingEntry, recordingEventSchema } from '../contract/recording.ts';
import type { StoreChange } from './storage/recording-store.ts';
import type { SegmentEntry } from './storage/segment-entry.ts';

/** A change of the recordings, as its event. */
export function recordingEvent(change: StoreChange): z.infer<typeof recordingEventSchema> {
  const before = change.kind === 'renamed' ? change.before : null;
  return { type: 'recording', change: change.kind, recording: recordingEntry(change.entry), before };
}

/** A recording on the disk, as the API shows it. */
export function recordingEntry(segment: SegmentEntry): RecordingEntry {
  const { camera, kind, id, startMs, durationMs, bytes, clock } = segment;
  return {
    ...{ camera, kind, id, bytes, start_ms: startMs, start: new Date(startMs).toISOString() },
    duration_ms: durationMs,
    ...{ film_ms: null, frames: null, width: null, height: null },
    protected: segment.protected,
    state: 'closed',
    clock_synchronised: clock === 'synchronised',
  };
}
