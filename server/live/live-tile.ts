import { liveLimits, type LiveNotice, type LiveTile } from '../contract/live.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import type { LiveConnection } from './live-connection.ts';

/** Why a tile gets no frames. */
export type TileRefusal = Omit<Extract<LiveNotice, { type: 'refused' }>, 'type' | 'tile'>;

/** Finds what a tile shows, made for its size and rate, and counts it as watched until `left` aborts. */
export type OpenTile = (wanted: LiveTile, left: AbortSignal) => { hub: FrameHub } | { refusal: TileRefusal };

type SendingSide = Pick<LiveConnection, 'hasRoom' | 'send' | 'sendFrame'>;

/** One tile's frames: always the newest, and never more of them on their way than the page has confirmed. */
export class LiveTileFeed {
  readonly #connection: SendingSide;
  readonly #open: OpenTile;
  #wanted: LiveTile;
  #subscriber: Subscriber | undefined;
  /** Sequences of the frames that were sent and not yet confirmed. */
  readonly #inFlight: number[] = [];
  /** Sequence of the newest frame sent: a variant that is still being made must not bring an older one. */
  #newest = 0;
  #left = new AbortController();

  /** @param wanted what to begin with; nothing happens before `start` */
  constructor(connection: SendingSide, open: OpenTile, wanted: LiveTile) {
    this.#connection = connection;
    this.#open = open;
    this.#wanted = wanted;
  }

  /** Whether it shows this camera already, if perhaps at another size or rate. */
  isOf(camera: string): boolean {
    return this.#wanted.camera === camera;
  }

  start(): void {
    const opened = this.#open(this.#wanted, this.#left.signal);
    if ('refusal' in opened) {
      this.#newest = 0;
      this.#connection.send({ type: 'refused', tile: this.#wanted.tile, ...opened.refusal });
      return;
    }
    // Sent away while it was counted.
    if (this.#left.signal.aborted) return;
    // The camera is gone, or was made anew for another device: then it is there again.
    const onEnd = () => {
      this.#newest = 0;
      this.#reopen(this.#wanted);
    };
    this.#subscriber = opened.hub.subscribe('live', () => this.flush(), onEnd);
  }

  /** Whether it gets frames of this size and rate. */
  showsAs({ width, fps }: LiveTile): boolean {
    return this.#subscriber !== undefined && this.#wanted.width === width && this.#wanted.fps === fps;
  }

  /** The same camera at another size or rate, or tried again after a refusal. */
  change(wanted: LiveTile): void {
    if (!this.showsAs(wanted)) this.#reopen(wanted);
  }

  /** The page has done with a frame; one that is not on its way means nothing. */
  confirm(sequence: number): void {
    const index = this.#inFlight.indexOf(sequence);
    if (index < 0) return;
    this.#inFlight.splice(index, 1);
    this.flush();
  }

  /** Sends the newest frame, if the page and the connection are ready for it. */
  flush(): void {
    while (this.#inFlight.length < liveLimits.framesInFlight && this.#connection.hasRoom) {
      const held = this.#subscriber?.take();
      if (!held) return;
      const { sequence } = held.frame;
      if (sequence < this.#newest) {
        held.release();
        continue;
      }
      this.#newest = sequence;
      this.#inFlight.push(sequence);
      this.#connection.sendFrame(this.#wanted.tile, held);
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
