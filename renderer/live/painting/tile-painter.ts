import { maxPicturePixels } from '../../../server/contract/config/picture-limits.ts';
import type { TileWish } from '../live-tile.ts';
import { asEncoded, decodePicture } from './decode-picture.ts';
import { jpegSize } from './jpeg-size.ts';
import { placePicture, type PicturePlacement, type PixelSize } from './picture-placement.ts';
import type { TileFrame } from './tile-frame.ts';

/** The questions and reports of a painter. */
export interface PainterEvents {
  /** Whether a frame is still wanted after it was decoded. */
  wants(frame: TileFrame): boolean;
  painted(frame: TileFrame): void;
  /** Called when the picture of a frame can be neither decoded nor drawn. */
  undecodable(frame: TileFrame): void;
  /** Called once for each frame, when it was painted, replaced by a newer one, or could not be decoded. */
  done(frame: TileFrame): void;
}

type Outcome = 'painted' | 'unwanted' | 'undecodable';

/** Paints the frames of one tile, one at a time. While a frame is decoded, only the newest of the others waits. */
export class TilePainter {
  readonly #canvas: OffscreenCanvas;
  readonly #events: PainterEvents;
  readonly #context: OffscreenCanvasRenderingContext2D | null;
  #wish: TileWish | undefined;
  #placed: PicturePlacement | undefined;
  #next: TileFrame | undefined;
  #last: TileFrame | undefined;
  #picture: PixelSize | undefined;
  #busy = false;
  /** The shown picture was painted for another wish. */
  #isStale = false;

  constructor(canvas: OffscreenCanvas, events: PainterEvents) {
    this.#canvas = canvas;
    this.#events = events;
    this.#context = canvas.getContext('2d', { alpha: false });
  }

  show(frame: TileFrame): void {
    const replaced = this.#next;
    this.#next = frame;
    if (replaced) this.#events.done(replaced);
    void this.#paintAll();
  }

  /** The size or fit has changed. The last frame is painted again, because the next one may be seconds away. */
  change(wish: TileWish): void {
    this.#wish = wish;
    this.#isStale = true;
    void this.#paintAll();
  }

  /** A JPEG of the picture as it is painted now, without the black around it. @throws Error when nothing was painted */
  async snapshot(): Promise<Blob> {
    if (!this.#placed) throw new Error('There is no picture yet.');
    const { canvas, drawn, turnRadians } = this.#placed;
    const [acrossPx, downPx] =
      Math.abs(Math.sin(turnRadians)) > 0.5
        ? [drawn.heightPx, drawn.widthPx]
        : [drawn.widthPx, drawn.heightPx];
    const copy = new OffscreenCanvas(Math.min(acrossPx, canvas.widthPx), Math.min(downPx, canvas.heightPx));
    const left = Math.round((copy.width - canvas.widthPx) / 2);
    const top = Math.round((copy.height - canvas.heightPx) / 2);
    copy.getContext('2d', { alpha: false })?.drawImage(this.#canvas, left, top);
    return copy.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  }

  /** The JPEG of the shown picture as the server sent it. @throws Error when nothing was painted */
  original(): Promise<Blob> {
    if (!this.#last) return Promise.reject(new Error('There is no picture yet.'));
    return Promise.resolve(new Blob([this.#last.jpeg], { type: 'image/jpeg' }));
  }

  /** The size of the upright picture that is shown; undefined before the first. */
  get picture(): PixelSize | undefined {
    return this.#picture;
  }

  async #paintAll(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const frame = this.#next;
      this.#next = undefined;
      if (frame) await this.#paintNew(frame);
      else if (this.#isStale && this.#last) await this.#paint(this.#last, () => true);
      else break;
    }
    this.#busy = false;
  }

  async #paintNew(frame: TileFrame): Promise<void> {
    const outcome = await this.#paint(frame, () => this.#events.wants(frame));
    if (outcome === 'painted') {
      this.#last = frame;
      this.#events.painted(frame);
    } else if (outcome === 'undecodable') this.#events.undecodable(frame);
    this.#events.done(frame);
  }

  async #paint(frame: TileFrame, isWanted: () => boolean): Promise<Outcome> {
    this.#isStale = false;
    if (!this.#wish) return 'unwanted';
    const encoded = jpegSize(frame.jpeg);
    if (!encoded || isTooLarge(encoded)) return 'undecodable';
    const { orientation } = frame.header;
    const upright = asEncoded(encoded, orientation);
    const placement = placePicture(upright, this.#wish);
    let picture: ImageBitmap | undefined;
    try {
      picture = await decodePicture({ jpeg: frame.jpeg, encoded, orientation }, placement.drawn);
      if (!isWanted()) return 'unwanted';
      this.#draw(picture, placement);
      this.#picture = upright;
      return 'painted';
    } catch {
      return 'undecodable'; // The picture is damaged. The tile says so when no good one follows.
    } finally {
      picture?.close();
    }
  }

  #draw(picture: ImageBitmap, placement: PicturePlacement): void {
    const context = this.#context;
    if (!context) return;
    const { canvas, drawn, turnRadians } = placement;
    // Setting the size makes the canvas black, and so it stays black around the picture.
    if (!isSame(placement, this.#placed)) {
      this.#canvas.width = canvas.widthPx;
      this.#canvas.height = canvas.heightPx;
      context.translate(canvas.widthPx / 2, canvas.heightPx / 2);
      context.rotate(turnRadians);
      this.#placed = placement;
    }
    context.drawImage(picture, -drawn.widthPx / 2, -drawn.heightPx / 2, drawn.widthPx, drawn.heightPx);
  }
}

/** A decoder could need gigabytes for such a picture. The server drops them, too. */
function isTooLarge({ widthPx, heightPx }: PixelSize): boolean {
  return widthPx * heightPx > maxPicturePixels;
}

function isSame(a: PicturePlacement, b: PicturePlacement | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
