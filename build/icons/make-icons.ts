/**
 * Writes the mark of server/contract/mark.ts to the icons of the pages and of the package. Run
 * `node build/icons/make-icons.ts` after a change of the mark.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { markSvg, startSvg } from '../../server/contract/mark.ts';
import { productName } from '../../server/contract/product.ts';

const sizesPx = [16, 24, 32, 48, 64, 128, 256, 512];
const publicFolder = join(import.meta.dirname, '../../renderer/public');

writeFileSync(join(publicFolder, 'icon.svg'), `${markSvg}\n`);
writeFileSync(join(publicFolder, 'start.svg'), `${startSvg}\n`);
for (const sizePx of sizesPx)
  await draw(markSvg, sizePx, join(import.meta.dirname, `${sizePx}x${sizePx}.png`));
// For browsers that show no SVG as a page's icon.
await draw(markSvg, 48, join(publicFolder, 'icon.png'));
// A phone rounds the corners itself, and shows what is transparent in black.
await draw(markSvg.replace(' rx="7"', ''), 180, join(publicFolder, 'apple-touch-icon.png'));

// It lets phones keep the pages as an app.
const manifest = {
  name: productName,
  start_url: './',
  display: 'standalone',
  background_color: '#0b0d10',
  theme_color: '#161a1f',
  icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }, appIcon(512)],
};
await draw(markSvg, 512, join(publicFolder, 'icon-512.png'));
writeFileSync(join(publicFolder, 'manifest.webmanifest'), `${JSON.stringify(manifest, undefined, 2)}\n`);

function appIcon(sizePx: number) {
  return { src: `icon-${sizePx}.png`, sizes: `${sizePx}x${sizePx}`, type: 'image/png' };
}

async function draw(svg: string, sizePx: number, target: string): Promise<void> {
  const sourcePx = 32;
  const dotsPerInch = 72;
  const drawing = sharp(Buffer.from(svg), { density: (dotsPerInch * sizePx) / sourcePx });
  await drawing.resize(sizePx, sizePx).png({ compressionLevel: 9, palette: true }).toFile(target);
}
