import { encodeJpeg } from './jpeg-encoder.ts';
import { cameraGlyph, crossGlyph } from './placeholder-icon.ts';
import { layoutPlaceholder, type LineRole, type PlaceholderText } from './placeholder-layout.ts';
import { Raster, type Colour } from './raster.ts';
import { drawGlyph } from './text/draw-glyph.ts';
import { drawText } from './text/text.ts';

export interface PlaceholderOptions extends PlaceholderText {
  /** Pixels, as the camera is configured; a missing or impossible value is replaced. */
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
}

const quality = 85;
/** The size that rpicamserver uses, for clients that were made for it. */
const defaultSize = { width: 320, height: 240 };
const sideMin = 16;
/** A 4K picture takes 25 MB while it is drawn; a readable sentence needs no more pixels. */
const longSideMax = 3840;
const pixelsMax = 3840 * 2160;

const skyTop: Colour = [38, 50, 66];
const skyBottom: Colour = [19, 26, 36];
const cameraColour: Colour = [96, 116, 140];
const crossColour: Colour = [238, 160, 84];
const lineColours: Record<LineRole, Colour> = {
  name: [226, 233, 241],
  id: [146, 164, 184],
  title: [255, 255, 255],
  detail: [190, 203, 217],
  advice: [158, 175, 194],
};

/** Draws the image shown instead of video: the camera's name and id, why there is no picture and how to change that. */
export async function renderPlaceholder(
  options: PlaceholderOptions,
): Promise<{ jpeg: Buffer; width: number; height: number }> {
  const { width, height } = placeholderSize(options);
  const raster = new Raster(width, height);
  raster.gradient(skyTop, skyBottom);
  const layout = layoutPlaceholder(width, height, options, {
    columns: cameraGlyph.columns,
    rows: cameraGlyph.rows.length,
  });
  if (layout.icon) {
    drawGlyph(raster, cameraGlyph, { ...layout.icon, colour: cameraColour });
    drawGlyph(raster, crossGlyph, { ...layout.icon, colour: crossColour });
  }
  for (const line of layout.lines) drawText(raster, line.text, { ...line, colour: lineColours[line.role] });
  return { jpeg: await encodeJpeg(raster, quality), width, height };
}

/**
 * The configured size if it is possible. One side alone makes a 4:3 picture, as in rpicamserver. Too large a picture is
 * made smaller in its own proportions.
 */
export function placeholderSize(asked: Pick<PlaceholderOptions, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const width = asked.width ?? (asked.height ? (asked.height * 4) / 3 : defaultSize.width);
  const height = asked.height ?? (asked.width ? (asked.width * 3) / 4 : defaultSize.height);
  const scale = Math.min(1, longSideMax / Math.max(width, height), Math.sqrt(pixelsMax / (width * height)));
  const side = (length: number) => Math.max(sideMin, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
