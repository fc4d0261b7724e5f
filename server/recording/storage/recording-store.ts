import { rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { errorText } from '../../contract/error-text.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { Listeners } from '../../runtime/listeners.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import type { WrittenSegment } from '../recorder.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { SegmentHome } from '../segment/segment-home.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';
import type { UploadMarks } from '../upload/upload-marks.ts';
import type { Boot } from './boot.ts';
import { freePath } from './free-path.ts';
import { recoverFile, type Recovery } from './recover.ts';
import { hasLimit, planRetention, type RetentionLimits } from './retention.ts';
import { scanFolder, type UnfinishedFile } from './scan-folder.ts';
import type { Backlog, CameraTotals, SegmentEntry, SegmentIndex, SegmentQuery } from './segment-entry.ts';
import { hasUploadMark, nameByClock, removeSegment, setProtection, setUploadMark } from './segment-files.ts';
import { closedPath, parseSegmentFile, parseSegmentId, type SegmentStart } from './segment-name.ts';
import { checkStorage, type StorageState } from './storage-check.ts';

export interface StoreParts {
  /** The recordings' folder. */
  root: string;
  /** As `claimStorage` gave it; undefined: any disk that is there. */
  storageId: string | undefined;
  lane: DiskLane;
  clock: Clock;
  boot: Boot;
  index: SegmentIndex;
  /** Asked before each segment, since it may be a setting. */
  limits: () => RetentionLimits;
  isClockSynchronised: () => boolean;
  uploads: UploadMarks;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** "removed": by retention or by a person. "renamed": its id was `before`. */
export type StoreChange =
  | { kind: 'added'; entry: SegmentEntry }
  | { kind: 'removed'; entry: SegmentEntry }
  | { kind: 'protection'; entry: SegmentEntry }
  | { kind: 'renamed'; before: string; entry: SegmentEntry };

export interface StoreReport {
  segments: number;
  recovered: Recovery[];
  /** Unfinished files that could not be looked at, and why. */
  failed: { path: string; why: string }[];
}

/** So many rows are put, or looked at, at a time. */
const batch = 500;

/** The recordings' folder: what is in it, what may go into it, and what has to go. Constructing it does nothing. */
export class RecordingStore {
  readonly #parts: StoreParts;
  readonly #listeners = new Listeners<[change: StoreChange]>();

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  get root(): string {
    return this.#parts.root;
  }

  onChange(listener: (change: StoreChange) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** Before anything records: ends what a crash left, and fills the index from the files. @throws what the file system throws */
  async open(signal: AbortSignal): Promise<StoreReport> {
    const { root, index, lane } = this.#parts;
    const report: StoreReport = { segments: 0, recovered: [], failed: [] };
    const unfinished: UnfinishedFile[] = [];
    for await (const found of scanFolder(root, signal)) {
      if (found.kind === 'unfinished') unfinished.push(found.file);
      if (found.kind === 'stray-mark') await lane.run(() => rm(join(root, found.path), { force: true }));
    }
    for (const file of unfinished) {
      try {
        report.recovered.push(await lane.run(() => recoverFile(root, file, signal)));
      } catch (error) {
        signal.throwIfAborted();
        report.failed.push({ path: file.path, why: errorText(error) });
      }
    }
    index.clear();
    let entries: SegmentEntry[] = [];
    const put = () => {
      index.put(entries);
      report.segments += entries.length;
      entries = [];
    };
    for await (const found of scanFolder(root, signal)) {
      if (found.kind === 'segment') entries.push(found.entry);
      if (entries.length >= batch) put();
    }
    put();
    return report;
  }

  /** Whether recordings can go to the folder, and how much room it has. Waits for its turn at the disk. */
  check(): Promise<StorageState> {
    const { root, storageId, lane } = this.#parts;
    return lane.run(() => checkStorage(root, storageId));
  }

  list(query: SegmentQuery): SegmentEntry[] {
    return this.#parts.index.list(query);
  }

  totals(): CameraTotals[] {
    return this.#parts.index.totals();
  }

  backlog(): Backlog {
    return this.#parts.index.backlog();
  }

  /** Undefined: there is none. An id that no segment can have finds none. */
  get(camera: string, id: string): SegmentEntry | undefined {
    return parseSegmentId(id) ? this.#parts.index.get(camera, id) : undefined;
  }

  pathOf(entry: SegmentEntry): string {
    return join(this.#parts.root, entry.path);
  }

  /** False: there is none. A protected one is removed too: a person asked for it. @throws what the file system throws */
  async remove(camera: string, id: string): Promise<boolean> {
    const entry = this.get(camera, id);
    if (entry) await this.#remove(entry);
    return entry !== undefined;
  }

  /** False: there is none. @throws what the file system throws */
  async setProtected(camera: string, id: string, isProtected: boolean): Promise<boolean> {
    const { root, lane, index } = this.#parts;
    const entry = this.get(camera, id);
    if (!entry) return false;
    await lane.run(() => setProtection(root, entry, isProtected));
    const changed = { ...entry, protected: isProtected };
    index.put([changed]);
    this.#listeners.tell({ kind: 'protection', entry: changed });
    return true;
  }

  /** Marks a segment for the upload, or as uploaded. False: there is none. @throws what the file system throws */
  async setWaiting(camera: string, id: string, isWaiting: boolean): Promise<boolean> {
    const { lane, index, uploads } = this.#parts;
    const entry = this.get(camera, id);
    if (entry?.state !== 'closed') return false;
    await lane.run(() => setUploadMark(this.pathOf(entry), id, isWaiting));
    const changed = { ...entry };
    if (isWaiting) changed.waitsForUpload = true;
    else delete changed.waitsForUpload;
    index.put([changed]);
    if (isWaiting) uploads.noteWaiting();
    return true;
  }

  /** The place for the segments of a camera's recorder. */
  homeOf(camera: string): SegmentHome {
    return {
      prepare: (facts) => this.#prepare(camera, facts),
      finalPath: closedPath,
    };
  }

  /** To be told of each segment that a recorder closed (`Recorder.onSegment`). Never rejects. */
  async noteWritten({ path: whole, facts, bytes, durationMs, protect }: WrittenSegment): Promise<void> {
    const { root, lane, index, logger, isClockSynchronised, uploads } = this.#parts;
    const path = relative(root, whole);
    const name = parseSegmentFile(basename(path));
    if (!name) return;
    const { id, start } = name;
    const entry: SegmentEntry = {
      camera: facts.camera.id,
      id,
      path,
      startMs: facts.startedAt.getTime(),
      durationMs,
      bytes,
      clock: start.clock,
      protected: false,
      state: 'closed',
      ...(uploads.wants(facts.camera.id) && { waitsForUpload: true }),
    };
    index.put([entry]);
    this.#listeners.tell({ kind: 'added', entry });
    try {
      if (protect) await this.setProtected(entry.camera, id, true);
      // One that began while uploads were on is uploaded, also when they are off by now.
      if (entry.waitsForUpload || (await lane.run(() => hasUploadMark(whole, id))))
        await this.setWaiting(entry.camera, id, true);
      if (start.clock === 'unsynchronised' && isClockSynchronised()) await this.nameByClock();
    } catch (error) {
      logger.warn(
        { err: error, path },
        'a recording could not be protected, marked for the upload or renamed',
      );
    }
  }

  /**
   * Once the clock is set: dates for all segments of this start of the machine that have none. How many. Those of an
   * earlier start stay as they are: nobody knows when that was. @throws what the file system throws
   */
  async nameByClock(): Promise<number> {
    const { root, lane, index, clock, boot, uploads } = this.#parts;
    const bootAtMs = clock.now().getTime() - clock.nowMs() - boot.offsetMs;
    let named = 0;
    for (const entry of [...this.#all()]) {
      const start = parseSegmentId(entry.id);
      if (start?.clock !== 'unsynchronised' || start.bootId !== boot.id) continue;
      const startedAt = new Date(bootAtMs + start.bootMs);
      const changed = await lane.run(() => nameByClock(root, entry, startedAt));
      index.remove(entry.camera, entry.id);
      index.put([changed]);
      named++;
      // Without a date it could not go.
      if (changed.waitsForUpload) uploads.noteWaiting();
      this.#listeners.tell({ kind: 'renamed', before: entry.id, entry: changed });
    }
    return named;
  }

  /** Removes what the limits ask for. Undefined when there is room then. @throws what the file system throws */
  async retain(freeBytes: number): Promise<StorageProblem | undefined> {
    const { clock, logger, uploads, limits: ask } = this.#parts;
    const limits = ask();
    if (!hasLimit(limits)) return undefined;
    const use = { totals: this.totals(), freeBytes, nowMs: clock.now().getTime() };
    const { remove, isEnough } = planRetention(this.#all(), use, limits);
    let [bytes, lost] = [0, 0];
    for (const entry of remove) {
      await this.#remove(entry);
      bytes += entry.bytes;
      if (!entry.waitsForUpload) continue;
      uploads.noteLost(entry.bytes);
      lost++;
    }
    if (lost > 0) logger.warn({ segments: lost }, 'recordings were removed before they were uploaded');
    if (remove.length > 0) logger.info({ segments: remove.length, bytes }, 'old recordings were removed');
    if (isEnough) return undefined;
    const message = 'There is no room for recordings: what is left is protected or belongs to others.';
    return { kind: 'disk-full', message };
  }

  async #prepare(
    camera: string,
    facts: SegmentFacts,
  ): Promise<{ ok: true; path: string } | { ok: false; problem: StorageProblem }> {
    const { root, lane, uploads } = this.#parts;
    try {
      const state = await this.check();
      if (state.kind === 'problem') return { ok: false, problem: state.problem };
      const full = await this.retain(state.freeBytes);
      if (full) return { ok: false, problem: full };
      const path = await lane.run(() => freePath(root, camera, startOf(facts), state.device));
      const id = parseSegmentFile(basename(path))?.id;
      // Before the first frame: whenever the server is killed, the segment is known to wait.
      if (id !== undefined && uploads.wants(camera)) await lane.run(() => setUploadMark(path, id, true));
      return { ok: true, path };
    } catch (error) {
      return { ok: false, problem: storageProblem(error) };
    }
  }

  async #remove(entry: SegmentEntry): Promise<void> {
    const { root, lane, index } = this.#parts;
    await lane.run(() => removeSegment(root, entry));
    index.remove(entry.camera, entry.id);
    this.#listeners.tell({ kind: 'removed', entry });
  }

  /** Oldest first, a page at a time. */
  *#all(): Generator<SegmentEntry> {
    let after: SegmentEntry | undefined;
    do {
      const page = this.#parts.index.list({ after, limit: batch });
      yield* page;
      after = page.at(-1);
    } while (after);
  }
}

function startOf({ clock, startedAt, bootId, bootMs }: SegmentFacts): SegmentStart {
  return clock === 'synchronised' ? { clock, startedAt } : { clock, bootId, bootMs };
}
