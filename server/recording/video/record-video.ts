import type { HeldFrame } from '../../frame/held-frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { FramesBehind } from '../coded-picture.ts';
import type { FrameSlot } from '../hub-source.ts';
import type { Recorder } from '../recorder.ts';
import type { EncodedFrame, VideoProblem, VideoSource, VideoWatcher } from './encoded-video.ts';

/** What goes into the files. */
export type VideoState =
  /** The encoder has made no picture yet. */
  | { kind: 'starting' }
  | { kind: 'h264' }
  /** The encoder gives nothing now, so that the camera's own pictures are recorded. */
  | { kind: 'mjpeg'; problem: VideoProblem };

export interface VideoRecordingParts {
  subscribe: (onFrame: () => void, onEnd: () => void) => FrameSlot;
  source: VideoSource;
  recorder: Pick<Recorder, 'accept' | 'acceptVideo' | 'waitFor'>;
  clock: Pick<Clock, 'nowMs'>;
  patienceMs?: typeof videoPatienceMs;
  onState: (state: VideoState) => void;
}

/**
 * A frame waits so long for its picture of the encoder, in milliseconds; then it is recorded as it is. An encoder needs a
 * moment to start, and makes up for it then: it is given up when no picture at all has come for a while. When it has
 * failed, the wait is only for its next key frame, which comes a moment after its frame.
 */
export const videoPatienceMs = { starting: 3_000, h264: 1_500, mjpeg: 1_500 };
/** The most frames that wait, and their bytes. */
const maxWaiting = 120;
const maxWaitingBytes = 16 * 1024 * 1024;
/** How soon an encoder is asked for again when there was none, or when it was too slow. */
const retryMs = 10_000;

/**
 * Records a camera as H.264. Each frame waits until the encoder has given its picture back, so that none is lost when
 * the encoder fails, hangs or cannot be had: those that wait, and those that follow, are recorded as MJPEG, until
 * a key frame of the encoder follows on what is recorded. The end of a recording waits for them, too.
 */
export class VideoRecording implements VideoWatcher, FramesBehind {
  readonly #parts: VideoRecordingParts;
  readonly #patienceMs: typeof videoPatienceMs;
  readonly #waiting: HeldFrame[] = [];
  #waitingBytes = 0;
  #state: VideoState = { kind: 'starting' };
  /** Undefined: the next picture has to be a key frame. */
  #format: EncodedFrame['format'] | undefined;
  /** Of the newest frame that was recorded, or of the start: no picture up to then can begin a video. */
  #lastAtMs = -Infinity;
  /** When the last picture came. */
  #gotAtMs = -Infinity;
  /** When the encoder is to be asked for; undefined: it was, and it gives pictures or tries to. */
  #askAtMs: number | undefined = -Infinity;
  #signal = AbortSignal.abort();
  /** Ends the use of the encoder. */
  #encoder = new AbortController();

  constructor(parts: VideoRecordingParts) {
    this.#parts = parts;
    this.#patienceMs = parts.patienceMs ?? videoPatienceMs;
  }

  get state(): VideoState {
    return this.#state;
  }

  /** Frames that wait for the encoder. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get oldestAtMs(): number | undefined {
    return this.#waiting[0]?.frame.capturedAtMs;
  }

  /** Records until `signal` aborts or the camera is removed. */
  start(signal: AbortSignal): void {
    if (signal.aborted) return;
    const left = new AbortController();
    this.#signal = AbortSignal.any([signal, left.signal]);
    this.#lastAtMs = this.#parts.clock.nowMs();
    this.#parts.recorder.waitFor(this);
    const slot = this.#parts.subscribe(
      () => {
        const held = slot.take();
        if (held) this.#take(held);
      },
      () => left.abort(),
    );
    const end = () => {
      slot[Symbol.dispose]();
      if (!signal.aborted) this.giveUp();
      this.#parts.recorder.waitFor(undefined);
      for (const held of this.#waiting.splice(0)) held.release();
    };
    this.#signal.addEventListener('abort', end, { once: true });
    this.#ask();
  }

  picture(encoded: EncodedFrame): void {
    const { capturedAtMs: atMs, format } = encoded;
    this.#gotAtMs = this.#parts.clock.nowMs();
    if (this.#state.kind !== 'h264' || format !== this.#format) {
      // Another video begins, which must be with a key frame, and after all that was recorded.
      if (!encoded.isKey || atMs <= this.#lastAtMs) return;
      while ((this.#oldestLiveMs ?? Infinity) < atMs) this.#recordOldest();
      // They may have been the last that were wanted.
      if (this.#signal.aborted) return;
      this.#format = format;
      this.#enter({ kind: 'h264' });
    }
    let own: HeldFrame | undefined;
    let skipped = -1;
    for (; (this.#oldestLiveMs ?? Infinity) <= atMs; skipped++) {
      own?.release();
      own = this.#shift();
    }
    const { configuration, width, height } = format;
    const { data, isKey, capturedAt } = encoded;
    const avc = { configuration, isKey };
    this.#lastAtMs = atMs;
    const picture = { data, avc, width, height, capturedAtMs: atMs, capturedAt };
    try {
      if (!this.#parts.recorder.acceptVideo(picture, skipped)) {
        this.#format = undefined;
        if (own) this.#parts.recorder.accept(own.frame);
      }
    } finally {
      own?.release();
    }
    this.#recordPlaceholders();
  }

  withdrawn(): void {
    // The recorder takes none of them, and the next file begins with the next key frame.
    this.giveUp();
  }

  failed(problem: VideoProblem): void {
    this.#fallBack(problem);
  }

  ended(): void {
    this.#askAtMs = this.#parts.clock.nowMs() + this.#patienceMs.mjpeg;
    this.giveUp();
  }

  tick(): void {
    if (!this.#isOverdue()) return;
    if (!this.#isVideo) {
      while (this.#isOverdue()) this.#recordOldest();
      return;
    }
    // An encoder that cannot keep up is no use: it would only take the processor from everything else.
    this.#encoder.abort();
    this.#askAtMs = this.#parts.clock.nowMs() + retryMs;
    this.#fallBack({ reason: 'slow-encoder', message: 'The H.264 encoder is too slow.' });
  }

  giveUp(): void {
    this.#format = undefined;
    while (this.#waiting.length > 0) this.#recordOldest();
  }

  #take(held: HeldFrame): void {
    this.#waiting.push(held);
    this.#waitingBytes += held.frame.jpeg.length;
    const { clock } = this.#parts;
    if (this.#askAtMs !== undefined && clock.nowMs() >= this.#askAtMs) this.#ask();
    this.tick();
    this.#recordPlaceholders();
  }

  #ask(): void {
    this.#askAtMs = undefined;
    this.#encoder = new AbortController();
    const signal = AbortSignal.any([this.#signal, this.#encoder.signal]);
    const problem = this.#parts.source.watch(this, signal);
    if (!problem) return;
    this.#askAtMs = this.#parts.clock.nowMs() + retryMs;
    this.#fallBack(problem);
  }

  #fallBack(problem: VideoProblem): void {
    this.giveUp();
    this.#enter({ kind: 'mjpeg', problem });
  }

  /** Whether pictures come that go on with the video that is being recorded. */
  get #isVideo(): boolean {
    return this.#state.kind === 'h264' && this.#format !== undefined;
  }

  #isOverdue(): boolean {
    const oldestAtMs = this.#waiting[0]?.frame.capturedAtMs;
    if (oldestAtMs === undefined) return false;
    const isFull = this.#waiting.length > maxWaiting || this.#waitingBytes > maxWaitingBytes;
    const sinceMs = this.#isVideo ? Math.max(oldestAtMs, this.#gotAtMs) : oldestAtMs;
    return isFull || this.#parts.clock.nowMs() - sinceMs > this.#patienceMs[this.#state.kind];
  }

  /** Of the oldest live frame that waits, where no placeholder was before it. */
  get #oldestLiveMs(): number | undefined {
    const frame = this.#waiting[0]?.frame;
    return frame?.origin === 'camera' ? frame.capturedAtMs : undefined;
  }

  /** The encoder gets no placeholders: they end the recording when all pictures before them are there. */
  #recordPlaceholders(): void {
    while (this.#waiting[0]?.frame.origin === 'placeholder') this.#recordOldest();
  }

  #recordOldest(): void {
    const held = this.#shift();
    try {
      const { origin, capturedAtMs } = held.frame;
      if (origin === 'camera') this.#lastAtMs = Math.max(this.#lastAtMs, capturedAtMs);
      // The gap that follows ends the file.
      else this.#format = undefined;
      this.#parts.recorder.accept(held.frame);
    } finally {
      held.release();
    }
  }

  #shift(): HeldFrame {
    const [held] = this.#waiting.splice(0, 1);
    if (!held) throw new Error('no frame waits');
    this.#waitingBytes -= held.frame.jpeg.length;
    return held;
  }

  #enter(state: VideoState): void {
    if (this.#signal.aborted) return;
    const before = this.#state;
    this.#state = state;
    const isSame = before.kind === state.kind && reasonOf(before) === reasonOf(state);
    if (!isSame) this.#parts.onState(state);
  }
}

const reasonOf = (state: VideoState) => (state.kind === 'mjpeg' ? state.problem.reason : undefined);
