import type { LiveTile, Playback } from '../contract/live.ts';
import type { Frame } from '../frame/frame.ts';
import { HeldFrame } from '../frame/held-frame.ts';
import { FrameCredit } from './frame-credit.ts';
import type { SendingSide, TileFeed, TileRefusal } from './tile-feed.ts';

/** A tile from the recordings. */
export type PlayedTile = LiveTile & { playback: Playback };

/** Where a player puts what it plays. */
export interface TileOutlet {
  /** Whether a frame may be sent now. When that changes, the player is woken. */
  readonly isReady: boolean;
  send(frame: Frame): void;
  notice(state: 'gap' | 'end', atMs: number, nextMs: number | null): void;
  /** Nothing more comes. */
  refuse(message: string): void;
}

export interface TilePlayer {
  wake(): void;
  resize(size: Pick<LiveTile, 'width' | 'fps'>): void;
}

/** Plays for a tile until `left` aborts. */
export type OpenPlayer = (
  wanted: PlayedTile,
  outlet: TileOutlet,
  left: AbortSignal,
) => { player: TilePlayer } | { refusal: TileRefusal };

/** The frames of one tile from the recordings: never more unconfirmed ones than allowed. */
export class PlaybackTileFeed implements TileFeed {
  readonly #connection: SendingSide;
  readonly #open: OpenPlayer;
  #wanted: PlayedTile;
  #player: TilePlayer | undefined;
  readonly #credit = new FrameCredit();
  /** Of the newest sent frame. */
  #sequence = 0;
  #left = new AbortController();

  /** @param wanted the tile at the beginning; nothing is sent before `start` */
  constructor(connection: SendingSide, open: OpenPlayer, wanted: PlayedTile) {
    this.#connection = connection;
    this.#open = open;
    this.#wanted = wanted;
  }

  /** Another place is another tile. */
  isOf({ camera, playback }: LiveTile): boolean {
    const { camera: own, playback: place } = this.#wanted;
    const isSamePlace = playback?.at_ms === place.at_ms && playback.step === place.step;
    return camera === own && isSamePlace && playback.speed === place.speed;
  }

  start(): void {
    const opened = this.#open(this.#wanted, this.#outlet(), this.#left.signal);
    if ('refusal' in opened) this.#refuse(opened.refusal);
    else this.#player = opened.player;
  }

  showsAs({ width, fps }: LiveTile): boolean {
    return this.#player !== undefined && this.#wanted.width === width && this.#wanted.fps === fps;
  }

  change({ width, fps }: LiveTile): void {
    this.#wanted = { ...this.#wanted, width, fps };
    if (this.#player) {
      this.#player.resize({ width, fps });
      return;
    }
    this.close();
    this.#left = new AbortController();
    this.start();
  }

  confirm(sequence: number): void {
    if (this.#credit.confirm(sequence)) this.flush();
  }

  flush(): void {
    this.#player?.wake();
  }

  close(): void {
    this.#player = undefined;
    this.#left.abort();
  }

  /** For one player: what an earlier one still says after its end is not heard. */
  #outlet(): TileOutlet {
    const { signal } = this.#left;
    const connection = this.#connection;
    const credit = this.#credit;
    const { tile } = this.#wanted;
    return {
      get isReady() {
        return credit.isLeft && connection.hasRoom;
      },
      send: (frame) => {
        if (signal.aborted) return;
        const sequence = ++this.#sequence;
        credit.sent(sequence);
        connection.sendFrame(tile, new HeldFrame({ ...frame, sequence }));
      },
      notice: (state, atMs, nextMs) => {
        if (!signal.aborted) connection.send({ type: 'playback', tile, state, at_ms: atMs, next_ms: nextMs });
      },
      refuse: (message) => {
        if (!signal.aborted) this.#refuse({ code: 'no-recordings', message });
      },
    };
  }

  /** The place of the tile is given back: others may play. */
  #refuse(refusal: TileRefusal): void {
    this.close();
    this.#connection.send({ type: 'refused', tile: this.#wanted.tile, ...refusal });
  }
}
