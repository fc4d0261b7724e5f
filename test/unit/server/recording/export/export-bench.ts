import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExportEntry } from '../../../../../server/contract/export.ts';
import {
  Exports,
  type ExportChange,
  type ExportWish,
} from '../../../../../server/recording/export/exports.ts';
import type { WrittenFile } from '../../../../../server/recording/export/recorded-range.ts';
import type { SegmentFacts } from '../../../../../server/recording/matroska/segment-facts.ts';
import { DiskLane } from '../../../../../server/recording/segment/disk-lane.ts';
import { RecordingStorage } from '../../../../../server/recording/storage/recording-storage.ts';
import { UploadMarks } from '../../../../../server/recording/upload/upload-marks.ts';
import {
  cameraFolder,
  closedName,
  dayFolder,
  partName,
  segmentId,
} from '../../../../../server/recording/storage/segment-name.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { until } from '../../../../fixtures/until.ts';
import { testFacts } from '../jpeg-frames.ts';
import { unfinishedFile, wholeFile, type TimedFrame } from '../whole-file.ts';

/** The first recording of most tests begins then. */
export const startMs = Date.parse('2026-11-20T10:00:00.000Z');

/** The exports of a folder of recordings that a test has made, without a server. */
export class ExportBench implements AsyncDisposable {
  readonly root: string;
  readonly #dataFolder = mkdtempSync(join(tmpdir(), 'export-data-'));
  readonly #ownsRoot: boolean;
  readonly written: WrittenFile[] = [];
  readonly changes: ExportChange[] = [];
  readonly lane = new DiskLane(systemClock);
  #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  storage: RecordingStorage;
  exports: Exports;

  constructor({ root, minFreeBytes = 0 }: { root?: string; minFreeBytes?: number } = {}) {
    this.#ownsRoot = root === undefined;
    this.root = root ?? mkdtempSync(join(tmpdir(), 'export-root-'));
    this.#minFreeBytes = minFreeBytes;
    [this.storage, this.exports] = this.#parts();
  }
  readonly #minFreeBytes: number;

  #parts(): [RecordingStorage, Exports] {
    const { lane, root } = this;
    const storage = new RecordingStorage({
      ...{ root, isOwn: true, lane, clock: systemClock, logger: silentLogger },
      memory: { read: async () => undefined, write: async () => undefined },
      indexPath: join(this.#dataFolder, 'recordings.sqlite'),
      boot: { id: testFacts.bootId, offsetMs: 0 },
      limits: () => ({ minFreeBytes: this.#minFreeBytes }),
      uploads: new UploadMarks(() => false),
    });
    const exports = new Exports({
      ...{ storage, lane, clock: systemClock, logger: silentLogger },
      written: () => this.written,
    });
    return [storage, exports];
  }

  /** A recording with a frame at each time, counted from its start. @returns its path */
  record(fromMs: number, frames: TimedFrame[], facts: Partial<SegmentFacts> = {}): string {
    const startedAt = new Date(fromMs);
    const whole = { ...testFacts, ...facts, startedAt };
    const start = { clock: 'synchronised' as const, startedAt };
    const durationMs = (frames.at(-1)?.atMs ?? 0) - (frames[0]?.atMs ?? 0) + 33;
    const name = closedName(segmentId(start), durationMs);
    const path = join(this.root, cameraFolder(whole.camera.id), dayFolder(start), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wholeFile(whole, frames));
    return path;
  }

  /** A recording that is being written; after `open`, since one that is there before is ended then. */
  recordOpen(fromMs: number, frames: TimedFrame[]): void {
    const startedAt = new Date(fromMs);
    const start = { clock: 'synchronised' as const, startedAt };
    const id = segmentId(start);
    const path = join(this.root, 'door', dayFolder(start), partName(id));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, unfinishedFile({ ...testFacts, startedAt }, frames));
    this.written.push({ camera: 'door', id, path, startMs: fromMs });
  }

  /** Opens the folder, and makes exports from now on. */
  async open(): Promise<void> {
    const { signal } = this.#stop;
    this.exports.onChange((change) => this.changes.push(change), signal);
    this.#running = Promise.all([this.storage.run(signal), this.exports.run(signal)]);
    await this.storage.settled();
  }

  /** As the end of the server and its next start. */
  async restart(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#stop = new AbortController();
    [this.storage, this.exports] = this.#parts();
    await this.open();
  }

  async start(wish: Partial<ExportWish> = {}): Promise<ExportEntry> {
    const range = { fromMs: startMs, toMs: startMs + 60_000 };
    const entry = await this.exports.start({
      camera: 'door',
      name: 'Front door',
      kind: 'recording',
      format: 'mkv',
      ...range,
      ...wish,
    });
    if (!entry) throw new Error('too many wait');
    return entry;
  }

  /** The export when it has ended. */
  async ended({ id }: ExportEntry): Promise<Extract<ExportEntry, { ended_ms: number }>> {
    return until('the export has ended', async () => {
      const entry = await this.exports.get(id);
      return entry && 'ended_ms' in entry ? entry : undefined;
    });
  }

  /** Makes an export of which nothing goes wrong. @returns it, and its file */
  async make(wish: Partial<ExportWish> = {}): Promise<{ entry: DoneExport; path: string }> {
    const entry = await this.ended(await this.start(wish));
    if (entry.state !== 'done') throw new Error(JSON.stringify(entry));
    return { entry, path: this.exports.pathOf(entry) };
  }

  /** What is in the folder of the exports, but for a record that is being written. */
  get files(): string[] {
    const names = readdirSync(join(this.root, '.exports')).sort();
    return names.filter((name) => !name.endsWith('.json.tmp'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
    rmSync(this.#dataFolder, { recursive: true });
    if (this.#ownsRoot) rmSync(this.root, { recursive: true });
  }
}

export type DoneExport = Extract<ExportEntry, { state: 'done' }>;

/** Frames at a rate, the first at `atMs`. */
export function framesAt(jpegs: readonly Buffer[], framesPerSecond: number, atMs = 0): TimedFrame[] {
  return jpegs.map((jpeg, index) => ({ jpeg, atMs: atMs + Math.round((index * 1_000) / framesPerSecond) }));
}
