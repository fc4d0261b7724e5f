/**
 * Writes the mark of server/contract/product.ts to the icons of the pages and of the package. Run
 * `node build/icons/make-icons.ts` after a change of the mark.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { markSvg } from '../../server/contract/product.ts';

const sizesPx = [16, 24, 32, 48, 64, 128, 256, 512];
const publicFolder = join(import.meta.dirname, '../../renderer/public');

writeFileSync(join(publicFolder, 'icon.svg'), `${markSvg}\n`);
for (const sizePx of sizesPx)
  await draw(markSvg, sizePx, join(import.meta.dirname, `${sizePx}x${sizePx}.png`));
// For browsers that show no SVG as a page's icon.
await draw(markSvg, 48, join(publicFolder, 'icon.png'));
// A phone rounds the corners itself, and shows what is transparent in black.
await draw(markSvg.replace(' rx="7"', ''), 180, join(publicFolder, 'apple-touch-icon.png'));

async function draw(svg: string, sizePx: number, target: string): Promise<void> {
  const sourcePx = 32;
  const dotsPerInch = 72;
  const drawing = sharp(Buffer.from(svg), { density: (dotsPerInch * sizePx) / sourcePx });
  await drawing.resize(sizePx, sizePx).png({ compressionLevel: 9, palette: true }).toFile(target);
}
