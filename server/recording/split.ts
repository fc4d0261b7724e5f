import type { Withdrawable } from '../runtime/withdrawn.ts';
import type { RecorderSettings } from './recorder-settings.ts';
import type { SplitReason } from './recorder-state.ts';

/** The properties of a frame that decide whether a new segment starts. */
export interface SplitFacts extends Withdrawable {
  capturedAtMs: number;
  /** Wall clock. */
  capturedAt: number;
  width: number;
  height: number;
  orientation?: number | undefined;
  /** Of a picture of H.264; undefined: it is a JPEG. */
  avc?: { configuration: Buffer; isKey: boolean } | undefined;
}

/** The properties of a frame without its picture, so that the memory of the picture is free again. */
export function splitFacts(facts: SplitFacts): SplitFacts {
  const { capturedAtMs, capturedAt, width, height, orientation, avc, withdrawn } = facts;
  return { capturedAtMs, capturedAt, width, height, orientation, avc, withdrawn };
}

/**
 * Whether `next` begins a new segment. @param first of the segment @param last of the segment @param quietMs more is a
 * gap
 */
export function splitReason(
  first: SplitFacts,
  last: SplitFacts,
  next: SplitFacts,
  quietMs: number,
  settings: Pick<RecorderSettings, 'segmentMs' | 'clockJumpMs'>,
): SplitReason | undefined {
  if (next.avc?.configuration !== first.avc?.configuration) return 'picture';
  // A file of H.264 can begin with a key frame only; the next one is two seconds away at most.
  if (next.avc && !next.avc.isKey) return undefined;
  if (next.width !== first.width || next.height !== first.height) return 'picture';
  if ((next.orientation ?? 1) !== (first.orientation ?? 1)) return 'picture';
  // The camera has another mask.
  if (next.withdrawn !== first.withdrawn) return 'picture';
  // The times in a file must not go back. A source whose time goes back has started again.
  if (next.capturedAtMs < last.capturedAtMs) return 'clock';
  const jumpMs = clockOffset(next) - clockOffset(first);
  if (Math.abs(jumpMs) > settings.clockJumpMs) return 'clock';
  if (next.capturedAtMs - last.capturedAtMs > quietMs) return 'gap';
  if (next.capturedAtMs - first.capturedAtMs >= settings.segmentMs) return 'duration';
  return undefined;
}

function clockOffset({ capturedAt, capturedAtMs }: SplitFacts): number {
  return capturedAt - capturedAtMs;
}
