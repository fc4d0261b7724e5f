import { MosaicJpeg } from '../../picture/jpeg/mosaic-jpeg.ts';
import { Raster, type Colour, type Rectangle } from '../../picture/raster.ts';
import { drawText, ellipsize, textWidth } from '../../picture/text/text.ts';
import { accentOf, type Accent } from './test-pattern-accent.ts';
import { RunningFigures } from './test-pattern-figures.ts';
import { layoutTestPattern, type TextPlace } from './test-pattern-layout.ts';

const background: Colour = [18, 24, 32];
const laneColour: Colour = [36, 46, 60];
const timeColour: Colour = [255, 255, 255];
const numberColour: Colour = [170, 186, 204];
const barColours: readonly Colour[] = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
];
/** The time for one way of the ball and back. */
const ballPeriodMs = 4_000;

/** The content of one image of a test pattern. */
export interface TestPatternMoment {
  readonly number: number;
  readonly time: Date;
  readonly elapsedMs: number;
}

/** The picture of one running test pattern. Only the parts that changed since the last image cost time. */
export class TestPatternPicture {
  readonly #raster: Raster;
  readonly #jpeg: MosaicJpeg;
  readonly #time: RunningFigures | undefined;
  readonly #number: RunningFigures | undefined;
  readonly #lane: Rectangle;
  readonly #ballColour: Colour;
  #ball: Rectangle = { x: 0, y: 0, width: 0, height: 0 };

  constructor(options: { label: string; width: number; height: number; quality: number }) {
    const { label, width, height, quality } = options;
    const layout = layoutTestPattern(width, height);
    const accent = accentOf(label);
    this.#raster = new Raster(width, height);
    this.#raster.fill(background);
    drawBars(this.#raster, layout.bars);
    this.#raster.rect(layout.lane, laneColour);
    if (layout.label) drawLabel(this.#raster, layout.label, label, accent);
    this.#jpeg = new MosaicJpeg(this.#raster, quality);
    this.#time = layout.time && new RunningFigures(layout.time, timeColour, background);
    this.#number = layout.number && new RunningFigures(layout.number, numberColour, background);
    this.#lane = layout.lane;
    this.#ballColour = accent.colour;
  }

  /** Returns the next image: a JPEG in a new buffer. */
  draw(moment: TestPatternMoment): Buffer {
    this.#time?.draw(this.#raster, this.#jpeg, timeOfDay(moment.time));
    this.#number?.draw(this.#raster, this.#jpeg, `#${String(moment.number % 1e9).padStart(9, '0')}`);
    this.#moveBall(moment.elapsedMs);
    return this.#jpeg.encode();
  }

  #moveBall(elapsedMs: number): void {
    const size = Math.max(2, Math.round(this.#lane.height * 0.8));
    const swing = (1 - Math.cos((elapsedMs / ballPeriodMs) * 2 * Math.PI)) / 2;
    const x = Math.round(swing * (this.#lane.width - size));
    const y = this.#lane.y + ((this.#lane.height - size) >> 1);
    this.#raster.rect(this.#ball, laneColour);
    this.#jpeg.touch(this.#ball);
    this.#ball = { x, y, width: size, height: size };
    this.#raster.disc({ x, y, size }, this.#ballColour);
    this.#jpeg.touch(this.#ball);
  }
}

function drawBars(raster: Raster, area: Rectangle): void {
  for (const [index, colour] of barColours.entries()) {
    const x = Math.round((area.width * index) / barColours.length);
    raster.rect({ ...area, x, width: area.width - x }, colour);
  }
}

/** Draws the label on a plate in its colour; the size of the picture beside it if there is room for both. */
function drawLabel(raster: Raster, plate: TextPlace, label: string, accent: Accent): void {
  const { y, dotSize, width } = plate;
  const margin = 4 * dotSize;
  const text = ellipsize(label || 'Test pattern', width - 2 * margin, dotSize);
  const size = `${raster.width}x${raster.height}`;
  const sizeX = width - margin - textWidth(size, dotSize);
  raster.rect(plate, accent.colour);
  drawText(raster, text, { x: margin, y, dotSize, colour: accent.textColour });
  if (margin + textWidth(text, dotSize) + margin <= sizeX) {
    drawText(raster, size, { x: sizeX, y, dotSize, colour: accent.textColour });
  }
}

/** HH:MM:SS.mmm in the server's time zone. */
function timeOfDay(time: Date): string {
  const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
  const seconds = `${padded(time.getSeconds(), 2)}.${padded(time.getMilliseconds(), 3)}`;
  return `${padded(time.getHours(), 2)}:${padded(time.getMinutes(), 2)}:${seconds}`;
}
