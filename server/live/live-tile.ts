import { liveLimits, type LiveNotice, type LiveTile } from '../contract/live.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import type { LiveConnection } from './live-connection.ts';

/** The reason why a tile gets no frames. */
export type TileRefusal = Omit<Extract<LiveNotice, { type: 'refused' }>, 'type' | 'tile'>;

/** Finds the frames for a tile, in its size and rate, and counts the tile as a viewer until `left` aborts. */
export type OpenTile = (wanted: LiveTile, left: AbortSignal) => { hub: FrameHub } | { refusal: TileRefusal };

type SendingSide = Pick<LiveConnection, 'hasRoom' | 'send' | 'sendFrame'>;

/** The frames of one tile: always the newest, and never more unconfirmed frames than allowed. */
export class LiveTileFeed {
  readonly #connection: SendingSide;
  readonly #open: OpenTile;
  #wanted: LiveTile;
  #subscriber: Subscriber | undefined;
  /** The sequences of frames that were sent and are not yet confirmed. */
  readonly #inFlight: number[] = [];
  /** The sequence of the newest sent frame: a variant that is still being made must not bring an older one. */
  #newest = 0;
  #left = new AbortController();

  /** @param wanted the tile at the beginning; nothing is sent before `start` */
  constructor(connection: SendingSide, open: OpenTile, wanted: LiveTile) {
    this.#connection = connection;
    this.#open = open;
    this.#wanted = wanted;
  }

  /** Whether the tile shows this camera, at any size and rate. */
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
    // The page was disconnected while the tile was being counted.
    if (this.#left.signal.aborted) return;
    // The camera was deleted, or made again for another device; then it can be opened again.
    const onEnd = () => {
      this.#newest = 0;
      this.#reopen(this.#wanted);
    };
    this.#subscriber = opened.hub.subscribe('live', () => this.flush(), onEnd);
  }

  /** Whether the tile gets frames of this size and rate, and with or without hooks. */
  showsAs({ width, fps, plain = false }: LiveTile): boolean {
    const { width: widthNow, fps: fpsNow, plain: plainNow = false } = this.#wanted;
    return this.#subscriber !== undefined && widthNow === width && fpsNow === fps && plainNow === plain;
  }

  /** Changes the size or rate of the tile, or tries again after a refusal. The camera stays the same. */
  change(wanted: LiveTile): void {
    if (!this.showsAs(wanted)) this.#reopen(wanted);
  }

  /** Tells that the page has finished with a frame. A sequence that is not in flight is ignored. */
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
