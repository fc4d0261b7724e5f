import type { LiveNotice, LiveTile } from '../../../server/contract/live.ts';
import type { Place, RecordedView, TileWish } from '../live-tile.ts';
import { PlaceQueue } from '../worker/place-queue.ts';
import { askedWidth } from './asked-width.ts';
import type { PaintedTile } from './painted-tile.ts';
import type { TileFrame } from './tile-frame.ts';
import { TilePainter } from './tile-painter.ts';
import type { TileSurroundings } from './wall-tile.ts';

/** While pictures of one place follow each other, the page is told this often which of them is shown. */
const tellIntervalMs = 50;

export interface RecordedSurroundings extends TileSurroundings {
  /** Another place is wanted from the server now. */
  resubscribe(): void;
  told(view: RecordedView): void;
}

/** One tile that plays recordings. It has no age on the glass, and a picture that stands still needs no repair. */
export class RecordedTile implements PaintedTile {
  readonly #surroundings: RecordedSurroundings;
  readonly #painter: TilePainter;
  readonly #places = new PlaceQueue<Place>();
  #wish: TileWish | null = null;
  /** The place that the server was asked for, and the number of its subscription. */
  #asked: { tile: number; place: Place } | undefined;
  #view: RecordedView = { kind: 'waiting' };
  #toldAtMs = -Infinity;

  constructor(canvas: OffscreenCanvas, surroundings: RecordedSurroundings) {
    this.#surroundings = surroundings;
    this.#painter = new TilePainter(canvas, {
      wants: ({ header }) => header.tile === this.#asked?.tile,
      painted: ({ header }) => this.#painted(header.tile, header.capturedAt),
      undecodable: ({ header }) => this.#answer(header.tile, (seek) => ({ kind: 'undecodable', seek })),
      done: ({ header }) => surroundings.confirm(header.tile, header.sequence),
    });
  }

  set wish(wish: TileWish | null) {
    const before = this.#wish;
    this.#wish = wish;
    if (!wish?.place) {
      this.#asked = undefined;
      this.#places.cutOff();
      return;
    }
    this.#painter.change(wish);
    const other = wish.camera !== before?.camera;
    if (other) this.#places.cutOff();
    if (!other && wish.place.seek === before?.place?.seek) return;
    if (this.#places.ask(wish.place)) this.#askFor(wish.place);
  }

  get subscription(): LiveTile | undefined {
    if (!this.#wish || !this.#asked) return undefined;
    const { tile, place } = this.#asked;
    const { camera, fps } = this.#wish;
    const width = askedWidth(this.#wish, this.#surroundings.sameMachine);
    const { at_ms, step, speed } = place;
    return { tile, camera, width, fps, playback: { at_ms, step, speed } };
  }

  get isRefused(): boolean {
    return this.#view.kind === 'refused';
  }

  /** After a new connection it goes on with the picture that is shown. */
  subscribeAnew(): void {
    const asked = this.#asked?.place;
    if (!asked || !this.#wish?.place) return;
    const place = this.#places.cutOff() ?? asked;
    this.#places.ask(place);
    const shown = this.#view.kind === 'picture' && this.#view.seek === place.seek ? this.#view : undefined;
    this.#askFor(shown ? { ...place, at_ms: shown.capturedAt, step: 0 } : place);
  }

  show(frame: TileFrame): boolean {
    if (frame.header.tile !== this.#asked?.tile) return false;
    this.#painter.show(frame);
    return true;
  }

  refuse(tile: number, message: string): void {
    this.#answer(tile, () => ({ kind: 'refused', message }));
  }

  /** Takes the notice that there is no picture; after a step, that the one shown is the last. */
  take({ tile, state, at_ms, next_ms }: Extract<LiveNotice, { type: 'playback' }>): void {
    const shown = this.#view;
    this.#answer(tile, (seek) => {
      const isStep = this.#asked?.place.step !== 0 && shown.kind === 'picture' && shown.seek === seek;
      if (isStep && state === 'end') return { ...shown, isLast: true };
      return { kind: state, seek, atMs: at_ms, nextMs: next_ms };
    });
  }

  view(): undefined {
    return undefined;
  }

  report(): undefined {
    return undefined;
  }

  neededRepair(): undefined {
    return undefined;
  }

  /** The picture as it was recorded, where the server sent it so. */
  snapshot(): Promise<Blob> {
    return this.#painter.original();
  }

  #askFor(place: Place): void {
    this.#asked = { tile: this.#surroundings.nextNumber(), place };
  }

  #painted(tile: number, capturedAt: number): void {
    this.#answer(tile, (seek) => ({ kind: 'picture', seek, capturedAt }));
  }

  #answer(tile: number, viewOf: (seek: number) => RecordedView): void {
    if (tile !== this.#asked?.tile) return;
    const before = this.#view;
    this.#view = viewOf(this.#asked.place.seek);
    this.#tell(before);
    const next = this.#places.answered();
    if (!next) return;
    this.#askFor(next);
    this.#surroundings.resubscribe();
  }

  #tell(before: RecordedView): void {
    const nowMs = performance.now();
    const view = this.#view;
    const isMore =
      view.kind === 'picture' && !view.isLast && before.kind === 'picture' && view.seek === before.seek;
    if (isMore && nowMs - this.#toldAtMs < tellIntervalMs) return;
    this.#toldAtMs = nowMs;
    this.#surroundings.told(view);
  }
}
