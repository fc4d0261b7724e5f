import { randomBytes } from 'node:crypto';
import type { ExportEntry, ExportFormat, ExportKind } from '../../contract/export.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { Listeners } from '../../runtime/listeners.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import { StorageProblemError } from '../segment/storage-problem.ts';
import type { RecordingStorage } from '../storage/recording-storage.ts';
import type { RecordingStore } from '../storage/recording-store.ts';
import { exportError } from './export-error.ts';
import { ExportFolder } from './export-folder.ts';
import { exportFileName } from './export-result.ts';
import { makeExportRoom } from './export-room.ts';
import type { WrittenFile } from './recorded-range.ts';
import { writeExport } from './write-export.ts';

export interface ExportsParts {
  storage: RecordingStorage;
  lane: DiskLane;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** The segments that are being written. */
  written: () => WrittenFile[];
}

export interface ExportWish {
  camera: string;
  name: string;
  /** Wall clock, milliseconds since the epoch. */
  fromMs: number;
  toMs: number;
  format: ExportFormat;
  kind: ExportKind;
}

export type ExportChange = { kind: 'changed'; entry: ExportEntry } | { kind: 'removed'; id: string };

/** The most exports that wait, and the most ended ones that are kept. */
export const maxWaiting = 8;
const maxEnded = 20;
const keptMs = 24 * 3_600_000;
/** After this time, the last frames of a running recording are in its file. */
const settleMs = 2_500;
const storageRetryMs = 10_000;

/**
 * The exports of one folder of recordings: one is made at a time, the others wait. They are kept for a day, also over a
 * restart; one that was not finished then is told as failed. Constructing it does nothing.
 */
export class Exports {
  readonly #parts: ExportsParts;
  readonly #folder: ExportFolder;
  readonly #listeners = new Listeners<[change: ExportChange]>();
  /** In the order in which they were asked for. */
  readonly #entries = new Map<string, ExportEntry>();
  readonly #counts = { done: 0, failed: 0, cancelled: 0 };
  #running: { id: string; stop: AbortController } | undefined;
  #loading: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  constructor(parts: ExportsParts) {
    this.#parts = parts;
    this.#folder = new ExportFolder(parts.storage.root, parts.lane);
  }

  /** The listener is called for each export that was added, made progress, changed its state or was removed. */
  onChange(listener: (change: ExportChange) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** How many ended since the start, by how. */
  get counts(): Readonly<Record<'done' | 'failed' | 'cancelled', number>> {
    return this.#counts;
  }

  /** Those that are known by now. */
  get known(): ExportEntry[] {
    return [...this.#entries.values()];
  }

  /** Oldest first. @throws what the file system throws */
  async list(): Promise<ExportEntry[]> {
    await this.#load();
    return this.known;
  }

  /** @throws what the file system throws */
  async get(id: string): Promise<ExportEntry | undefined> {
    await this.#load();
    return this.#entries.get(id);
  }

  pathOf(entry: ExportEntry): string {
    return this.#folder.pathOf(entry);
  }

  /** Undefined: too many wait. @throws what the file system throws */
  async start({ camera, name, fromMs, toMs, format, kind }: ExportWish): Promise<ExportEntry | undefined> {
    await this.#load();
    if (this.known.filter(({ state }) => state === 'waiting').length >= maxWaiting) return undefined;
    const createdMs = this.#parts.clock.now().getTime();
    const entry: ExportEntry = {
      ...{ id: randomBytes(8).toString('hex'), camera, camera_name: name, format, kind },
      ...{ from_ms: fromMs, to_ms: toMs, created_ms: createdMs, state: 'waiting' },
    };
    this.#entries.set(entry.id, entry);
    try {
      const state = await this.#parts.storage.store?.check();
      if (state?.kind === 'problem') throw new StorageProblemError(state.problem);
      await this.#folder.create(entry);
    } catch (error) {
      this.#entries.delete(entry.id);
      throw error;
    }
    this.#tell(entry);
    this.#wake();
    return entry;
  }

  /** Ends one that waits or runs. Undefined: it did neither. */
  async cancel(id: string): Promise<ExportEntry | undefined> {
    await this.#load();
    const entry = this.#entries.get(id);
    if (entry?.state !== 'waiting' && entry?.state !== 'running') return undefined;
    const ended = this.#end(entry, { state: 'cancelled' });
    if (this.#running?.id === id) this.#running.stop.abort();
    return ended;
  }

  /** Removes one that ended, with its file. @throws what the file system throws */
  async remove(entry: ExportEntry): Promise<void> {
    await this.#folder.remove(entry);
    this.#entries.delete(entry.id);
    this.#listeners.tell({ kind: 'removed', id: entry.id });
  }

  /** Makes what is asked for until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, storage } = this.#parts;
    await storage.settled();
    while (!signal.aborted) {
      try {
        if (!storage.store || storage.state.kind !== 'ready') {
          await clock.sleep(storageRetryMs, signal);
          continue;
        }
        await this.#load();
        await this.#removeOld();
        const next = this.known.find(({ state }) => state === 'waiting');
        if (next) await this.#make(next, storage.store, signal);
        else await this.#rest(signal);
      } catch (error) {
        logger.warn({ err: error }, 'the folder of the exports cannot be read or changed');
        await clock.sleep(storageRetryMs, signal);
      }
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const expiries = this.known.map((entry) => ('expires_ms' in entry ? entry.expires_ms : Infinity));
    const dueMs = Math.min(...expiries) - clock.now().getTime();
    // A clock may be set meanwhile.
    await clock.sleep(Math.min(Math.max(dueMs, 1_000), 3_600_000), AbortSignal.any([signal, woken.signal]));
  }

  async #make(entry: ExportEntry, store: RecordingStore, signal: AbortSignal): Promise<void> {
    const { clock, lane, logger, written } = this.#parts;
    const { id, camera, kind, camera_name: cameraName, format, from_ms: fromMs, to_ms: toMs } = entry;
    const stop = new AbortController();
    this.#running = { id, stop };
    const ending = AbortSignal.any([signal, stop.signal]);
    const startedAtMs = clock.nowMs();
    const onProgress = (progress: number, bytes: number) => {
      if (ending.aborted) return;
      const elapsed = (clock.nowMs() - startedAtMs) / 1_000;
      const seconds_left = progress > 0.01 ? Math.ceil((elapsed / progress) * (1 - progress)) : null;
      this.#become({
        ...base(entry),
        state: 'running',
        progress: Math.min(1, progress),
        bytes,
        seconds_left,
      });
    };
    onProgress(0, 0);
    try {
      const restMs = toMs + settleMs - clock.now().getTime();
      if (restMs > 0) await clock.sleep(Math.min(settleMs, restMs), ending);
      const job = {
        source: { store, lane, written },
        range: { camera, kind, fromMs, toMs },
        ...{ format, cameraName, clock, onProgress },
        ...{ path: this.#folder.pathOf(entry), partPath: this.#folder.partOf(entry) },
        makeRoom: (soFar: number, more: number) => makeExportRoom(this.#room(store), soFar, more),
      };
      const {
        frames,
        bytes,
        durationMs: duration_ms,
        startMs: start_ms,
        gaps,
      } = await writeExport(job, ending);
      const file_name = exportFileName(cameraName, start_ms, duration_ms, format);
      if (this.#entries.get(id)?.state !== 'running') return await this.#folder.remove(entry);
      await this.#end(entry, { state: 'done', file_name, bytes, frames, duration_ms, start_ms, gaps });
      logger.info({ camera, format, frames, bytes }, 'an export is done');
    } catch (error) {
      // Cancelled; or the server ends: then it is told as failed at the next start.
      if (ending.aborted) return;
      const { reason, message } = exportError(error);
      await this.#end(entry, { state: 'failed', reason, message });
      logger.warn({ camera, format, reason }, `an export failed: ${message}`);
    } finally {
      this.#running = undefined;
    }
  }

  #room(store: RecordingStore) {
    return {
      store,
      done: () => this.known.filter((entry) => entry.state === 'done'),
      remove: (entry: ExportEntry) => this.remove(entry),
      isWanted: ({ camera, startMs, durationMs }: { camera: string; startMs: number; durationMs: number }) =>
        this.known.some((entry) => {
          if ('ended_ms' in entry || entry.camera !== camera) return false;
          return startMs < entry.to_ms && startMs + durationMs >= entry.from_ms;
        }),
    };
  }

  /** @param how it ended */
  async #end(entry: ExportEntry, how: Ending): Promise<ExportEntry> {
    const { clock, logger } = this.#parts;
    const ended_ms = clock.now().getTime();
    const ended = { ...base(entry), ended_ms, expires_ms: ended_ms + keptMs, ...how };
    this.#become(ended);
    this.#counts[how.state]++;
    try {
      await this.#folder.save(ended);
    } catch (error) {
      logger.warn({ err: error, id: entry.id }, 'the result of an export cannot be stored');
    }
    return ended;
  }

  #become(entry: ExportEntry): void {
    this.#entries.set(entry.id, entry);
    this.#tell(entry);
  }

  #tell(entry: ExportEntry): void {
    this.#listeners.tell({ kind: 'changed', entry });
  }

  async #removeOld(): Promise<void> {
    const nowMs = this.#parts.clock.now().getTime();
    const ended = this.known.filter((entry) => 'ended_ms' in entry);
    const surplus = ended.slice(0, Math.max(0, ended.length - maxEnded));
    for (const entry of ended) {
      if (surplus.includes(entry) || entry.expires_ms <= nowMs) await this.remove(entry);
    }
  }

  /** Reads what there is, once. @throws what the file system throws */
  #load(): Promise<void> {
    this.#loading ??= this.#loadAll().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #loadAll(): Promise<void> {
    for (const entry of await this.#folder.load()) {
      this.#entries.set(entry.id, entry);
      if ('ended_ms' in entry) continue;
      const message =
        'The server or its recording was started again before the export was done. Start it again.';
      await this.#end(entry, { state: 'failed', reason: 'interrupted', message });
    }
  }
}

type Ended = Extract<ExportEntry, { ended_ms: number }>;
type Ending = Ended extends infer One
  ? One extends Ended
    ? Omit<One, keyof Base | 'ended_ms' | 'expires_ms'>
    : never
  : never;
type Base = ReturnType<typeof base>;

/** The fields that an export has in each state. */
function base({ id, camera, kind, camera_name, from_ms, to_ms, format, created_ms }: ExportEntry) {
  return { id, camera, kind, camera_name, from_ms, to_ms, format, created_ms };
}
