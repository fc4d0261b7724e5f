import type { HeldFrame } from '../../frame/held-frame.ts';
import type { Clock } from '../../runtime/clock.ts';
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
  recorder: Pick<Recorder, 'accept' | 'acceptVideo'>;
  clock: Pick<Clock, 'nowMs'>;
  onState: (state: VideoState) => void;
}

/**
 * A frame waits so long for its picture of the encoder, in milliseconds; then it is recorded as it is. An encoder needs a
 * moment to start, and makes up for it then: it is given up when no picture at all has come for a while. When it has
 * failed, the wait is only for its next key frame, which comes a moment after its frame.
 */
const patienceMs = { starting: 3_000, h264: 1_500, mjpeg: 500 };
/** The most frames that wait, and their bytes. */
const maxWaiting = 120;
const maxWaitingBytes = 16 * 1024 * 1024;
/** How often an encoder is asked for again when there was none. */
const retryMs = 10_000;

/**
 * Records a camera as H.264. Each frame waits until the encoder has given its picture back, so that none is lost when
 * the encoder fails, hangs or cannot be had: those that wait, and those that follow, are recorded as MJPEG, until
 * a key frame of the encoder follows on what is recorded.
 */
export class VideoRecording implements VideoWatcher {
  readonly #parts: VideoRecordingParts;
  readonly #waiting: HeldFrame[] = [];
  #waitingBytes = 0;
  #state: VideoState = { kind: 'starting' };
  #format: EncodedFrame['format'] | undefined;
  /** Of the newest frame that was recorded. */
  #lastAtMs = -Infinity;
  /** When the last picture came. */
  #gotAtMs = -Infinity;
  /** When the encoder is to be asked for; undefined: it was, and it gives pictures or tries to. */
  #askAtMs: number | undefined = -Infinity;
  #signal = AbortSignal.abort();

  constructor(parts: VideoRecordingParts) {
    this.#parts = parts;
  }

  get state(): VideoState {
    return this.#state;
  }

  /** Frames that wait for the encoder. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Records until `signal` aborts or the camera is removed. */
  start(signal: AbortSignal): void {
    if (signal.aborted) return;
    const left = new AbortController();
    this.#signal = AbortSignal.any([signal, left.signal]);
    const slot = this.#parts.subscribe(
      () => {
        const held = slot.take();
        if (held) this.#take(held);
      },
      () => left.abort(),
    );
    const end = () => {
      slot[Symbol.dispose]();
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
      while ((this.#oldestAtMs ?? Infinity) < atMs) this.#recordOldest();
      this.#format = format;
      this.#enter({ kind: 'h264' });
    }
    let skipped = -1;
    for (; (this.#oldestAtMs ?? Infinity) <= atMs; skipped++) this.#shift().release();
    const { configuration, width, height } = format;
    const { data, isKey, capturedAt } = encoded;
    const avc = { configuration, isKey };
    this.#lastAtMs = atMs;
    const picture = { data, avc, width, height, capturedAtMs: atMs, capturedAt };
    this.#parts.recorder.acceptVideo(picture, skipped);
    this.#recordPlaceholders();
  }

  failed(problem: VideoProblem): void {
    this.#fallBack(problem);
  }

  ended(): void {
    this.#askAtMs = this.#parts.clock.nowMs() + patienceMs.mjpeg;
  }

  #take(held: HeldFrame): void {
    this.#waiting.push(held);
    this.#waitingBytes += held.frame.jpeg.length;
    const { clock } = this.#parts;
    if (this.#askAtMs !== undefined && clock.nowMs() >= this.#askAtMs) this.#ask();
    if (!this.#isOverdue()) return this.#recordPlaceholders();
    if (this.#state.kind === 'h264')
      this.#fallBack({ reason: 'slow-encoder', message: 'The H.264 encoder is too slow.' });
    else while (this.#isOverdue()) this.#recordOldest();
  }

  #ask(): void {
    this.#askAtMs = undefined;
    const problem = this.#parts.source.watch(this, this.#signal);
    if (!problem) return;
    this.#askAtMs = this.#parts.clock.nowMs() + retryMs;
    this.#fallBack(problem);
  }

  #fallBack(problem: VideoProblem): void {
    while (this.#waiting.length > 0) this.#recordOldest();
    this.#enter({ kind: 'mjpeg', problem });
  }

  #isOverdue(): boolean {
    const oldestAtMs = this.#waiting[0]?.frame.capturedAtMs;
    if (oldestAtMs === undefined) return false;
    const isFull = this.#waiting.length > maxWaiting || this.#waitingBytes > maxWaitingBytes;
    const sinceMs = this.#state.kind === 'h264' ? Math.max(oldestAtMs, this.#gotAtMs) : oldestAtMs;
    return isFull || this.#parts.clock.nowMs() - sinceMs > patienceMs[this.#state.kind];
  }

  /** Of the oldest live frame that waits, where no placeholder was before it. */
  get #oldestAtMs(): number | undefined {
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
      if (held.frame.origin === 'camera') this.#lastAtMs = held.frame.capturedAtMs;
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
    const before = this.#state;
    this.#state = state;
    const isSame = before.kind === state.kind && reasonOf(before) === reasonOf(state);
    if (!isSame) this.#parts.onState(state);
  }
}

const reasonOf = (state: VideoState) => (state.kind === 'mjpeg' ? state.problem.reason : undefined);
