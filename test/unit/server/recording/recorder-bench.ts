import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '../../../../server/frame/frame.ts';
import { Recorder, type WrittenSegment } from '../../../../server/recording/recorder.ts';
import { recorderSettings, type RecorderSettings } from '../../../../server/recording/recorder-settings.ts';
import type { FlightRing } from '../../../../server/recording/ring/flight-ring.ts';
import { DiskLane } from '../../../../server/recording/segment/disk-lane.ts';
import { realDisk, type SegmentDisk } from '../../../../server/recording/segment/segment-disk.ts';
import { FileSource } from '../../../../server/recording/matroska/byte-source.ts';
import { SegmentReader } from '../../../../server/recording/matroska/segment-reader.ts';
import { MemoryIndex } from '../../../../server/recording/storage/memory-index.ts';
import { RecordingStore, type StoreParts } from '../../../../server/recording/storage/recording-store.ts';
import { UploadMarks } from '../../../../server/recording/upload/upload-marks.ts';
import { open } from 'node:fs/promises';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { cameraFrame, numberIn } from './jpeg-frames.ts';

export interface BenchOptions {
  root?: string;
  settings?: Partial<RecorderSettings>;
  store?: Partial<StoreParts>;
  disk?: SegmentDisk;
  ring?: FlightRing;
}

export const testBoot = { id: '3b5d0e34-9c3c-4a4e-9b59-0c8d7a3e4f11', offsetMs: 60_000 };

/** A recorder with a real store in a folder of its own, and a clock that a test moves. */
export class RecorderBench implements AsyncDisposable {
  readonly clock = new SteppedClock();
  readonly root: string;
  readonly lane = new DiskLane(this.clock);
  readonly store: RecordingStore;
  readonly recorder: Recorder;
  readonly written: WrittenSegment[] = [];
  isClockSynchronised = true;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;
  readonly #ownRoot: boolean;
  #sequence = 0;

  constructor({ root, settings, store, disk = realDisk, ring }: BenchOptions = {}) {
    this.#ownRoot = root === undefined;
    this.root = root ?? mkdtempSync(join(tmpdir(), 'recordings-'));
    const { clock, lane } = this;
    const isClockSynchronised = () => this.isClockSynchronised;
    this.store = new RecordingStore({
      root: this.root,
      storageId: undefined,
      lane,
      clock,
      boot: testBoot,
      index: new MemoryIndex(),
      limits: () => ({}),
      isClockSynchronised,
      uploads: new UploadMarks(() => false),
      logger: silentLogger,
      ...store,
    });
    this.recorder = new Recorder({
      camera: { id: 'door', name: 'Front door' },
      home: this.store.homeOf('door'),
      disk,
      lane,
      clock,
      settings: { ...recorderSettings, ...settings },
      boot: testBoot,
      isClockSynchronised,
      ring,
    });
    this.recorder.onSegment((segment) => {
      this.written.push(segment);
      void this.store.noteWritten(segment);
    }, new AbortController().signal);
    this.#running = this.recorder.run(this.#end.signal);
  }

  get sent(): number {
    return this.#sequence;
  }

  /** Sends frames 33 ms apart, as time passes. Their sequences. */
  async send(count: number, options: Partial<Frame> = {}, stepMs = 33): Promise<number[]> {
    const sent: number[] = [];
    for (let index = 0; index < count; index++) {
      await this.clock.advance(stepMs);
      const wallOffsetMs = this.clock.now().getTime() - this.clock.nowMs();
      const sequence = ++this.#sequence;
      this.recorder.accept(cameraFrame(sequence, this.clock.nowMs(), { wallOffsetMs, ...options }));
      sent.push(sequence);
      // The disk has its turn, as it has between real frames.
      if (index % 10 === 9) await new Promise(setImmediate);
    }
    return sent;
  }

  /** When so many segments are closed: all of them, in order. */
  async closed(count: number): Promise<WrittenSegment[]> {
    await until(`${count} segments`, () => this.written.length >= count);
    return this.written;
  }

  /** The sequences of the frames in a file. */
  async sequencesIn(path: string): Promise<number[]> {
    await using file = await open(path);
    const reader = await SegmentReader.open(await new FileSource(file).look());
    const numbers: number[] = [];
    for (let frame = 0; frame < reader.frameCount; frame++)
      numbers.push(numberIn(await reader.readFrame(frame)));
    return numbers;
  }

  /** When all is on the disk and nothing is recorded any more. */
  async settled(): Promise<WrittenSegment[]> {
    await until(
      'the recorder is idle',
      () => this.recorder.queuedBytes === 0 && this.recorder.segment === undefined,
    );
    return this.written;
  }

  async stopAll(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    let isRunning = true;
    const stopped = this.stopAll().finally(() => (isRunning = false));
    // A test that fails while its disk hangs has to end, too.
    while (isRunning) {
      await this.clock.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await stopped;
    if (this.#ownRoot) rmSync(this.root, { recursive: true });
  }
}
