import { once } from 'node:events';
import type { ChangeEffect } from '../config/config-diff.ts';
import type { CameraState } from '../contract/camera-state.ts';
import { CaptureError } from '../contract/capture-error.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import { errorText } from '../contract/error-text.ts';
import { FrameHub } from '../frame/frame-hub.ts';
import { FrameMeter } from '../frame/frame-meter.ts';
import type { CapturedImage, Frame } from '../frame/frame.ts';
import { Backoff } from '../runtime/backoff.ts';
import { BurstLimit } from '../runtime/queue/burst-limit.ts';
import { CameraCounters, type StartReason } from './camera-counters.ts';
import { frameOf } from './camera-frame.ts';
import type { CameraParts } from './camera-parts.ts';
import { cameraEdits } from './edit/camera-edits.ts';
import type { EditStage } from './edit/edit-stage.ts';
import { ExpectedPace } from './expected-pace.ts';
import { LiveControls } from './live-controls.ts';
import { Notices } from './notices.ts';
import { PlaceholderFeed } from './placeholder-feed.ts';
import { showInstead, shownWithoutVideo } from './shown-without-video.ts';
import { StallWatchdog } from './stall-watchdog.ts';

const firstRetryMs = 500;
/** Pictures that were held back on their way come at once; a burst of this length is not too fast. */
const burstMs = 250;
/** A capture that ran this long has not failed: some cameras end each session, e.g. every minute. */
const ranWellMs = 10_000;

type Interruption = 'demand' | 'idle' | 'restart' | 'stalled' | 'stopped';

/**
 * One configured camera: runs its capture while there are viewers, publishes its frames, and tries again when the
 * capture fails. Its hub outlives restarts and changes of configuration, so viewers stay connected.
 */
export class Camera {
  readonly hub: FrameHub;
  readonly counters = new CameraCounters();
  readonly meter = new FrameMeter();
  readonly pace = new ExpectedPace();
  readonly #parts: CameraParts;
  readonly #placeholder: PlaceholderFeed;
  readonly #backoff: Backoff;
  #config: CameraConfig;
  #state: CameraState = { kind: 'sleeping' };
  readonly #notices = new Notices();
  readonly #liveControls: LiveControls;
  readonly #edits: EditStage;
  #sequence = 0;
  /** Aborts the current phase: sleeping, capturing or waiting for the next try. */
  #phase = new AbortController();
  /** True: start a capture as soon as possible, even without viewers, to learn whether the camera works. */
  #checkWanted = true;
  /** Aborts the time that a capture runs on without a subscriber. */
  #linger = new AbortController();

  constructor(config: CameraConfig, parts: CameraParts) {
    this.#config = config;
    this.#parts = parts;
    this.#backoff = new Backoff(firstRetryMs, parts.retryCeilingMs);
    const onFault = (error: unknown) => parts.faults.note('subscriber', error);
    this.hub = new FrameHub((count) => this.#demandChanged(count), parts.clock, onFault);
    this.#placeholder = new PlaceholderFeed({
      clock: parts.clock,
      render: (reason, signal) => parts.renderPlaceholder(this.#config, reason, signal),
      publish: (image) => this.#publish({ ...image, capturedAtMs: parts.clock.nowMs() }, 'placeholder'),
      onProblem: (error) => parts.onProblem(this, error),
    });
    this.#liveControls = new LiveControls(parts.changeControls, (notices) => {
      this.#notices.replace('controls', notices);
      parts.onState(this, this.#state);
    });
    this.#edits = cameraEdits({
      ...{ clock: parts.clock, edit: parts.editPicture, notices: this.#notices },
      ...{ placeholder: this.#placeholder, counters: this.counters, hub: this.hub },
      edits: () => this.#config,
      publish: (image) => this.#publish(image, 'camera'),
      changed: () => parts.onState(this, this.#state),
      onProblem: (error) => parts.onProblem(this, error),
    });
  }

  get config(): CameraConfig {
    return this.#config;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** Choices of the running capture that differ from the configured settings. */
  get notices(): readonly string[] {
    return this.#notices.texts;
  }

  /** Runs until `signal` aborts; then the capture and the hub's subscriptions have ended. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#interrupt('stopped');
    signal.addEventListener('abort', stop, { once: true });
    let failure: CaptureError | undefined;
    while (!signal.aborted) {
      this.counters.countStart(this.#startReason(failure));
      failure = await this.#capture(signal);
      if (signal.aborted) break;
      const resumes = failure?.code === 'ended' && this.#ranWell();
      if (failure && resumes) this.counters.countFailure(failure.code);
      else if (failure) await this.#waitForRetry(failure);
      else if (!this.#checkWanted && this.hub.subscriberCount === 0) await this.#sleep();
    }
    signal.removeEventListener('abort', stop);
    await this.#liveControls.end();
    this.#setState({ kind: 'stopped' });
    this.hub.close();
  }

  /** Resolves when all changes of controls that were begun have reached the device. */
  controlsSettled(): Promise<void> {
    return this.#liveControls.settled();
  }

  /** Restarts the capture. A sleeping camera is checked at once; a camera that waits for a retry tries now. */
  restart(): void {
    this.#checkWanted = true;
    this.#backoff.reset();
    this.#interrupt('restart');
  }

  /** Takes new settings. With "controls" a running device gets them at once, without a gap in its pictures. */
  reconfigure(config: CameraConfig, effect: ChangeEffect): void {
    const before = this.#config;
    this.#config = config;
    this.#edits.reconfigure(before, config);
    const { kind } = this.#state;
    // A capture that is just starting may still write the old controls; a restart interrupts no pictures.
    if (effect === 'restart' || (effect === 'controls' && kind === 'starting')) {
      this.#liveControls.catchUp(config);
      this.restart();
    } else if (effect === 'controls' && (kind === 'live' || kind === 'sleeping')) {
      this.#liveControls.follow(before, config);
    }
  }

  /** Whether the last capture was live so long that the next may follow at once, without a placeholder. */
  #ranWell(): boolean {
    const { clock } = this.#parts;
    return this.#state.kind === 'live' && clock.nowMs() - this.#state.sinceMs >= ranWellMs;
  }

  /** Call it before the capture begins a phase of its own. */
  #startReason(failure: CaptureError | undefined): StartReason {
    if (this.counters.starts.size === 0) return 'first';
    if (this.#phase.signal.reason === 'restart') return 'requested';
    return failure?.code ?? 'demand';
  }

  /** Runs one capture to its end. Returns the failure, or undefined when the capture was ended on purpose. */
  async #capture(signal: AbortSignal): Promise<CaptureError | undefined> {
    const phase = this.#beginPhase(signal);
    this.#checkWanted = false;
    this.#notices.clear();
    this.#setState({ kind: 'starting', sinceMs: this.#parts.clock.nowMs() });
    let [brokenBefore, silentMs] = [this.counters.brokenTotal, 0];
    this.pace.begin(this.#config.fps);
    const watchdog = new StallWatchdog({
      pace: this.pace,
      clock: this.#parts.clock,
      onStall: (afterMs) => {
        silentMs = afterMs;
        this.#interrupt('stalled');
      },
    });
    const ended = new AbortController();
    void watchdog.run(ended.signal);
    try {
      const capture = this.#parts.openCapture(() => this.#config, {
        notice: (text, about) => this.#notices.add(text, about),
        dropped: (reason, detail) => {
          if (this.counters.countDrop(reason, detail)) watchdog.frameBroken();
        },
        damaged: () => this.counters.damaged++,
        fault: (error) => this.#parts.faults.note('subscriber', error),
        pace: (framesPerSecond) => {
          this.pace.told(framesPerSecond);
          watchdog.paceChanged();
        },
      });
      const limit = new BurstLimit(this.#parts.maxFramesPerSecond, burstMs);
      let frames = 0;
      const take = (image: CapturedImage) => {
        watchdog.feed(image.capturedAtMs);
        const tooFast = limit.waitMs(image.capturedAtMs) > 0;
        if (tooFast) this.#leaveOut(image);
        brokenBefore = this.counters.brokenTotal;
        // After the phase has ended, pictures that were still queued are old.
        if (phase.aborted || tooFast) return;
        limit.spend(image.capturedAtMs);
        if (frames++ === 0) this.#goLive();
        this.#edits.take(image);
      };
      for await (const image of capture.frames(phase, take)) take(image);
      if (!phase.aborted) throw new CaptureError('ended', 'the capture ended without an error');
      if (phase.reason !== 'stalled') return undefined;
      const silence = `no picture for ${Math.round(silentMs / 1_000)} s`;
      if (this.counters.brokenTotal === brokenBefore) throw new CaptureError('stalled', silence);
      throw new CaptureError('bad-frames', `${this.counters.lastDrop}; ${silence}`);
    } catch (error) {
      if (phase.aborted && phase.reason !== 'stalled') return undefined;
      return error instanceof CaptureError
        ? error
        : new CaptureError('ended', errorText(error), { cause: error });
    } finally {
      ended.abort();
      this.#linger.abort();
      this.meter.reset();
      this.#edits.reset();
      if (this.hub.showing === 'camera') this.hub.forgetLatest();
    }
  }

  /** Drops an image that came faster than is allowed. */
  #leaveOut(image: CapturedImage): void {
    image.memory?.release();
    this.counters.countDrop('surplus');
    const text = `The camera sends more than ${this.#parts.maxFramesPerSecond()} pictures a second (max_fps); the server leaves the others out.`;
    this.#notices.add(text);
  }

  #goLive(): void {
    this.#backoff.reset();
    this.#setState({ kind: 'live', sinceMs: this.#parts.clock.nowMs() });
    this.#demandChanged(this.hub.subscriberCount);
  }

  #publish(image: CapturedImage, origin: Frame['origin']): void {
    if (origin === 'camera') this.meter.count(image.capturedAtMs);
    const { withdrawn } = this.#edits;
    const frame = frameOf(image, { origin, sequence: ++this.#sequence, withdrawn }, this.#parts.clock);
    if (origin === 'camera') this.counters.countFrame(frame);
    this.hub.publish(frame);
    image.memory?.release();
  }

  async #waitForRetry(failure: CaptureError): Promise<void> {
    const phase = this.#beginPhase();
    const waitMs = this.#backoff.next();
    this.counters.countFailure(failure.code);
    this.#setState({
      kind: 'retrying',
      reason: failure.code,
      detail: failure.message,
      attempt: this.#backoff.attempt,
      retryAtMs: this.#parts.clock.nowMs() + waitMs,
    });
    await this.#parts.clock.sleep(waitMs, phase);
  }

  async #sleep(): Promise<void> {
    const phase = this.#beginPhase();
    this.#setState({ kind: 'sleeping' });
    if (!phase.aborted) await once(phase, 'abort');
  }

  #demandChanged(subscriberCount: number): void {
    this.#linger.abort('demand'); // the usual reason is an error with its stack, and snapshots come here
    if (subscriberCount > 0) {
      if (this.#state.kind === 'sleeping') this.#interrupt('demand');
    } else if (this.#state.kind === 'live') {
      this.#linger = new AbortController();
      void this.#endAfterLinger(this.#linger.signal);
    }
  }

  async #endAfterLinger(signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(this.#parts.lingerMs(), signal);
    if (!signal.aborted) this.#interrupt('idle');
  }

  #beginPhase(signal?: AbortSignal): AbortSignal {
    this.#phase = new AbortController();
    if (signal?.aborted) this.#interrupt('stopped');
    return this.#phase.signal;
  }

  #interrupt(reason: Interruption): void {
    this.#phase.abort(reason);
  }

  #setState(state: CameraState): void {
    const before = this.#state;
    this.#state = state;
    this.#showInstead(before.kind);
    this.#parts.onState(this, before);
  }

  /** Shows a placeholder, or the last picture, as the new state asks for. */
  #showInstead(before: CameraState['kind']): void {
    const shown = shownWithoutVideo(this.#state, before, this.hub.showing);
    showInstead(shown, this.#placeholder, this.hub);
  }
}
