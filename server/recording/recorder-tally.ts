import type { DropReason, RecorderCounters } from './recorder-state.ts';

/** Counts what a recorder does. */
export class RecorderTally {
  readonly counters: RecorderCounters = {
    framesWritten: 0,
    bytesWritten: 0,
    segmentsClosed: 0,
    segmentsLeft: 0,
    framesThinned: 0,
    drops: {},
    lastWriteAtMs: undefined,
  };

  drop(reason: DropReason, frames = 1): void {
    if (frames > 0) this.counters.drops[reason] = (this.counters.drops[reason] ?? 0) + frames;
  }

  wrote(frames: number, bytes: number, nowMs: number): void {
    this.counters.framesWritten += frames;
    this.counters.bytesWritten += bytes;
    this.counters.lastWriteAtMs = nowMs;
  }
}
