import type { RecordingKind } from '../../contract/recording-kind.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { StorageProblem } from '../segment/storage-problem.ts';
import { hasLimit, planAll, planRetention, type RetentionLimits } from './retention.ts';
import type { SegmentEntry, SegmentIndex } from './segment-entry.ts';

export interface RecordingRoomParts {
  index: Pick<SegmentIndex, 'list' | 'totals'>;
  clock: Pick<Clock, 'now'>;
  limits: () => RetentionLimits;
  /** @throws what the file system throws */
  remove: (entry: SegmentEntry) => Promise<void>;
  logger: Pick<Logger, 'info'>;
}

/** How many rows are read from the index at a time. */
const batch = 500;

/** Makes room on the disk of the recordings. Each function throws what the file system throws. */
export class RecordingRoom {
  readonly #parts: RecordingRoomParts;

  constructor(parts: RecordingRoomParts) {
    this.#parts = parts;
  }

  /** Removes what the limits ask for. Undefined when there is room then. */
  async retain(freeBytes: number): Promise<StorageProblem | undefined> {
    const { index, clock, logger, limits: ask } = this.#parts;
    const limits = ask();
    if (!hasLimit(limits)) return undefined;
    const use = {
      oldestFirst: (kind: RecordingKind) => oldestFirst(index, kind),
      totals: (kind: RecordingKind) => index.totals(kind),
      ...{ freeBytes, nowMs: clock.now().getTime() },
    };
    const { remove, isEnough } = planAll(use, limits);
    let bytes = 0;
    for (const entry of remove) {
      await this.#parts.remove(entry);
      bytes += entry.bytes;
    }
    if (remove.length > 0) logger.info({ segments: remove.length, bytes }, 'old recordings were removed');
    if (isEnough) return undefined;
    const message =
      'There is no room for recordings: the other files on the disk are protected or are no recordings.';
    return { kind: 'disk-full', message };
  }

  /** As `retain`, for one picture. It only looks at the free space, since all limits are checked every ten minutes. */
  async forOne(freeBytes: number): Promise<StorageProblem | undefined> {
    const { minFreeBytes = 0 } = this.#parts.limits();
    return freeBytes < minFreeBytes ? this.retain(freeBytes) : undefined;
  }

  /**
   * Makes room for other files, beyond the space that is to be left free: the oldest recordings are removed, but not those
   * that are wanted. False: that would not be enough, and nothing is removed.
   */
  async makeRoom(
    bytes: number,
    freeBytes: number,
    isWanted: (entry: SegmentEntry) => boolean,
  ): Promise<boolean> {
    const { index, clock, limits, remove: removeOne } = this.#parts;
    const minFreeBytes = (limits().minFreeBytes ?? 0) + bytes;
    const use = { totals: index.totals(), freeBytes, nowMs: clock.now().getTime() };
    const { remove, isEnough } = planRetention(oldestFirst(index, 'recording', isWanted), use, {
      minFreeBytes,
    });
    if (!isEnough) return false;
    for (const entry of remove) await removeOne(entry);
    return true;
  }
}

/** All of a kind, a page at a time. */
export function* oldestFirst(
  index: Pick<SegmentIndex, 'list'>,
  kind: RecordingKind,
  isLeftOut: (entry: SegmentEntry) => boolean = () => false,
): Generator<SegmentEntry> {
  let after: SegmentEntry | undefined;
  do {
    const page = index.list({ kind, after, limit: batch });
    for (const entry of page) if (!isLeftOut(entry)) yield entry;
    after = page.at(-1);
  } while (after);
}
