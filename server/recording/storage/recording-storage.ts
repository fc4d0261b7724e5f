import { errorText } from '../../contract/error-text.ts';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { Listeners } from '../../runtime/listeners.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { RecordingHome } from '../segment/segment-home.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';
import type { UploadMarks } from '../upload/upload-marks.ts';
import type { Boot } from './boot.ts';
import { chosenDisk, type DiskMemory } from './claimed-disk.ts';
import { isClockSynchronised } from './clock-sync.ts';
import { GuardedIndex } from './guarded-index.ts';
import { openIndex } from './open-index.ts';
import type { StoreReport } from './fill-index.ts';
import { RecordingStore, type StoreChange } from './recording-store.ts';
import type { Recovery } from './recover.ts';
import type { RetentionLimits } from './retention.ts';
import type { SegmentIndex } from './segment-entry.ts';
import { closedPath } from './segment-name.ts';

export interface RecordingStorageParts {
  root: string;
  /** Whether the folder is the one in the data folder, which the server may make. */
  isOwn: boolean;
  memory: DiskMemory;
  /** Of the index; outside the recordings' disk. */
  indexPath: string;
  lane: DiskLane;
  clock: Clock;
  boot: Boot;
  limits: () => RetentionLimits;
  uploads: UploadMarks;
  logger: Logger;
}

/** "opening": the folder was not checked yet. */
export type RecordingStorageState =
  | { kind: 'opening' }
  | { kind: 'ready'; freeBytes: number; totalBytes: number }
  | { kind: 'problem'; problem: StorageProblem };

/** How often the folder is checked: a disk may come and go, and the clock may be set. */
const checkStepMs = 10_000;
const retainStepMs = 10 * 60_000;

/**
 * Opens the folder of the recordings as soon as it can be opened, and checks it again and again. Constructing it does
 * nothing.
 */
export class RecordingStorage {
  readonly #parts: RecordingStorageParts;
  readonly #changeListeners = new Listeners<[change: StoreChange]>();
  readonly #stateListeners = new Listeners<[]>();
  #settle: () => void = () => undefined;
  readonly #settled = new Promise<void>((resolve) => (this.#settle = resolve));
  #noteLook: () => void = () => undefined;
  readonly #clockLook = new Promise<void>((resolve) => (this.#noteLook = resolve));
  #store: RecordingStore | undefined;
  #index: SegmentIndex | undefined;
  #state: RecordingStorageState = { kind: 'opening' };
  #isClockSet = false;
  /** The index failed, and has to be filled again. */
  #isFillDue = false;

  constructor(parts: RecordingStorageParts) {
    this.#parts = parts;
  }

  get root(): string {
    return this.#parts.root;
  }

  get state(): RecordingStorageState {
    return this.#state;
  }

  get isClockSet(): boolean {
    return this.#isClockSet;
  }

  /** Resolves when it was looked for the first time whether the clock is set, or the storage is closed. */
  clockLook(): Promise<void> {
    return this.#clockLook;
  }

  /** The recordings; undefined until the folder could be opened for the first time. */
  get store(): RecordingStore | undefined {
    return this.#store;
  }

  onChange(listener: (change: StoreChange) => void, signal: AbortSignal): void {
    this.#changeListeners.add(listener, signal);
  }

  onState(listener: () => void, signal: AbortSignal): void {
    this.#stateListeners.add(listener, signal);
  }

  /** Resolves when the folder was checked for the first time, or the storage is closed. */
  settled(): Promise<void> {
    return this.#settled;
  }

  /** Runs until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const settle = () => {
      this.#noteLook();
      this.#settle();
    };
    signal.addEventListener('abort', settle, { once: true });
    let retainAtMs = clock.nowMs() + retainStepMs;
    while (!signal.aborted) {
      try {
        await this.#noteClock();
        this.#noteLook();
        const next = this.#store ? await this.#check(this.#store) : await this.#open(signal);
        if (signal.aborted) break;
        this.#setState(next);
        if (next.kind === 'ready') this.#reportRecovered((await this.#store?.recoverLeft(signal)) ?? []);
        if (next.kind === 'ready' && clock.nowMs() >= retainAtMs) {
          retainAtMs = clock.nowMs() + retainStepMs;
          await this.#store?.retain(next.freeBytes);
        }
      } catch (error) {
        if (!signal.aborted) this.#setState({ kind: 'problem', problem: storageProblem(error) });
      }
      this.#settle();
      await clock.sleep(checkStepMs, signal);
    }
    this.#settle();
    this.#index?.close();
  }

  /**
   * The home of a camera's segments. It waits until the folder is open: opening repairs each unfinished file, so
   * nobody may write one then.
   */
  homeOf(camera: string, kind?: RecordingKind): RecordingHome {
    return {
      prepare: async (facts) => {
        await this.settled();
        if (this.#store) return this.#store.homeOf(camera, kind).prepare(facts);
        const problem: StorageProblem =
          this.#state.kind === 'problem'
            ? this.#state.problem
            : { kind: 'missing', message: 'The folder of the recordings is closed.' };
        return { ok: false, problem };
      },
      finalPath: closedPath,
      left: (path) => this.#store?.homeOf(camera).left(path),
    };
  }

  async #open(signal: AbortSignal): Promise<RecordingStorageState> {
    const { root, isOwn, memory, lane, clock, boot, limits, uploads, logger } = this.#parts;
    const disk = await lane.run(() => chosenDisk(root, isOwn, memory));
    if ('problem' in disk) return { kind: 'problem', problem: disk.problem };
    const index = (this.#index ??= await this.#openIndex(signal));
    const store = new RecordingStore({
      ...{ root, storageId: disk.id, lane, clock, boot, index, limits, uploads, logger },
      isClockSynchronised: () => this.#isClockSet,
    });
    const state = await this.#check(store);
    if (state.kind !== 'ready') return state;
    this.#report(await store.open(signal));
    store.onChange((change) => this.#changeListeners.tell(change), signal);
    this.#store = store;
    await this.#refill(signal);
    // An earlier process of this start of the machine may have recorded before the clock was set.
    if (this.#isClockSet) await store.nameByClock();
    await store.retain(state.freeBytes);
    return state;
  }

  async #openIndex(signal: AbortSignal): Promise<SegmentIndex> {
    const { indexPath, logger } = this.#parts;
    const { index, why } = await openIndex(indexPath);
    if (why !== undefined) logger.info({ why }, 'the list of recordings is kept in memory');
    return new GuardedIndex(index, (failed) => {
      logger.warn(
        { path: indexPath, why: failed },
        'the list of recordings failed; it is made anew in memory',
      );
      this.#isFillDue = true;
      void this.#refill(signal);
    });
  }

  async #refill(signal: AbortSignal): Promise<void> {
    // While the folder is being opened, `#open` fills the index at its end.
    if (!this.#store || !this.#isFillDue) return;
    this.#isFillDue = false;
    try {
      await this.#store.fill(signal);
    } catch (error) {
      if (!signal.aborted)
        this.#parts.logger.warn({ why: errorText(error) }, 'the list of recordings is not complete');
    }
  }

  #report({ segments, recovered, failed }: StoreReport): void {
    const { logger, root } = this.#parts;
    logger.info({ root, segments }, 'the folder of the recordings is open');
    this.#reportRecovered(recovered);
    for (const { path, why } of failed)
      logger.error({ path, why }, 'a recording that was not closed could not be repaired');
  }

  #reportRecovered(recovered: readonly Recovery[]): void {
    for (const recovery of recovered)
      this.#parts.logger.warn(
        { ...recovery },
        'a recording that was not closed was repaired, set aside or removed',
      );
  }

  async #check(store: RecordingStore): Promise<RecordingStorageState> {
    const found = await store.check();
    if (found.kind === 'problem') return found;
    return { kind: 'ready', freeBytes: found.freeBytes, totalBytes: found.totalBytes };
  }

  async #noteClock(): Promise<void> {
    if (this.#isClockSet) return;
    const { clock, logger } = this.#parts;
    try {
      this.#isClockSet = await isClockSynchronised(clock.now());
      if (this.#isClockSet) await this.#store?.nameByClock();
    } catch (error) {
      logger.warn({ why: errorText(error) }, 'recordings from before the clock was set keep their names');
    }
  }

  #setState(next: RecordingStorageState): void {
    const before = this.#state;
    this.#state = next;
    const [was, is] = [problemOf(before), problemOf(next)];
    if (before.kind === next.kind && was?.kind === is?.kind) return;
    const { logger, root } = this.#parts;
    if (is) logger.warn({ root, problem: is.kind }, `recordings cannot be stored: ${is.message}`);
    else if (was) logger.info({ root }, 'recordings can be stored again');
    this.#stateListeners.tell();
  }
}

function problemOf(state: RecordingStorageState): StorageProblem | undefined {
  return state.kind === 'problem' ? state.problem : undefined;
}
