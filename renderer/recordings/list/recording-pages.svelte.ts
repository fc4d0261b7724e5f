import { errorText } from '../../../server/contract/error-text.ts';
import type { RecordingKind } from '../../../server/contract/recording-kind.ts';
import type { RecordingEntry } from '../../../server/contract/recording.ts';
import { readRecordings } from '../../recordings-api.ts';
import type { TimeRange } from '../timeline/time-range.ts';

const pageSize = 60;
/** More cards would make the page slow. */
const maxEntries = 1_200;

export interface Listed {
  cameras: readonly string[];
  range: TimeRange;
}

/** The recordings in a range, page by page, oldest first. */
export class RecordingPages {
  readonly #kind: RecordingKind;
  entries = $state.raw<RecordingEntry[]>([]);
  isLoading = $state(false);
  /** Why the last request failed; empty when it did not. */
  problem = $state('');
  hasRead = $state(false);
  #next = $state.raw<string | null>(null);
  #listed: Listed = { cameras: [], range: { fromMs: 0, toMs: 0 } };
  #turn = 0;

  constructor(kind: RecordingKind = 'recording') {
    this.#kind = kind;
  }

  get hasMore(): boolean {
    return this.#next !== null && this.entries.length < maxEntries;
  }

  /** Begins anew. The answer to an older request does not count any more. */
  async show(listed: Listed): Promise<void> {
    this.#listed = listed;
    await this.#read(undefined);
  }

  async more(): Promise<void> {
    if (this.#next !== null && !this.isLoading) await this.#read(this.#next);
  }

  async #read(after: string | undefined): Promise<void> {
    const turn = ++this.#turn;
    const { cameras, range } = this.#listed;
    // The server lists one camera or all of them.
    const camera = cameras.length === 1 ? cameras[0] : undefined;
    this.isLoading = true;
    try {
      const { recordings, next } = await readRecordings({
        kind: this.#kind,
        ...range,
        limit: pageSize,
        ...(camera !== undefined && { camera }),
        ...(after !== undefined && { after }),
      });
      if (turn !== this.#turn) return;
      const chosen = recordings.filter((entry) => cameras.includes(entry.camera));
      this.entries = after === undefined ? chosen : [...this.entries, ...chosen];
      this.#next = next;
      this.problem = '';
      this.hasRead = true;
    } catch (error) {
      if (turn === this.#turn) this.problem = errorText(error);
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  }
}
