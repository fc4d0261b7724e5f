import { basename, join, relative } from 'node:path';
import { errorText } from '../../contract/error-text.ts';
import { recordingKinds, type RecordingKind } from '../../contract/recording-kind.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { Listeners } from '../../runtime/listeners.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import type { WrittenSegment } from '../recorder.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { RecordingHome } from '../segment/segment-home.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';
import type { UploadMarks } from '../upload/upload-marks.ts';
import type { Boot } from './boot.ts';
import { fillIndex, recoverAndFill, type StoreReport } from './fill-index.ts';
import { freePath } from './free-path.ts';
import { LeftFiles } from './left-files.ts';
import { oldestFirst, RecordingRoom } from './recording-room.ts';
import type { Recovery } from './recover.ts';
import type { RetentionLimits } from './retention.ts';
import type {
  Backlog,
  CameraTotals,
  SegmentEntry,
  SegmentIndex,
  SegmentQuery,
  SegmentSpan,
  SpanQuery,
} from './segment-entry.ts';
import { nameByClock, removeSegment, setProtection } from './segment-files.ts';
import { closedPath, parseSegmentFile, parseSegmentId, type SegmentStart } from './segment-name.ts';
import { checkStorage, type StorageState } from './storage-check.ts';
import { WaitingSegments } from './waiting-segments.ts';

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

/** The recordings' folder: what is in it, what may go into it, and what has to go. Constructing it does nothing. */
export class RecordingStore {
  readonly #parts: StoreParts;
  readonly #listeners = new Listeners<[change: StoreChange]>();
  readonly #left: LeftFiles;
  readonly #room: RecordingRoom;
  readonly #waiting: WaitingSegments;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#left = new LeftFiles(parts.root);
    this.#room = new RecordingRoom({ ...parts, remove: (entry) => this.#remove(entry) });
    this.#waiting = new WaitingSegments(parts);
  }

  get root(): string {
    return this.#parts.root;
  }

  onChange(listener: (change: StoreChange) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** Before anything records: ends what a crash left, and fills the index from the files. @throws what the file system throws */
  open(signal: AbortSignal): Promise<StoreReport> {
    return recoverAndFill(this.#parts, signal);
  }

  /** Puts each file into the index. How many there are. @throws what the file system throws */
  fill(signal: AbortSignal): Promise<number> {
    return fillIndex(this.#parts, signal);
  }

  /** Whether recordings can go to the folder, and how much room it has. Waits for its turn at the disk. */
  check(): Promise<StorageState> {
    const { root, storageId, lane } = this.#parts;
    return lane.run(() => checkStorage(root, storageId));
  }

  list(query: SegmentQuery): SegmentEntry[] {
    return this.#parts.index.list(query);
  }

  spans(query: SpanQuery): SegmentSpan[] {
    return this.#parts.index.spans(query);
  }

  neighbour(...asked: Parameters<SegmentIndex['neighbour']>): SegmentEntry | undefined {
    return this.#parts.index.neighbour(...asked);
  }

  /** @param kind recordings without it */
  totals(kind?: RecordingKind): CameraTotals[] {
    return this.#parts.index.totals(kind);
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
    // Meanwhile it may have been uploaded, removed or renamed.
    const current = this.get(camera, id);
    if (!current) return false;
    const changed = { ...current, protected: isProtected };
    index.put([changed]);
    this.#listeners.tell({ kind: 'protection', entry: changed });
    return true;
  }

  /** Marks a segment for the upload, or as uploaded. False: there is none. @throws what the file system throws */
  setWaiting(camera: string, id: string, isWaiting: boolean): Promise<boolean> {
    return this.#waiting.set(this.get(camera, id), isWaiting);
  }

  /** The place for the segments of a camera's recorder, or for its films or stills. */
  homeOf(camera: string, kind: RecordingKind = 'recording'): RecordingHome {
    return {
      prepare: (facts) => this.#prepare(camera, facts, kind),
      finalPath: closedPath,
      left: (path) => this.#left.add(camera, path),
    };
  }

  /** When the disk is well: ends what could not be ended before. @throws what the file system throws */
  async recoverLeft(signal: AbortSignal): Promise<Recovery[]> {
    const recoveries: Recovery[] = [];
    for await (const { recovery, entry } of this.#left.recover(signal)) {
      recoveries.push(recovery);
      if (!entry) continue;
      this.#parts.index.put([entry]);
      if (entry.waitsForUpload) this.#parts.uploads.noteWaiting();
      this.#listeners.tell({ kind: 'added', entry });
    }
    return recoveries;
  }

  /** To be told of each segment that a recorder closed (`Recorder.onSegment`). Never rejects. */
  async noteWritten({ path: whole, facts, bytes, durationMs, protect }: WrittenSegment): Promise<void> {
    const { root, index, logger, isClockSynchronised } = this.#parts;
    const path = relative(root, whole);
    const name = parseSegmentFile(basename(path));
    if (!name) return;
    const { id, kind, start } = name;
    const entry: SegmentEntry = {
      camera: facts.camera.id,
      ...{ id, kind },
      path,
      startMs: facts.startedAt.getTime(),
      durationMs,
      bytes,
      clock: start.clock,
      protected: false,
      state: 'closed',
      ...(this.#waiting.wants(facts.camera.id, kind) && { waitsForUpload: true }),
    };
    index.put([entry]);
    this.#listeners.tell({ kind: 'added', entry });
    try {
      if (protect) await this.setProtected(entry.camera, id, true);
      await this.#waiting.noteClosed(entry);
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
   * earlier start stay as they are: nobody knows when that was. So does one that the file system refuses to rename.
   */
  async nameByClock(): Promise<number> {
    const { root, lane, index, clock, boot, logger, uploads } = this.#parts;
    const bootAtMs = clock.now().getTime() - clock.nowMs() - boot.offsetMs;
    let named = 0;
    for (const entry of recordingKinds.flatMap((kind) => [...oldestFirst(index, kind)])) {
      const start = parseSegmentId(entry.id);
      if (start?.clock !== 'unsynchronised' || start.bootId !== boot.id) continue;
      const startedAt = new Date(bootAtMs + start.bootMs);
      try {
        const changed = await lane.run(() => nameByClock(root, entry, startedAt));
        index.remove(entry.camera, entry.id);
        index.put([changed]);
        named++;
        // Without a date it could not go.
        if (changed.waitsForUpload) uploads.noteWaiting();
        this.#listeners.tell({ kind: 'renamed', before: entry.id, entry: changed });
      } catch (error) {
        logger.warn({ path: entry.path, why: errorText(error) }, 'a recording keeps its name without a date');
      }
    }
    return named;
  }

  /** Removes what the limits ask for. Undefined when there is room then. @throws what the file system throws */
  retain(freeBytes: number): Promise<StorageProblem | undefined> {
    return this.#room.retain(freeBytes);
  }

  /** For one picture more in a folder that had room: why there is none now. Never rejects. */
  async room(): Promise<StorageProblem | undefined> {
    try {
      const state = await this.check();
      return state.kind === 'problem' ? state.problem : await this.#room.forOne(state.freeBytes);
    } catch (error) {
      return storageProblem(error);
    }
  }

  /** As RecordingRoom has it. @throws what the file system throws */
  makeRoom(...asked: Parameters<RecordingRoom['makeRoom']>): Promise<boolean> {
    return this.#room.makeRoom(...asked);
  }

  async #prepare(
    camera: string,
    facts: SegmentFacts,
    kind: RecordingKind,
  ): Promise<{ ok: true; path: string } | { ok: false; problem: StorageProblem }> {
    const { root, lane } = this.#parts;
    try {
      const state = await this.check();
      if (state.kind === 'problem') return { ok: false, problem: state.problem };
      const { freeBytes } = state;
      const full = await (kind === 'still' ? this.#room.forOne(freeBytes) : this.#room.retain(freeBytes));
      if (full) return { ok: false, problem: full };
      const start = startOf(facts);
      const path = await lane.run(() => freePath(root, camera, start, state.device, kind));
      // Before the first frame: whenever the server is killed, the segment is known to wait.
      if (this.#waiting.wants(camera, kind)) await this.#waiting.mark(path);
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
}

function startOf({ clock, startedAt, bootId, bootMs }: SegmentFacts): SegmentStart {
  return clock === 'synchronised' ? { clock, startedAt } : { clock, bootId, bootMs };
}
