import { errorText } from '../../contract/error-text.ts';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import { MemoryIndex } from './memory-index.ts';
import type {
  Backlog,
  CameraTotals,
  SegmentEntry,
  SegmentIndex,
  SegmentQuery,
  SegmentSpan,
  SpanQuery,
} from './segment-entry.ts';

/**
 * An index that gives way to one in memory when it fails: its file may be damaged, or its disk may be gone or full, and
 * recording must go on. The one in memory is empty then, to be filled from the files.
 */
export class GuardedIndex implements SegmentIndex {
  #index: SegmentIndex;
  readonly #onFailed: (why: string) => void;

  /** @param onFailed told once, within the call that failed */
  constructor(index: SegmentIndex, onFailed: (why: string) => void) {
    this.#index = index;
    this.#onFailed = onFailed;
  }

  get kind(): SegmentIndex['kind'] {
    return this.#index.kind;
  }

  put(entries: readonly SegmentEntry[]): void {
    this.#use((index) => index.put(entries));
  }

  remove(camera: string, id: string): void {
    this.#use((index) => index.remove(camera, id));
  }

  get(camera: string, id: string): SegmentEntry | undefined {
    return this.#use((index) => index.get(camera, id));
  }

  list(query: SegmentQuery): SegmentEntry[] {
    return this.#use((index) => index.list(query));
  }

  neighbour(
    side: 'before' | 'after',
    place: Pick<SegmentEntry, 'camera' | 'startMs' | 'id'>,
  ): SegmentEntry | undefined {
    return this.#use((index) => index.neighbour(side, place));
  }

  spans(query: SpanQuery): SegmentSpan[] {
    return this.#use((index) => index.spans(query));
  }

  totals(kind?: RecordingKind): CameraTotals[] {
    return this.#use((index) => index.totals(kind));
  }

  backlog(): Backlog {
    return this.#use((index) => index.backlog());
  }

  clear(): void {
    this.#use((index) => index.clear());
  }

  close(): void {
    try {
      this.#index.close();
    } catch {
      // One that has failed may refuse to be closed, too; nobody uses it any more.
    }
  }

  #use<T>(ask: (index: SegmentIndex) => T): T {
    try {
      return ask(this.#index);
    } catch (error) {
      if (this.#index.kind === 'memory') throw error;
      this.close();
      this.#index = new MemoryIndex();
      this.#onFailed(errorText(error));
      return ask(this.#index);
    }
  }
}
