import type { SegmentFacts } from './matroska/segment-facts.ts';
import type { SplitFacts } from './split.ts';
import type { Boot } from './storage/boot.ts';

export interface FrameFactsParts {
  camera: { id: string; name: string };
  /** This start of the machine; `offsetMs` is its age when `clock.nowMs()` was 0. */
  boot: Boot;
  isClockSynchronised: () => boolean;
}

/** The facts of a file that begins with this frame. */
export function factsOf(
  { capturedAtMs, capturedAt, width, height, orientation = 1, avc }: SplitFacts,
  { camera, boot, isClockSynchronised }: FrameFactsParts,
): SegmentFacts {
  return {
    camera,
    startedAt: new Date(capturedAt),
    clock: isClockSynchronised() ? 'synchronised' : 'unsynchronised',
    bootId: boot.id,
    bootMs: capturedAtMs + boot.offsetMs,
    ...{ width, height, orientation, avc: avc?.configuration },
  };
}
