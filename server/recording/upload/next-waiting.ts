import type { RecordingStore } from '../storage/recording-store.ts';
import type { SegmentEntry } from '../storage/segment-entry.ts';
import { parseSegmentId } from '../storage/segment-name.ts';

const page = 100;

/**
 * The oldest segment that waits and may go. One from before the clock was set in this start of the machine gets another
 * name when it is set, so it has to wait for that; one of an earlier start keeps its name, and may go.
 * @param bootId of this start @param after the one that was tried last
 */
export function nextWaiting(
  store: Pick<RecordingStore, 'list'>,
  bootId: string,
  after?: SegmentEntry,
): SegmentEntry | undefined {
  let from = after;
  for (;;) {
    const entries = store.list({ waiting: true, after: from, limit: page });
    const found = entries.find(({ id }) => {
      const start = parseSegmentId(id);
      return start?.clock === 'synchronised' || (start && start.bootId !== bootId);
    });
    if (found || entries.length < page) return found;
    from = entries.at(-1);
  }
}
