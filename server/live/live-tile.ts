import { liveLimits, type LiveNotice, type LiveTile } from '../contract/live.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import { RateLimit } from '../frame/rate-limit.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import type { LiveConnection } from './live-connection.ts';

/** Why a tile gets no frames. */
export type TileRefusal = Omit<Extract<LiveNotice, { type: 'refused' }>, 'type' | 'tile'>;

/** Finds what a tile shows, and counts it as watched until `left` aborts. */
export type OpenTile = (
  wanted: Pick<LiveTile, 'camera' | 'width'>,
  left: AbortSignal,
) => { hub: FrameHub } | { refusal: TileRefusal };

/** One tile's frames: always the newest, and never more of them on their way than the page has confirmed. */
export class LiveTileFeed {
  readonly #connection: LiveConnection;
  readonly #open: OpenTile;
  #wanted: LiveTile;
  #subscriber: Subscriber | undefined;
  #rate: RateLimit | undefined;
  #inFlight = 0;
  #left = new AbortController();

  /** @param wanted what to begin with; nothing happens before `start` */
  constructor(connection: LiveConnection, open: OpenTile, wanted: LiveTile) {
    this.#connection = connection;
    this.#open = open;
    this.#wanted = wanted;
  }

  /** Whether it shows this camera already, if perhaps at another size or rate. */
  isOf(camera: string): boolean {
    return this.#wanted.camera === camera;
  }

  start(): void {
    const { tile, camera, width, fps } = this.#wanted;
    this.#rate = fps === null ? undefined : new RateLimit(fps);
    const opened = this.#open({ camera, width }, this.#left.signal);
    if ('refusal' in opened) {
      this.#connection.send({ type: 'refused', tile, ...opened.refusal });
      return;
    }
    // The camera is gone, or was made anew for another device: then it is there again.
    const onEnd = () => this.#reopen(this.#wanted);
    this.#subscriber = opened.hub.subscribe('live', () => this.flush(), onEnd);
  }

  /** The same camera at another size or rate, or tried again after a refusal. */
  change(wanted: LiveTile): void {
    const { width, fps } = this.#wanted;
    if (this.#subscriber && wanted.width === width && wanted.fps === fps) return;
    this.#reopen(wanted);
  }

  /** The page has done with a frame. */
  confirm(): void {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    this.flush();
  }

  /** Sends the newest frame, if the page and the connection are ready for it. */
  flush(): void {
    while (this.#inFlight < liveLimits.framesInFlight && this.#connection.hasRoom) {
      const frame = this.#subscriber?.take();
      if (!frame) return;
      if (frame.origin === 'camera' && this.#rate?.admits(frame.capturedAtMs) === false) {
        frame.memory?.release();
        continue;
      }
      this.#inFlight++;
      this.#connection.sendFrame(this.#wanted.tile, frame);
    }
  }

  close(): void {
    this.#subscriber?.[Symbol.dispose]();
    this.#subscriber = undefined;
    this.#left.abort();
  }

  #reopen(wanted: LiveTile): void {
    this.close();
    this.#left = new AbortController();
    this.#wanted = wanted;
    this.start();
  }
}
