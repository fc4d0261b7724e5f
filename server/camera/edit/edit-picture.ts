import type { CameraConfig } from '../../contract/config/camera.ts';
import type { Overlay } from '../../contract/config/edits.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import { decodeJpeg } from '../../picture/jpeg-decoder.ts';
import { encodeJpeg } from '../../picture/jpeg-encoder.ts';
import type { PictureQueue } from '../../picture/picture-queue.ts';
import { fillPolygon } from '../../picture/polygon.ts';
import { Raster, type Colour } from '../../picture/raster.ts';
import { drawText, ellipsize, lineDots, textWidth } from '../../picture/text/text.ts';
import { serverItself } from '../../runtime/queue/client.ts';

/** The settings of a camera that change its pixels. */
export type Edits = Pick<CameraConfig, 'mask' | 'overlay' | 'sharpen' | 'turn_pixels' | 'quality'>;

/** Makes the picture that leaves the machine of the picture that the camera gave. @param takenAt when it was taken */
export type EditPicture = (
  jpeg: Buffer,
  edits: Edits,
  takenAt: Date,
) => Promise<Pick<CapturedImage, 'jpeg' | 'width' | 'height'>>;

const usualQuality = 85;
const maskColour: Colour = [0, 0, 0];
const textColour: Colour = [255, 255, 255];
const boxColour: Colour = [16, 20, 26];
/** The height of a line, as a part of the picture's height. */
const lineShare: Record<Overlay['size'], number> = { small: 1 / 32, medium: 1 / 20, large: 1 / 12 };

/** Whether pictures of a camera are changed at all. */
export function hasEdits({ mask, overlay, sharpen, turn_pixels }: Edits): boolean {
  return isMasked({ mask }) || Boolean(overlay) || Boolean(sharpen) || Boolean(turn_pixels);
}

export function isMasked({ mask }: Pick<Edits, 'mask'>): boolean {
  return (mask ?? []).length > 0;
}

/** Edits pictures one or two at a time, also those of many cameras. */
export function editsInTurn(queue: PictureQueue): EditPicture {
  return (jpeg, edits, takenAt) => queue.run('edit', serverItself, () => editPicture(jpeg, edits, takenAt));
}

/** Decodes a picture once, changes it and encodes it once. @throws Error when it cannot be decoded or encoded */
async function editPicture(
  jpeg: Buffer,
  { mask, overlay, sharpen, quality }: Edits,
  takenAt: Date,
): Promise<Pick<CapturedImage, 'jpeg' | 'width' | 'height'>> {
  const { pixels, width, height } = await decodeJpeg(jpeg, { sharpen: sharpen ?? false });
  const raster = new Raster(width, height, pixels);
  for (const zone of mask ?? []) fillPolygon(raster, zone, maskColour);
  if (overlay) drawOverlay(raster, overlay, takenAt);
  return { jpeg: await encodeJpeg(raster, quality ?? usualQuality), width, height };
}

function drawOverlay(raster: Raster, { text, clock, corner, size }: Overlay, takenAt: Date): void {
  const line = [text.trim(), clock ? clockText(takenAt) : ''].filter(Boolean).join('  ');
  if (line === '') return;
  const dotSize = Math.max(1, Math.round((raster.height * lineShare[size]) / lineDots));
  const margin = 2 * dotSize;
  const shown = ellipsize(line, raster.width - 2 * margin, dotSize);
  const box = { width: textWidth(shown, dotSize) + 2 * margin, height: (lineDots + 2) * dotSize };
  const x = corner.endsWith('left') ? 0 : raster.width - box.width;
  const y = corner.startsWith('top') ? 0 : raster.height - box.height;
  raster.rect({ x, y, ...box }, boxColour);
  drawText(raster, shown, { x: x + margin, y: y + dotSize, dotSize, colour: textColour });
}

/** By the clock of the server, as ISO 8601 writes it: people of all countries read it in one way. */
function clockText(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
