import type { RecordingKind } from '../../contract/recording-kind.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { StorageProblem } from '../segment/storage-problem.ts';
import type { UploadMarks } from '../upload/upload-marks.ts';
import { hasLimit, planAll, planRetention, type RetentionLimits } from './retention.ts';
import type { SegmentEntry, SegmentIndex } from './segment-entry.ts';

export interface RecordingRoomParts {
  index: Pick<SegmentIndex, 'list' | 'totals'>;
  clock: Pick<Clock, 'now'>;
  limits: () => RetentionLimits;
  /** @throws what the file system throws */
  remove: (entry: SegmentEntry) => Promise<void>;
  /** Told of what goes before it is uploaded. */
  uploads: Pick<UploadMarks, 'noteLost'>;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** So many rows are looked at at a time. */
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
    const bytes = await this.#removeAll(remove);
    if (remove.length > 0) logger.info({ segments: remove.length, bytes }, 'old recordings were removed');
    if (isEnough) return undefined;
    const message = 'There is no room for recordings: what is left is protected or belongs to others.';
    return { kind: 'disk-full', message };
  }

  /** As `retain`, for one picture: all limits are looked at every ten minutes anyway. */
  async forOne(freeBytes: number): Promise<StorageProblem | undefined> {
    const { minFreeBytes = 0 } = this.#parts.limits();
    return freeBytes < minFreeBytes ? this.retain(freeBytes) : undefined;
  }

  /**
   * Makes room for other files beside what is to be left free: the oldest recordings go, but not those that are wanted.
   * False, and nothing is removed: that would not do.
   */
  async makeRoom(
    bytes: number,
    freeBytes: number,
    isWanted: (entry: SegmentEntry) => boolean,
  ): Promise<boolean> {
    const { index, clock, limits } = this.#parts;
    const { keepWaiting, minFreeBytes: leftFree = 0 } = limits();
    const use = { totals: index.totals(), freeBytes, nowMs: clock.now().getTime() };
    const { remove, isEnough } = planRetention(oldestFirst(index, 'recording', isWanted), use, {
      ...{ keepWaiting, minFreeBytes: leftFree + bytes },
    });
    if (!isEnough) return false;
    await this.#removeAll(remove);
    return true;
  }

  /** How many bytes that were. */
  async #removeAll(entries: readonly SegmentEntry[]): Promise<number> {
    const { remove, uploads, logger } = this.#parts;
    let [bytes, lost] = [0, 0];
    for (const entry of entries) {
      await remove(entry);
      bytes += entry.bytes;
      if (!entry.waitsForUpload) continue;
      uploads.noteLost(entry.bytes);
      lost++;
    }
    if (lost > 0) logger.warn({ segments: lost }, 'recordings were removed before they were uploaded');
    return bytes;
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
