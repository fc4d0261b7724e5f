import type { MosaicJpeg } from '../../picture/jpeg/mosaic-jpeg.ts';
import type { Colour, Raster } from '../../picture/raster.ts';
import { capHeight, capTop } from '../../picture/text/bitmap-font.ts';
import { drawText, textWidth } from '../../picture/text/text.ts';
import type { TextPlace } from './test-pattern-layout.ts';

/** A line of changing figures. Only figures that changed are drawn again. */
export class RunningFigures {
  readonly #place: TextPlace;
  readonly #colour: Colour;
  readonly #background: Colour;
  #shown = '';

  constructor(place: TextPlace, colour: Colour, background: Colour) {
    this.#place = place;
    this.#colour = colour;
    this.#background = background;
  }

  /**
   * Draws the text.
   * @param text as long as the text before, with each character as wide as the one it replaces
   */
  draw(raster: Raster, jpeg: MosaicJpeg, text: string): void {
    const { y, dotSize } = this.#place;
    let { x } = this.#place;
    for (const [index, figure] of [...text].entries()) {
      const width = textWidth(figure, dotSize);
      if (figure !== this.#shown[index]) {
        const cell = { x, y: y + capTop * dotSize, width, height: capHeight * dotSize };
        raster.rect(cell, this.#background);
        drawText(raster, figure, { x, y, dotSize, colour: this.#colour });
        jpeg.touch(cell);
      }
      x += width + dotSize;
    }
    this.#shown = text;
  }
}
