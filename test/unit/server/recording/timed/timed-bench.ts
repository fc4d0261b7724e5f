import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrameHub } from '../../../../../server/frame/frame-hub.ts';
import type { Frame } from '../../../../../server/frame/frame.ts';
import { DiskLane } from '../../../../../server/recording/segment/disk-lane.ts';
import { realDisk, type SegmentDisk } from '../../../../../server/recording/segment/segment-disk.ts';
import type { ClosedSegment } from '../../../../../server/recording/segment/segment-home.ts';
import { MemoryIndex } from '../../../../../server/recording/storage/memory-index.ts';
import { RecordingStore, type StoreParts } from '../../../../../server/recording/storage/recording-store.ts';
import { UploadMarks } from '../../../../../server/recording/upload/upload-marks.ts';
import { Film } from '../../../../../server/recording/timed/film.ts';
import {
  PictureTaker,
  type MissReason,
  type PictureTakerParts,
} from '../../../../../server/recording/timed/picture-taker.ts';
import { writeStill } from '../../../../../server/recording/timed/still.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import { cameraFrame } from '../jpeg-frames.ts';
import { testBoot } from '../recorder-bench.ts';

export interface TimedBenchOptions {
  root?: string;
  /** Of the clock. */
  startAt?: string;
  timeZone?: string;
  disk?: SegmentDisk;
  store?: Partial<StoreParts>;
  settings?: { fps?: number; interval_seconds?: number };
}

/** Films and stills of one camera in a real folder, with a clock that a test moves. */
export class TimedBench implements AsyncDisposable {
  readonly clock: SteppedClock;
  readonly root: string;
  readonly lane: DiskLane;
  readonly store: RecordingStore;
  readonly film: Film;
  readonly left: string[] = [];
  isClockSynchronised = true;
  readonly #options: TimedBenchOptions;
  readonly #end = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #sequence = 0;

  constructor(options: TimedBenchOptions = {}) {
    const { root, startAt, timeZone, disk = realDisk, store, settings } = options;
    this.#options = options;
    this.clock = new SteppedClock(startAt);
    this.lane = new DiskLane(this.clock);
    this.root = root ?? mkdtempSync(join(tmpdir(), 'timed-'));
    const { clock, lane } = this;
    this.store = new RecordingStore({
      ...{ root: this.root, storageId: undefined, lane, clock, boot: testBoot, index: new MemoryIndex() },
      ...{ limits: () => ({}), isClockSynchronised: () => this.isClockSynchronised, logger: silentLogger },
      uploads: new UploadMarks(() => false),
      ...store,
    });
    this.film = new Film({
      ...this.#fileParts('timelapse', disk),
      ...{ clock, timeZone, room: () => this.store.room(), onLeft: (path) => this.left.push(path) },
      settings: { fps: 25, interval_seconds: 10, ...settings },
    });
  }

  /** A frame that was captured now. */
  frame(options: Partial<Frame> = {}): Frame {
    const wallOffsetMs = this.clock.now().getTime() - this.clock.nowMs();
    return cameraFrame(++this.#sequence, this.clock.nowMs(), { wallOffsetMs, ...options });
  }

  /** Adds pictures to the film, an interval apart. How each went. */
  async shoot(count: number, options: Partial<Frame> = {}, stepMs = 10_000) {
    const outcomes: (string | undefined)[] = [];
    for (let index = 0; index < count; index++) {
      this.clock.pass(stepMs);
      outcomes.push((await this.film.add(this.frame(options)))?.kind);
    }
    return outcomes;
  }

  still(frame: Frame) {
    return writeStill(frame, this.#fileParts('still', this.#options.disk ?? realDisk));
  }

  /** Lists what is in the folder. */
  films() {
    return this.store.list({ kind: 'timelapse', limit: 100 });
  }

  /** Takes pictures as settings say; `taken` has the time of day of each. */
  take(
    hub: FrameHub,
    settings: PictureTakerParts['settings'],
    write: PictureTakerParts['write'] = () => Promise.resolve(undefined),
  ) {
    const taken: string[] = [];
    const problems: (MissReason | undefined)[] = [];
    const { clock, lane } = this;
    const taker = new PictureTaker({
      camera: { id: 'door', subscribe: (onFrame, onEnd) => hub.subscribe('recorder', onFrame, onEnd) },
      ...{ settings, lane, clock, timeZone: this.#options.timeZone },
      onProblem: (reason) => problems.push(reason),
      write: async (frame) => {
        taken.push(clock.now().toISOString().slice(11, 19));
        return write(frame);
      },
    });
    this.#running = taker.run(this.#end.signal);
    return { taker, taken, problems };
  }

  /** A hub whose camera is live: it sends a picture to each who asks. */
  liveHub(): FrameHub {
    const hub: FrameHub = new FrameHub((count) => {
      if (count > 0) setImmediate(() => hub.publish(this.frame()));
    }, this.clock);
    return hub;
  }

  /** Lets time pass; what is asked of hub and disk in it is done. */
  async pass(ms: number, stepMs = 1_000): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advance(Math.min(stepMs, ms - passed));
      for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
    }
  }

  async closedFilms(count: number) {
    return until(`${count} films`, () => (this.films().length >= count ? this.films() : undefined));
  }

  #fileParts(kind: 'timelapse' | 'still', disk: SegmentDisk) {
    return {
      camera: { id: 'door', name: 'Front door' },
      home: this.store.homeOf('door', kind),
      ...{ disk, lane: this.lane, boot: testBoot },
      isClockSynchronised: () => this.isClockSynchronised,
      onClosed: (file: ClosedSegment) => this.store.noteWritten({ ...file, protect: false }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#running;
    await this.film.end();
    if (this.#options.root === undefined) rmSync(this.root, { recursive: true });
  }
}
