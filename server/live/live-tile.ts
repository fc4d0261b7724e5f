import type { LiveTile } from '../contract/live.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import { FrameCredit } from './frame-credit.ts';
import {
  TileAnnotations,
  type CountAnnotations,
  type SeenByHook,
  type WatchSeen,
} from './tile-annotations.ts';
import type { SendingSide, TileFeed, TileRefusal } from './tile-feed.ts';

/** Finds the frames for a tile, in its size and rate, and counts the tile as a viewer until `left` aborts. */
export type OpenTile = (
  wanted: LiveTile,
  left: AbortSignal,
) => { hub: FrameHub; watchSeen: WatchSeen } | { refusal: TileRefusal };

/** The frames of one tile: always the newest, and never more unconfirmed frames than allowed. */
export class LiveTileFeed implements TileFeed {
  readonly #connection: SendingSide;
  readonly #open: OpenTile;
  #wanted: LiveTile;
  #subscriber: Subscriber | undefined;
  readonly #credit = new FrameCredit();
  readonly #countAnnotations: CountAnnotations;
  /** Undefined: the tile does not ask for them. */
  #annotations: TileAnnotations | undefined;
  /** The sequence of the newest sent frame: a variant that is still being made must not bring an older one. */
  #newest = 0;
  #left = new AbortController();

  /** @param wanted the tile at the beginning; nothing is sent before `start` */
  constructor(connection: SendingSide, open: OpenTile, wanted: LiveTile, countAnnotations: CountAnnotations) {
    this.#connection = connection;
    this.#open = open;
    this.#wanted = wanted;
    this.#countAnnotations = countAnnotations;
  }

  isOf({ camera, playback }: LiveTile): boolean {
    return this.#wanted.camera === camera && !playback;
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
    if (this.#wanted.annotations) this.#watchSeen(opened.watchSeen);
  }

  /** Whether the tile gets frames of this size and rate, with or without hooks, and with or without what they see. */
  showsAs({ width, fps, plain = false, annotations = false }: LiveTile): boolean {
    const now = this.#wanted;
    const isSameSize = now.width === width && now.fps === fps;
    const isSameKind = (now.plain ?? false) === plain && (now.annotations ?? false) === annotations;
    return this.#subscriber !== undefined && isSameSize && isSameKind;
  }

  change(wanted: LiveTile): void {
    if (!this.showsAs(wanted)) this.#reopen(wanted);
  }

  confirm(sequence: number): void {
    if (this.#credit.confirm(sequence)) this.flush();
  }

  /** Sends the newest frame, if the page and the connection are ready for it. */
  flush(): void {
    this.#annotations?.flush();
    while (this.#credit.isLeft && this.#connection.hasRoom) {
      const held = this.#subscriber?.take();
      if (!held) return;
      const { sequence } = held.frame;
      if (sequence < this.#newest) {
        held.release();
        continue;
      }
      this.#newest = sequence;
      this.#credit.sent(sequence);
      this.#connection.sendFrame(this.#wanted.tile, held);
    }
  }

  close(): void {
    this.#subscriber?.[Symbol.dispose]();
    this.#subscriber = undefined;
    this.#annotations = undefined;
    this.#left.abort();
  }

  #watchSeen(watchSeen: WatchSeen): void {
    const { tile, plain = false } = this.#wanted;
    const annotations = new TileAnnotations(this.#connection, tile, this.#countAnnotations);
    this.#annotations = annotations;
    const take = (seen: SeenByHook) => annotations.take({ ...seen, drawn: seen.drawn && !plain });
    watchSeen(take, this.#left.signal);
  }

  #reopen(wanted: LiveTile): void {
    this.close();
    this.#left = new AbortController();
    this.#wanted = wanted;
    this.start();
  }
}
