import type { LiveReport, LiveTile } from '../../../server/contract/live.ts';
import { TileAnnotations, type HookNotice, type SeenInPicture } from '../annotations/tile-annotations.ts';
import type { TileView, TileWish } from '../live-tile.ts';
import { oldAfterMs, type TileCamera } from '../tile-camera.ts';
import { TileRepairLadder, type TileRepair } from '../worker/tile-repair-ladder.ts';
import { askedWidth } from './asked-width.ts';
import { PaintedRate } from './painted-rate.ts';
import type { PaintedTile } from './painted-tile.ts';
import type { TileFrame } from './tile-frame.ts';
import { TilePainter } from './tile-painter.ts';
import {
  glassOf,
  isOf,
  nextTileState,
  paintDelayMs,
  reportedAgeMs,
  tileView,
  type ClockReading,
  type TileState,
} from './tile-state.ts';

/** The health of a camera counts for this long. The page polls it every two seconds. */
const knownForMs = 6_000;

/** The functions that a tile needs from the wall. */
export interface TileSurroundings {
  /** A number that no subscription of this page has had. */
  nextNumber(): number;
  /** Tells the server that a frame of this subscription is done, so that another may come. */
  confirm(tile: number, sequence: number): void;
  sameMachine: boolean;
}

/** One tile: its subscription, its picture, and the times when it needs a repair. */
export class WallTile implements PaintedTile {
  readonly #surroundings: TileSurroundings;
  readonly #painter: TilePainter;
  readonly #ladder: TileRepairLadder;
  readonly #rate = new PaintedRate();
  readonly #annotations = new TileAnnotations();
  #wish: TileWish | null = null;
  #state: TileState = { kind: 'off' };
  #camera: TileCamera & { atMs: number } = {
    flowing: false,
    framesPerSecond: null,
    staleAfterMs: 0,
    atMs: 0,
  };
  #paintedAtMs: number | undefined;
  /** The newest picture could not be shown. */
  #undecodable = false;

  constructor(canvas: OffscreenCanvas, surroundings: TileSurroundings) {
    this.#surroundings = surroundings;
    this.#ladder = new TileRepairLadder(performance.now());
    this.#painter = new TilePainter(canvas, {
      wants: ({ header }) => isOf(this.#state, header.tile),
      painted: (frame) => this.#painted(frame),
      undecodable: ({ header }) => {
        if (isOf(this.#state, header.tile)) this.#undecodable = true;
      },
      done: ({ header }) => surroundings.confirm(header.tile, header.sequence),
    });
  }

  set wish(wish: TileWish | null) {
    const other = wish?.camera !== this.#wish?.camera;
    this.#wish = wish;
    if (other || !wish?.annotations) this.#annotations.forget();
    if (!wish) this.#state = nextTileState(this.#state, { type: 'off' });
    else {
      this.#painter.change(wish);
      if (other) {
        this.#undecodable = false;
        this.#state = nextTileState(this.#state, { type: 'off' });
        this.subscribeAnew();
      }
    }
  }

  set camera(camera: TileCamera) {
    this.#camera = { ...camera, atMs: performance.now() };
  }

  /** The pictures that the server should send; undefined: none. */
  get subscription(): LiveTile | undefined {
    if (!this.#wish || this.#state.kind === 'off') return undefined;
    const { camera, fps, annotations } = this.#wish;
    const width = askedWidth(this.#wish, this.#surroundings.sameMachine);
    return { tile: this.#state.tile, camera, width, fps, ...(annotations ? { annotations } : {}) };
  }

  get isRefused(): boolean {
    return this.#state.kind === 'refused';
  }

  /** Takes another number, so that frames on their way for the old number do not count. */
  subscribeAnew(): void {
    if (!this.#wish) return;
    const tile = this.#surroundings.nextNumber();
    this.#state = nextTileState(this.#state, { type: 'subscribed', tile, nowMs: performance.now() });
  }

  /** True when the frame was for this tile. */
  show(frame: TileFrame): boolean {
    if (!isOf(this.#state, frame.header.tile)) return false;
    this.#painter.show(frame);
    return true;
  }

  /** Takes what a hook saw, if it is for this tile. */
  annotate(tile: number, notice: HookNotice): void {
    if (isOf(this.#state, tile)) this.#annotations.take(notice, performance.now());
  }

  /** What is seen in the shown picture; undefined: nothing. */
  seen(nowMs: number): SeenInPicture | undefined {
    const { picture } = this.#painter;
    if (!picture || this.#state.kind !== 'showing') return undefined;
    const annotations = this.#annotations.at(nowMs);
    return annotations.length > 0 ? { picture, annotations } : undefined;
  }

  refuse(tile: number, message: string): void {
    this.#state = nextTileState(this.#state, { type: 'refused', tile, message });
  }

  view(moment: ClockReading): TileView {
    const framesPerSecond = this.#rate.framesPerSecond(moment.nowMs);
    const undecodable = this.#undecodable;
    return tileView(this.#state, moment, { limitMs: this.#limitMs, framesPerSecond, undecodable });
  }

  /** The report on the shown picture; undefined where the tile wants nothing. */
  report(moment: ClockReading): LiveReport['tiles'][number] | undefined {
    if (!this.#wish || this.#state.kind === 'off') return undefined;
    const glass = glassOf(this.#state);
    const delayMs = glass ? paintDelayMs(glass, moment) : null;
    const ageMs = reportedAgeMs(this.#state, moment);
    return {
      camera: this.#wish.camera,
      frame_age: ageMs === null ? null : ageMs / 1_000,
      paint_delay: delayMs === null ? null : delayMs / 1_000,
      fps: Math.round(this.#rate.framesPerSecond(moment.nowMs) * 100) / 100,
    };
  }

  /** The repair that the tile needs now; undefined: none. */
  neededRepair(connected: boolean, nowMs: number): TileRepair | undefined {
    const { flowing, atMs } = this.#camera;
    const subscribed = this.#state.kind !== 'off' && this.#state.kind !== 'refused';
    const expected = subscribed && flowing && nowMs - atMs < knownForMs;
    const sight = { paintedAtMs: this.#paintedAtMs, expected, connected, limitMs: this.#limitMs };
    return this.#ladder.observe(sight, nowMs);
  }

  snapshot(): Promise<Blob> {
    return this.#painter.snapshot();
  }

  get #limitMs(): number {
    return oldAfterMs(this.#camera, this.#wish?.fps);
  }

  #painted({ header }: TileFrame): void {
    const nowMs = performance.now();
    const { tile, placeholder, capturedAt } = header;
    const glass = { capturedAt, paintedAtMs: nowMs };
    this.#state = nextTileState(this.#state, { type: 'painted', tile, placeholder, glass });
    this.#undecodable = false;
    if (placeholder) return;
    this.#paintedAtMs = nowMs;
    this.#rate.painted(nowMs);
  }
}
