import { PublishError, publishFailureText, type PublishHealth } from '../contract/publish.ts';
import { redactDevice } from '../contract/config/device-address.ts';
import { errorText } from '../contract/error-text.ts';
import { Backoff } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import type { VideoFormat, VideoPicture } from './encoder/camera-encoder.ts';
import type { EncodedCamera, Encoders } from './encoders.ts';
import type { RtspConnection } from './rtsp/rtsp-connection.ts';
import { dial, RtspPublisher } from './rtsp/rtsp-publisher.ts';

export type PushState =
  | { kind: 'waiting' }
  | { kind: 'connecting' }
  | { kind: 'publishing' }
  | { kind: 'failed'; error: PublishError };

export interface CameraPushParts {
  camera: EncodedCamera;
  /** `rtsp://` or `rtsps://`, with user and password where the server wants them. */
  address: string;
  encoders: Encoders;
  clock: Clock;
  /**
   * Called when the kind of the state, or its reason, has changed.
   * @param isNews whether a try ended otherwise than the one before
   */
  onState: (state: PushState, isNews: boolean) => void;
}

const retry = { firstMs: 1_000, ceilingMs: 30_000 };
/** Without pictures for so long the connection is closed: servers would close it, too. */
const silenceMs = 10_000;

/** Publishes one camera on an RTSP server, again and again until it works. */
export class CameraPush {
  readonly address: string;
  readonly counters = { pictures: 0, bytes: 0, skipped: 0, connections: 0 };
  readonly #parts: CameraPushParts;
  #state: PushState = { kind: 'connecting' };
  /** The last end of a try: "publishing", or the reason why not. */
  #outcome: string | undefined;

  constructor(parts: CameraPushParts) {
    this.#parts = parts;
    this.address = parts.address;
  }

  get state(): PushState {
    return this.#state;
  }

  get camera(): EncodedCamera {
    return this.#parts.camera;
  }

  /** Publishes until `signal` aborts; then the connection is closed. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(retry.firstMs, retry.ceilingMs);
    while (!signal.aborted) {
      try {
        if (this.#state.kind !== 'failed') this.#enter({ kind: 'connecting' });
        await this.#publish(await dial(this.#url(), signal), signal, () => backoff.reset());
      } catch (error) {
        if (signal.aborted) return;
        const failure =
          error instanceof PublishError ? error : new PublishError('bad-answer', errorText(error));
        this.#enter({ kind: 'failed', error: failure });
        await this.#parts.clock.sleep(backoff.next(), signal);
      }
    }
  }

  /** Publishes while that works, over further connections where the size of the picture changes. @throws PublishError */
  async #publish(first: RtspConnection, signal: AbortSignal, onPublishing: () => void): Promise<void> {
    const { camera, encoders, clock } = this.#parts;
    const over = new AbortController();
    const ends = AbortSignal.any([signal, over.signal]);
    const feed = new PictureFeed();
    let connection = first;
    try {
      if (!encoders.add(camera, feed, 'push', ends)) {
        throw new PublishError('too-many-encoders', `this machine encodes ${encoders.max} cameras at a time`);
      }
      while (!signal.aborted) {
        this.#enter({ kind: 'waiting' });
        const format = await feed.nextFormat(ends);
        if (!format) return;
        this.#enter({ kind: 'connecting' });
        if (!connection.isOpen) connection = await dial(this.#url(), ends);
        const { counters } = this;
        const publisher = await RtspPublisher.begin(connection, format, { clock, counters });
        counters.connections++;
        this.#enter({ kind: 'publishing' });
        onPublishing();
        await feed.pump(publisher, clock, ends);
      }
    } finally {
      over.abort();
      connection[Symbol.dispose]();
    }
  }

  #url(): URL {
    return new URL(this.address);
  }

  #enter(state: PushState): void {
    const before = this.#state;
    this.#state = state;
    if (nameOf(before) === nameOf(state)) return;
    const isOutcome = state.kind === 'failed' || state.kind === 'publishing';
    const isNews = isOutcome && this.#outcome !== nameOf(state);
    if (isOutcome) this.#outcome = nameOf(state);
    this.#parts.onState(state, isNews);
  }
}

const nameOf = (state: PushState) => (state.kind === 'failed' ? state.error.code : state.kind);

/** Passes the encoder's pictures to the publisher that there is now. */
class PictureFeed {
  #publisher: RtspPublisher | undefined;
  #onFormat: ((format: VideoFormat | undefined) => void) | undefined;
  #lastAtMs = 0;
  #end: ((error?: PublishError) => void) | undefined;
  #failure: PublishError | undefined;
  #isOver = false;

  picture(picture: VideoPicture): void {
    this.#lastAtMs = picture.capturedAtMs;
    if (this.#publisher) {
      if (picture.format === this.#publisher.format) this.#publisher.send(picture);
      else this.#end?.();
    } else if (picture.isKey) this.#onFormat?.(picture.format);
  }

  withdrawn(): void {
    this.#end?.();
    this.#publisher?.cut();
  }

  failed(error: PublishError): void {
    this.#failure = error;
    this.#end?.(error);
    this.#onFormat?.(undefined);
  }

  ended(): void {
    this.#isOver = true;
    this.#end?.();
    this.#onFormat?.(undefined);
  }

  /** Resolves at the next key frame; with undefined when there will be none. @throws PublishError of the encoder */
  async nextFormat(signal: AbortSignal): Promise<VideoFormat | undefined> {
    if (this.#isOver || signal.aborted) return undefined;
    const end = () => this.#onFormat?.(undefined);
    signal.addEventListener('abort', end, { once: true });
    const format = await new Promise<VideoFormat | undefined>((resolve) => (this.#onFormat = resolve));
    signal.removeEventListener('abort', end);
    this.#onFormat = undefined;
    if (this.#failure) throw this.#failure;
    return format;
  }

  /**
   * Feeds a publisher until the camera is silent, its picture has another size, or `signal` aborts.
   * @throws PublishError when the connection or the encoder has ended
   */
  async pump(publisher: RtspPublisher, clock: Clock, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const end = () => this.#end?.();
    signal.addEventListener('abort', end, { once: true });
    this.#publisher = publisher;
    try {
      const error = await new Promise<PublishError | undefined>((resolve) => {
        this.#end = resolve;
        if (signal.aborted || this.#isOver) resolve(undefined);
        if (this.#failure) resolve(this.#failure);
        void publisher.ended().then(resolve);
        void this.#silence(clock, done.signal).then(() => resolve(undefined));
      });
      if (error) throw error;
    } finally {
      done.abort();
      signal.removeEventListener('abort', end);
      this.#publisher = undefined;
      this.#end = undefined;
      publisher.close();
    }
  }

  async #silence(clock: Clock, signal: AbortSignal): Promise<void> {
    for (;;) {
      const leftMs = this.#lastAtMs + silenceMs - clock.nowMs();
      if (leftMs <= 0 || signal.aborted) return;
      await clock.sleep(leftMs, signal);
    }
  }
}

/** The state of a push for /health. */
export function pushHealth(push: CameraPush | undefined): PublishHealth {
  const nothing = { reason: null, detail: '', advice: '' };
  if (!push) return { state: 'off', address: '', ...nothing };
  const { state } = push;
  const address = String(redactDevice(push.address));
  if (state.kind !== 'failed') return { state: state.kind, address, ...nothing };
  const { code, message } = state.error;
  return { state: 'failed', address, reason: code, detail: message, advice: publishFailureText[code].advice };
}
