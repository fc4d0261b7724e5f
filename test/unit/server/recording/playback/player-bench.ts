import type { Playback } from '../../../../../server/contract/live.ts';
import type { Frame } from '../../../../../server/frame/frame.ts';
import { PictureDecoders } from '../../../../../server/recording/playback/video/picture-decoders.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { FrameCursor } from '../../../../../server/recording/playback/frame-cursor.ts';
import { Player, type FitFrame, type PlaySink } from '../../../../../server/recording/playback/player.ts';
import { ReadLane } from '../../../../../server/recording/playback/read-lane.ts';
import { ReaderCache, readerCacheLimits } from '../../../../../server/recording/playback/reader-cache.ts';
import { CameraSegments } from '../../../../../server/recording/playback/recorded-segment.ts';
import { streamLimits } from '../../../../../server/recording/segment/segment-home.ts';
import { until } from '../../../../fixtures/until.ts';
import { numberIn } from '../jpeg-frames.ts';
import { RecorderBench, type BenchOptions } from '../recorder-bench.ts';

/** A page that confirms each frame at once, unless it is told not to. */
export class TestPage implements PlaySink {
  readonly frames: { number: number; atMs: number; shownMs: number }[] = [];
  readonly notices: { state: 'gap' | 'end'; atMs: number; nextMs: number | null }[] = [];
  /** Frames that may be sent. */
  credit = Infinity;
  error: unknown;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isReady(): boolean {
    return this.credit > 0;
  }

  get numbers(): number[] {
    return this.frames.map(({ number }) => number);
  }

  send({ jpeg, capturedAt }: Frame): void {
    this.credit--;
    this.frames.push({ number: numberIn(jpeg), atMs: capturedAt, shownMs: this.#nowMs() });
  }

  notice(state: 'gap' | 'end', atMs: number, nextMs: number | null): void {
    this.notices.push({ state, atMs, nextMs });
  }
}

const asItIs: FitFrame = (frame) => Promise.resolve(frame);

/** A recorder whose files are played while it writes them, all on one clock. */
export class PlayerBench implements AsyncDisposable {
  readonly recording: RecorderBench;
  readonly lane: ReadLane;
  readonly readers: ReaderCache;
  readonly tally = { sent: 0, skipped: 0 };
  readonly #left = new AbortController();
  readonly #running: Promise<void>[] = [];

  constructor(options: BenchOptions = {}, limits = readerCacheLimits) {
    this.recording = new RecorderBench(options);
    this.lane = new ReadLane(this.recording.clock);
    this.readers = new ReaderCache(this.lane, this.recording.clock, limits);
  }

  get clock() {
    return this.recording.clock;
  }

  /** Records frames `stepMs` apart. The wall-clock time of the first, and of the last. */
  async record(count: number, stepMs = 100): Promise<{ firstMs: number; lastMs: number }> {
    const firstMs = this.clock.now().getTime() + stepMs;
    const { recorder } = this.recording;
    for (let sent = 0; sent < count; sent++) {
      await this.settled();
      await this.recording.send(1, {}, stepMs);
      // Time must not run away from the disk: frames would have no room.
      await until('the disk keeps up', () => recorder.queuedBytes <= streamLimits.clusterBytes);
    }
    return { firstMs, lastMs: this.clock.now().getTime() };
  }

  cursor(): FrameCursor {
    const { store, recorder } = this.recording;
    return new FrameCursor(
      new CameraSegments('door', { writers: [{ camera: 'door', recorder }] }, store),
      this.readers,
    );
  }

  play(playback: Partial<Playback> & { at_ms: number }, fit = asItIs, fps: number | null = null) {
    const page = new TestPage(() => this.clock.nowMs());
    const { clock, lane, tally } = this;
    const decoder = new PictureDecoders(systemClock).view();
    const parts = { cursor: this.cursor(), decoder, lane, clock, sink: page, fit, tally };
    const whole = { step: 0, speed: 0, ...playback };
    const player = new Player(parts, whole, { width: null, fps }, clock.nowMs());
    this.#running.push(player.run(this.#left.signal).catch((error: unknown) => void (page.error = error)));
    return { page, player };
  }

  /** Until the disk has done what readers and recorder asked for: to a clock that runs on alone it would seem to hang. */
  async settled(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      await this.lane.run(() => Promise.resolve());
      await this.recording.lane.run(() => Promise.resolve());
      await new Promise(setImmediate);
    }
  }

  /** Lets time pass, so slowly that no reader is late. */
  async pass(ms: number, stepMs = 10): Promise<void> {
    await this.settled();
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advance(Math.min(stepMs, ms - passed));
      await this.settled();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.abort();
    await Promise.all(this.#running);
    this.readers.close();
    await this.settled();
    await this.recording[Symbol.asyncDispose]();
  }
}
