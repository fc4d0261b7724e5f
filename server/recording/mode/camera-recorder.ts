import type { RecordSettings } from '../../contract/config/record.ts';
import type { Clock } from '../../runtime/clock.ts';
import { recordHub, type FrameSlot } from '../hub-source.ts';
import type { Recorder } from '../recorder.ts';
import type { VideoSource } from '../video/encoded-video.ts';
import { VideoRecording, type VideoState } from '../video/record-video.ts';
import { isScheduled } from './schedule.ts';

/** A camera, as its recorder needs it. */
export interface RecordedCamera {
  readonly id: string;
  /** The camera works while this slot is there. */
  subscribe(onFrame: () => void, onEnd: () => void): FrameSlot;
  /** Undefined: it is recorded as MJPEG only. */
  readonly video?: VideoSource | undefined;
}

export interface CameraRecorderParts {
  camera: RecordedCamera;
  recorder: Recorder;
  settings: RecordSettings;
  clock: Clock;
  /** Called when it changes what goes into the files of a camera that is to be recorded as H.264. */
  onVideoState: (state: VideoState) => void;
  /** Of schedules; undefined: the server's. */
  timeZone?: string | undefined;
}

/** How often a schedule is looked at. No timer waits for its times, since the wall clock may jump. */
const scheduleStepMs = 5_000;

/** Makes a recorder record when the camera's setting `record` says so. Constructing it does nothing. */
export class CameraRecorder {
  readonly camera: RecordedCamera;
  readonly recorder: Recorder;
  readonly #clock: Clock;
  readonly #onVideoState: (state: VideoState) => void;
  readonly #timeZone: string | undefined;
  #settings: RecordSettings;
  /** Whether the mode itself asks for a recording now. */
  #isDue = false;
  /** When the last recording that was asked for ends, monotonic milliseconds. */
  #askedUntilMs = 0;
  /** Ends the subscription; undefined: there is none, and the camera may sleep. */
  #watching: AbortController | undefined;
  #stopped: AbortSignal = AbortSignal.abort();
  #video: VideoRecording | undefined;

  constructor({ camera, recorder, settings, clock, onVideoState, timeZone }: CameraRecorderParts) {
    this.camera = camera;
    this.recorder = recorder;
    this.#settings = settings;
    this.#clock = clock;
    this.#onVideoState = onVideoState;
    this.#timeZone = timeZone;
  }

  get settings(): RecordSettings {
    return this.#settings;
  }

  /** What goes into the files; undefined: nothing does, or MJPEG as it was set. */
  get video(): VideoState | undefined {
    return this.#video?.state;
  }

  /** Whether the mode, rather than a client, asks for what is recorded now. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Takes settings that the recorder itself need not know. */
  adjust(settings: RecordSettings): void {
    this.#settings = settings;
    this.#followMode();
  }

  /** Records until `signal` aborts; resolves when the last file is closed, or the disk did not do it in time. */
  async run(signal: AbortSignal): Promise<void> {
    this.#stopped = signal;
    this.recorder.onState(() => this.#followDemand(), signal);
    const running = this.recorder.run(signal);
    this.#followDemand();
    this.#followMode();
    void this.#keepTime(signal);
    await running;
    this.#watching?.abort();
  }

  /** Records for a client, until `stop` where no duration is given. */
  start(durationMs = Number.POSITIVE_INFINITY): void {
    this.#askedUntilMs = Math.max(this.#askedUntilMs, this.#clock.nowMs() + durationMs);
    this.recorder.start({ durationMs });
  }

  /** Ends what clients have asked for. What the mode asks for goes on, in a new file. */
  stop(): void {
    this.#askedUntilMs = 0;
    this.recorder.stop();
    if (this.#isDue) this.recorder.start();
  }

  /** Saves the last seconds and the next ones, as the setting says where nothing is given. The span that is saved. */
  save(given: {
    beforeMs?: number | undefined;
    afterMs?: number | undefined;
    protect?: boolean | undefined;
  }): {
    beforeMs: number;
    afterMs: number;
  } {
    const { before_seconds, after_seconds } = this.#settings;
    const { beforeMs = before_seconds * 1_000, afterMs = after_seconds * 1_000, protect = false } = given;
    this.#askedUntilMs = Math.max(this.#askedUntilMs, this.#clock.nowMs() + afterMs);
    this.recorder.fullRate(beforeMs, afterMs);
    this.recorder.save({ beforeMs, afterMs, protect });
    return { beforeMs: Math.min(beforeMs, this.recorder.ring?.spanMs ?? 0), afterMs };
  }

  /** The camera is no longer live: a flight recorder saves the seconds before that. */
  disconnected(): void {
    if (this.#settings.mode === 'flight' && (this.recorder.ring?.frameCount ?? 0) > 0) this.save({});
  }

  async #keepTime(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(scheduleStepMs, signal);
      if (!signal.aborted && this.#settings.mode === 'scheduled') this.#followMode();
    }
  }

  #followMode(): void {
    if (this.#stopped.aborted) return;
    const isDue = this.#isDueNow();
    if (isDue === this.#isDue) return;
    this.#isDue = isDue;
    if (isDue) return this.recorder.start();
    this.recorder.stop();
    const leftMs = this.#askedUntilMs - this.#clock.nowMs();
    if (leftMs > 0) this.recorder.start({ durationMs: leftMs });
  }

  #isDueNow(): boolean {
    const { mode, schedule } = this.#settings;
    if (mode === 'continuous') return true;
    return mode === 'scheduled' && isScheduled(schedule, this.#clock.now(), this.#timeZone);
  }

  /** A camera that nobody wants may sleep; one with a flight recorder never does. */
  #followDemand(): void {
    const isWanted =
      !this.#stopped.aborted && (this.#settings.mode === 'flight' || this.recorder.state.kind !== 'off');
    if (isWanted && !this.#watching) {
      this.#watching = new AbortController();
      this.#watch(this.#watching.signal);
    } else if (!isWanted && this.#watching) {
      this.#watching.abort();
      this.#watching = this.#video = undefined;
      this.recorder.unread();
    }
  }

  #watch(signal: AbortSignal): void {
    const { camera, recorder } = this;
    const subscribe = (onFrame: () => void, onEnd: () => void) => camera.subscribe(onFrame, onEnd);
    // The ring has the camera's own pictures: an encoder would run all the time for what is seldom saved.
    const source = this.#settings.format === 'h264' && !recorder.ring ? camera.video : undefined;
    if (!source) return recordHub(subscribe, recorder, signal);
    const parts = { subscribe, source, recorder, clock: this.#clock };
    this.#video = new VideoRecording({ ...parts, onState: this.#onVideoState });
    this.#video.start(signal);
  }
}
