import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FrameHub } from '../../../../../server/frame/frame-hub.ts';
import type { Encoders } from '../../../../../server/publish/encoders.ts';
import { FileSource } from '../../../../../server/recording/matroska/byte-source.ts';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { Recorder, type WrittenSegment } from '../../../../../server/recording/recorder.ts';
import { recorderSettings } from '../../../../../server/recording/recorder-settings.ts';
import { DiskLane } from '../../../../../server/recording/segment/disk-lane.ts';
import { realDisk } from '../../../../../server/recording/segment/segment-disk.ts';
import { MemoryIndex } from '../../../../../server/recording/storage/memory-index.ts';
import { RecordingStore } from '../../../../../server/recording/storage/recording-store.ts';
import { UploadMarks } from '../../../../../server/recording/upload/upload-marks.ts';
import type { EncodedFrame, VideoSource } from '../../../../../server/recording/video/encoded-video.ts';
import { VideoRecording, type VideoState } from '../../../../../server/recording/video/record-video.ts';
import { systemClock, type Clock } from '../../../../../server/runtime/clock.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { jpeg } from '../../../../fixtures/images.ts';
import { until } from '../../../../fixtures/until.ts';
import { testBoot } from '../recorder-bench.ts';

export const size = { width: 64, height: 48 };

/** A camera whose frames a test sends, and its recording as H.264. */
export class VideoStage implements AsyncDisposable {
  readonly clock: Clock;
  readonly hub: FrameHub;
  readonly recorder: Recorder;
  readonly states: VideoState[] = [];
  /** When the live frames were captured. */
  readonly sentMs: number[] = [];
  readonly recording: VideoRecording;
  #withdrawn = new AbortController();
  readonly #root = mkdtempSync(join(tmpdir(), 'recordings-'));
  readonly #written: WrittenSegment[] = [];
  readonly #stop = new AbortController();
  readonly #watching = new AbortController();
  readonly #running: Promise<void>;
  /** The two clocks stay in step, however busy the machine is. */
  readonly #wallOffsetMs: number;

  /**
   * @param patienceMs so long that no slow machine is taken for an encoder that hangs
   * @param clock a test may move one of its own
   */
  constructor(
    source: (hub: FrameHub) => VideoSource,
    patienceMs = { starting: 40_000, h264: 20_000, mjpeg: 3_000 },
    clock: Clock = systemClock,
  ) {
    this.clock = clock;
    this.hub = new FrameHub(() => undefined, clock);
    this.#wallOffsetMs = clock.now().getTime() - clock.nowMs();
    const lane = new DiskLane(this.clock);
    const own = { lane, clock: this.clock, boot: testBoot, isClockSynchronised: () => true };
    const store = new RecordingStore({
      ...{ ...own, root: this.#root, storageId: undefined, index: new MemoryIndex(), limits: () => ({}) },
      ...{ uploads: new UploadMarks(() => false), logger: silentLogger },
    });
    const home = store.homeOf('door');
    const camera = { id: 'door', name: 'Front door' };
    const settings = { ...recorderSettings, closeMs: 40_000 };
    this.recorder = new Recorder({ ...own, camera, home, disk: realDisk, settings });
    this.recorder.onSegment((segment) => this.#written.push(segment), this.#watching.signal);
    this.#running = this.recorder.run(this.#stop.signal);
    this.recorder.start();
    this.recording = new VideoRecording({
      subscribe: (onFrame, onEnd) => this.hub.subscribe('recorder', onFrame, onEnd),
      ...{ source: source(this.hub), recorder: this.recorder, clock: this.clock },
      patienceMs,
      onState: (state) => this.states.push(state),
    });
    this.recording.start(this.#watching.signal);
  }

  wallTimeOf(capturedAtMs: number): number {
    return this.#wallOffsetMs + capturedAtMs;
  }

  /** As a camera does it with another mask. */
  withdraw(): void {
    const former = this.#withdrawn;
    this.#withdrawn = new AbortController();
    former.abort();
  }

  send(origin: 'camera' | 'placeholder' = 'camera', capturedAtMs = this.clock.nowMs()): void {
    if (origin === 'camera') this.sentMs.push(capturedAtMs);
    const sequence = this.sentMs.length;
    const capturedAt = this.wallTimeOf(capturedAtMs);
    this.hub.publish({
      jpeg: jpeg('64x48'),
      ...size,
      sequence,
      capturedAtMs,
      capturedAt,
      origin,
      withdrawn: this.#withdrawn.signal,
    });
  }

  /** Sends frames at times that are not regular. */
  async sendFor(ms: number): Promise<void> {
    const endMs = this.clock.nowMs() + ms;
    for (let step = 20; this.clock.nowMs() < endMs; step = (step * 7) % 53) {
      this.send();
      await delay(15 + step);
    }
  }

  /** Sends frames until the encoder's pictures are recorded. A busy machine may record the first ones as MJPEG. */
  async sendUntilVideo(): Promise<void> {
    await until('it is H.264', async () => {
      await this.sendFor(100);
      return this.states.at(-1)?.kind === 'h264';
    });
  }

  /** Ends all, as the server does when it is ended. */
  async end(): Promise<void> {
    this.#stop.abort();
    let isRunning = true;
    void this.#running.finally(() => (isRunning = false));
    await until('it has ended', () => this.#passes(() => !isRunning));
    await this.#running;
    this.#watching.abort();
  }

  /** Ends the recording: all files in order, how they are coded, and the times of their frames. */
  async files(): Promise<{ isAvc: boolean; atMs: number[] }[]> {
    const { recorder } = this;
    recorder.stop();
    await until('nothing is recorded any more', () => this.#passes(() => recorder.state.kind === 'off'));
    await until('all is written', () => recorder.queuedBytes === 0 && recorder.segment === undefined);
    return Promise.all(
      this.#written.map(async ({ path, facts }) => {
        await using file = await open(path);
        const reader = await SegmentReader.open(await new FileSource(file).look());
        const firstMs = facts.bootMs - testBoot.offsetMs;
        const atMs = Array.from({ length: reader.frameCount }, (_, at) => firstMs + reader.timeOf(at));
        return { isAvc: reader.facts.avc !== undefined, atMs };
      }),
    );
  }

  /** Lets time pass on a test's own clock. */
  async #passes(probe: () => boolean): Promise<boolean> {
    if (!probe() && this.clock instanceof SteppedClock) await this.clock.advance(100);
    return probe();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.hub.close();
    rmSync(this.#root, { recursive: true });
  }
}

/** The video of the server's own encoders. */
export const encoderSource =
  (encoders: Encoders) =>
  (hub: FrameHub): VideoSource => ({
    watch(watcher, signal) {
      const camera = { config: { id: 'door' }, hub, meter: { framesPerSecond: () => 25 } };
      const reader = {
        picture: (picture: EncodedFrame) => watcher.picture(picture),
        withdrawn: () => watcher.withdrawn(),
        ended: () => watcher.ended(),
        failed: ({ message }: Error) => watcher.failed({ reason: 'encoder-failed', message }),
      };
      if (encoders.add(camera, reader, 'recorder', signal)) return undefined;
      return { reason: 'too-many-encoders', message: 'too many' };
    },
  });
