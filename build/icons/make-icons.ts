/**
 * Draws the icons of the package from the icon of the pages. Run `node build/icons/make-icons.ts` after a change of
 * that icon.
 */
import { join } from 'node:path';
import sharp from 'sharp';

const sizesPx = [16, 24, 32, 48, 64, 128, 256, 512];
const source = join(import.meta.dirname, '../../renderer/public/icon.svg');
const sourcePx = 32;
const dotsPerInch = 72;

for (const sizePx of sizesPx) {
  const target = join(import.meta.dirname, `${sizePx}x${sizePx}.png`);
  const drawing = sharp(source, { density: (dotsPerInch * sizePx) / sourcePx });
  await drawing.resize(sizePx, sizePx).png({ compressionLevel: 9, palette: true }).toFile(target);
}
