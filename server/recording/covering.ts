import type { SegmentSpan } from './storage/segment-entry.ts';
import { maxPage } from './storage/segment-entry.ts';
import type { RecordingStore } from './storage/recording-store.ts';

export interface CameraMoment {
  camera: string;
  /** Milliseconds since the epoch. */
  atMs: number;
}

/** A recording, and where in it a moment is. */
export interface Covering {
  id: string;
  offsetMs: number;
}

/** A recording that is being written. */
export interface WrittenSpan extends CameraMoment {
  id: string;
  durationMs: number;
}

/**
 * For each moment the recording that has it; undefined where there is none. Each camera's recordings are read once, for
 * all of its moments.
 */
export function coveringRecordings(
  store: Pick<RecordingStore, 'spans'>,
  written: readonly WrittenSpan[],
  moments: readonly CameraMoment[],
): (Covering | undefined)[] {
  const spans = new Map<string, SegmentSpan[]>();
  for (const camera of new Set(moments.map((moment) => moment.camera)))
    spans.set(camera, spansOf(store, written, camera, moments));
  return moments.map(({ camera, atMs }) => {
    const found = lastBefore(spans.get(camera) ?? [], atMs);
    return found && { id: found.id, offsetMs: atMs - found.startMs };
  });
}

function spansOf(
  store: Pick<RecordingStore, 'spans'>,
  written: readonly WrittenSpan[],
  camera: string,
  moments: readonly CameraMoment[],
): SegmentSpan[] {
  const times = moments.filter((moment) => moment.camera === camera).map(({ atMs }) => atMs);
  const toMs = Math.max(...times) + 1;
  const found: SegmentSpan[] = [];
  for (let fromMs = Math.min(...times); ;) {
    const page = store.spans({ camera, fromMs, toMs });
    found.push(...page);
    const last = page.at(-1);
    if (page.length < maxPage || !last || last.startMs <= fromMs) break;
    fromMs = last.startMs;
  }
  for (const { id, atMs, durationMs } of written.filter((span) => span.camera === camera))
    found.push({ id, startMs: atMs, durationMs, protected: false });
  return found.sort((one, other) => one.startMs - other.startMs);
}

/** The span that holds a moment. A longer one that began earlier is found only where no other began since: spans do not overlap. */
function lastBefore(spans: readonly SegmentSpan[], atMs: number): SegmentSpan | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.startMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  const found = spans[low - 1];
  return found && atMs <= found.startMs + found.durationMs ? found : undefined;
}
