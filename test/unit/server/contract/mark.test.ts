import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { markSvg, startSvg } from '../../../../server/contract/mark.ts';
import { productName } from '../../../../server/contract/product.ts';

const root = join(import.meta.dirname, '../../../..');
const file = (name: string) => join(root, 'renderer/public', name);

describe('the mark', () => {
  test.each([
    ['icon.svg', markSvg],
    ['start.svg', startSvg],
  ])('is the one in %s: run build/icons/make-icons.ts', (name, svg) => {
    expect(readFileSync(file(name), 'utf8')).toBe(`${svg}\n`);
  });

  test.each([
    [file('icon.png'), 48],
    [file('icon-512.png'), 512],
    [file('apple-touch-icon.png'), 180],
    [join(root, 'build/icons/512x512.png'), 512],
  ])('looks the same in %s', async (path, sizePx) => {
    const drawn = sharp(Buffer.from(markSvg), { density: (72 * sizePx) / 32 }).resize(sizePx, sizePx);
    const [there, wanted] = await Promise.all([middle(sharp(path), sizePx), middle(drawn, sizePx)]);
    const furthest = there.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - (wanted[index] ?? 0))),
      0,
    );
    // A palette rounds the colours.
    expect(furthest).toBeLessThan(16);
  });

  test('and the name are those of the app that a phone keeps', () => {
    const { name, icons } = JSON.parse(readFileSync(file('manifest.webmanifest'), 'utf8')) as {
      name: string;
      icons: { src: string }[];
    };
    expect(name).toBe(productName);
    for (const { src } of icons) expect(existsSync(file(src))).toBe(true);
  });

  test('and the name are on the screen while the server starts', () => {
    expect(startSvg).toContain(markSvg.slice('<svg'.length));
    expect(startSvg).toContain(`>${productName}</text>`);
  });
});

/** The colours without the corners, which a phone rounds itself. */
async function middle(picture: Sharp, sizePx: number): Promise<Buffer> {
  const edge = Math.ceil(sizePx / 4);
  const side = sizePx - 2 * edge;
  return picture.extract({ left: edge, top: edge, width: side, height: side }).removeAlpha().raw().toBuffer();
}
