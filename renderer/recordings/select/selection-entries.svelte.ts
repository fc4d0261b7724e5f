import { maxRecordingPage, type RecordingEntry } from '../../../server/contract/recording.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { readRecordings } from '../../recordings-api.ts';
import type { TimeRange } from '../timeline/time-range.ts';

/** A selection with more recordings than this is too large for a page to change one by one. */
const maxPages = 10;

export type SelectionState =
  | { kind: 'loading' }
  | { kind: 'loaded'; entries: RecordingEntry[]; isTruncated: boolean }
  | { kind: 'failed'; why: string };

/** The recordings of the chosen cameras that have a moment in the marked range. */
export class SelectionEntries {
  state = $state.raw<SelectionState>({ kind: 'loading' });
  #turn = 0;

  /** The answer to an older call does not count. */
  async read(cameras: readonly string[], range: TimeRange): Promise<void> {
    const turn = ++this.#turn;
    let next: SelectionState;
    try {
      const found = await Promise.all(cameras.map((camera) => readAll(camera, range)));
      next = {
        kind: 'loaded',
        entries: found.flatMap(({ entries }) => entries),
        isTruncated: found.some(({ isTruncated }) => isTruncated),
      };
    } catch (error) {
      next = { kind: 'failed', why: errorText(error) };
    }
    if (turn === this.#turn) this.state = next;
  }
}

async function readAll(
  camera: string,
  { fromMs, toMs }: TimeRange,
): Promise<{ entries: RecordingEntry[]; isTruncated: boolean }> {
  const entries: RecordingEntry[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const filter = { camera, fromMs, toMs, limit: maxRecordingPage };
    const { recordings, next } = await readRecordings({ ...filter, ...(after !== undefined && { after }) });
    entries.push(...recordings);
    if (next === null) return { entries, isTruncated: false };
    after = next;
  }
  return { entries, isTruncated: true };
}
