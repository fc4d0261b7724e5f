import type { RecordingKind } from '../../contract/recording-kind.ts';
import {
  maxPage,
  type Backlog,
  type CameraTotals,
  type SegmentEntry,
  type SegmentIndex,
  type SegmentQuery,
  type SegmentSpan,
  type SpanQuery,
} from './segment-entry.ts';
import { kindOfId } from './segment-name.ts';

/** The index where node:sqlite is missing: sorted in memory, about 0.5 KB a segment, filled from the files at each start. */
export class MemoryIndex implements SegmentIndex {
  readonly kind = 'memory';
  readonly #entries = new Map<string, SegmentEntry>();
  /** Oldest first; undefined when it has to be sorted anew. */
  #sorted: SegmentEntry[] | undefined;

  put(entries: readonly SegmentEntry[]): void {
    for (const entry of entries) this.#entries.set(keyOf(entry.camera, entry.id), entry);
    this.#sorted = undefined;
  }

  remove(camera: string, id: string): void {
    if (this.#entries.delete(keyOf(camera, id))) this.#sorted = undefined;
  }

  get(camera: string, id: string): SegmentEntry | undefined {
    return this.#entries.get(keyOf(camera, id));
  }

  neighbour(side: 'before' | 'after', place: Place): SegmentEntry | undefined {
    this.#sorted ??= [...this.#entries.values()].sort(byStart);
    const kind = kindOfId(place.id);
    const isWanted = (entry: SegmentEntry) =>
      entry.kind === kind && entry.camera === place.camera && entry.state === 'closed';
    return side === 'after'
      ? this.#sorted.find((entry) => isWanted(entry) && byStart(entry, place) > 0)
      : this.#sorted.findLast((entry) => isWanted(entry) && byStart(entry, place) < 0);
  }

  list(query: SegmentQuery): SegmentEntry[] {
    const { kind = 'recording', camera, fromMs = -Infinity, toMs = Infinity, waiting, after, limit } = query;
    this.#sorted ??= [...this.#entries.values()].sort(byStart);
    const page: SegmentEntry[] = [];
    for (const entry of this.#sorted) {
      if (page.length >= Math.min(limit, maxPage)) break;
      if (entry.kind !== kind || (camera !== undefined && entry.camera !== camera)) continue;
      if (waiting && !entry.waitsForUpload) continue;
      if (entry.startMs >= toMs || entry.startMs + entry.durationMs < fromMs) continue;
      if (!after || byStart(entry, after) > 0) page.push(entry);
    }
    return page;
  }

  spans({ camera, fromMs, toMs }: SpanQuery): SegmentSpan[] {
    return this.list({ camera, fromMs, toMs, limit: maxPage }).filter(({ state }) => state === 'closed');
  }

  totals(kind: RecordingKind = 'recording'): CameraTotals[] {
    const totals = new Map<string, CameraTotals>();
    for (const entry of this.#entries.values()) {
      if (entry.kind !== kind) continue;
      const { camera, bytes, startMs, durationMs, protected: isProtected } = entry;
      const none = {
        camera,
        segments: 0,
        bytes: 0,
        protectedBytes: 0,
        fromMs: startMs,
        toMs: startMs + durationMs,
      };
      const total = totals.get(camera) ?? none;
      total.segments++;
      total.bytes += bytes;
      if (isProtected) total.protectedBytes += bytes;
      total.fromMs = Math.min(total.fromMs, startMs);
      total.toMs = Math.max(total.toMs, startMs + durationMs);
      totals.set(camera, total);
    }
    return [...totals.values()].sort((one, other) => (one.camera < other.camera ? -1 : 1));
  }

  backlog(): Backlog {
    const backlog = { segments: 0, bytes: 0 };
    for (const { kind, waitsForUpload, bytes } of this.#entries.values()) {
      if (kind !== 'recording' || !waitsForUpload) continue;
      backlog.segments++;
      backlog.bytes += bytes;
    }
    return backlog;
  }

  clear(): void {
    this.#entries.clear();
    this.#sorted = undefined;
  }

  close(): void {
    this.clear();
  }
}

type Place = Pick<SegmentEntry, 'startMs' | 'camera' | 'id'>;

function byStart(one: Place, other: Place): number {
  return one.startMs - other.startMs || compare(one.camera, other.camera) || compare(one.id, other.id);
}

/** By code units, which for ids is the order that SQLite has. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function keyOf(camera: string, id: string): string {
  return JSON.stringify([camera, id]);
}
