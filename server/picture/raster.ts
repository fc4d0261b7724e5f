/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** In pixels; may lie outside a raster, which draws the part inside. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels without a coding. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  /** Rows from the top, three bytes (red, green, blue) a pixel. */
  readonly pixels: Buffer;
}

/** A picture to draw on. Everything that is drawn is clipped to it; coordinates are whole pixels. */
export class Raster implements RawPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;

  /** @param pixels the pixels to draw on; black without them */
  constructor(width: number, height: number, pixels: Buffer = Buffer.alloc(width * height * 3)) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  fill(colour: Colour): void {
    this.rect({ x: 0, y: 0, width: this.width, height: this.height }, colour);
  }

  rect(area: Rectangle, [red, green, blue]: Colour): void {
    const { pixels } = this;
    const left = Math.max(0, area.x);
    const right = Math.min(this.width, area.x + area.width);
    const top = Math.max(0, area.y);
    const bottom = Math.min(this.height, area.y + area.height);
    if (left >= right || top >= bottom) return;
    const first = this.#offset(left, top);
    const end = first + (right - left) * 3;
    for (let at = first; at < end; at += 3) {
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
    for (let y = top + 1; y < bottom; y++) pixels.copyWithin(this.#offset(left, y), first, end);
  }

  /** Fills the whole raster, from one colour at the top to another at the bottom. */
  gradient(top: Colour, bottom: Colour): void {
    for (let y = 0; y < this.height; y++) {
      const colour = mix(top, bottom, y / Math.max(1, this.height - 1));
      this.rect({ x: 0, y, width: this.width, height: 1 }, colour);
    }
  }

  /** A filled circle inside the square at x, y, with a smooth edge. */
  disc(square: { x: number; y: number; size: number }, colour: Colour): void {
    const radius = square.size / 2;
    for (let row = 0; row < square.size; row++) {
      const half = Math.sqrt(radius ** 2 - (row + 0.5 - radius) ** 2);
      const edge = radius - half;
      const inset = Math.ceil(edge);
      const y = square.y + row;
      this.rect({ x: square.x + inset, y, width: square.size - 2 * inset, height: 1 }, colour);
      this.blend(square.x + inset - 1, y, colour, inset - edge);
      this.blend(square.x + square.size - inset, y, colour, inset - edge);
    }
  }

  /**
   * Draws one pixel.
   * @param opacity from 0 (invisible) to 1
   */
  blend(x: number, y: number, [red, green, blue]: Colour, opacity: number): void {
    if (opacity <= 0 || x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = this.#offset(x, y);
    const share = Math.min(1, opacity);
    this.pixels[at] = blended(this.pixels[at], red, share);
    this.pixels[at + 1] = blended(this.pixels[at + 1], green, share);
    this.pixels[at + 2] = blended(this.pixels[at + 2], blue, share);
  }

  #offset(x: number, y: number): number {
    return (y * this.width + x) * 3;
  }
}

function blended(below = 0, above: number, share: number): number {
  return Math.round(below + (above - below) * share);
}

/** The colour `share` (0 to 1) of the way from one to another. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [blended(from[0], to[0], share), blended(from[1], to[1], share), blended(from[2], to[2], share)];
}
