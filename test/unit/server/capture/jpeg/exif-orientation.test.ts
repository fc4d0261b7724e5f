import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exifOrientation } from '../../../../../server/capture/jpeg/exif-orientation.ts';
import { ffmpegImages, without, repairJpeg } from './jpeg-samples.ts';

const rotations = [0, 90, 180, 270] as const;
const flips = ['none', 'horizontal', 'vertical'] as const;
const combinations = rotations.flatMap((rotate) => flips.map((flip) => [rotate, flip] as const));
const ways = ['img', 'createImageBitmap'] as const;
const width = 48;
const height = 32;
const [image = Buffer.alloc(0)] = ffmpegImages(
  `${width}x${height}`,
  1,
  '-pix_fmt',
  'yuvj444p',
  '-huffman',
  'default',
);

interface Picture {
  width: number;
  height: number;
  /** RGBA. */
  pixels: number[];
}

test('each orientation stands for its turn and flip, and 1 for no change', () => {
  expect(exifOrientation(0, 'none')).toBe(1);
  expect(new Set(combinations.map(([rotate, flip]) => exifOrientation(rotate, flip)))).toEqual(
    new Set([1, 2, 3, 4, 5, 6, 7, 8]),
  );
});

describe('sharp turns a picture as the configuration says', () => {
  test.each(combinations)('rotated by %i, flipped %s', async (rotate, flip) => {
    const raw = { raw: { width, height, channels: 3 as const } };
    const pixels = await sharp(image).raw().toBuffer();
    // One step at a time: in one pipeline sharp chooses its own order.
    const rotated = await sharp(pixels, raw).rotate(rotate).raw().toBuffer({ resolveWithObject: true });
    const flipped = sharp(rotated.data, { raw: { ...rotated.info, channels: 3 } })
      .flop(flip === 'horizontal')
      .flip(flip === 'vertical');
    const expected = await flipped.raw().toBuffer({ resolveWithObject: true });

    const oriented = repairJpeg(image, exifOrientation(rotate, flip));
    const shown = await sharp(oriented).autoOrient().raw().toBuffer({ resolveWithObject: true });
    expect(shown.info).toMatchObject({ width: expected.info.width, height: expected.info.height });
    expect(shown.data.equals(expected.data)).toBe(true);
  });
});

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
describe.skipIf(!existsSync(executablePath))('Chromium turns a picture as the configuration says', () => {
  let browser: Browser;
  let page: Page;
  let plain: Picture;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    plain = await show(page, image, 'img');
  });
  afterAll(() => browser.close());

  const cases = ways.flatMap((way) => combinations.map((combination) => [way, ...combination] as const));
  test.each(cases)('in %s, rotated by %i, flipped %s', async (way, rotate, flip) => {
    const oriented = repairJpeg(image, exifOrientation(rotate, flip));
    expect(await show(page, oriented, way)).toEqual(flipped(rotated(plain, rotate), flip));
  });

  test('also directly after SOI, and when Huffman tables were missing', async () => {
    const bare = without(without(image, 0xe0), 0xc4);
    expect(await show(page, repairJpeg(bare, 6), 'img')).toEqual(rotated(plain, 90));
  });
});

/** The picture as a page shows it. The code is text because these tests have no types of browsers. */
function show(page: Page, jpeg: Buffer, way: (typeof ways)[number]): Promise<Picture> {
  return page.evaluate<Picture>(`(async () => {
    const url = 'data:image/jpeg;base64,${jpeg.toString('base64')}';
    const img = new Image();
    img.src = url;
    await img.decode();
    const shown = '${way}' === 'img' ? img : await createImageBitmap(await (await fetch(url)).blob());
    const canvas = new OffscreenCanvas(shown.width, shown.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(shown, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, pixels: [...data] };
  })()`);
}

function rotated(picture: Picture, degrees: number): Picture {
  if (degrees === 0) return picture;
  const turned = mapped(picture, picture.height, picture.width, (x, y) => [y, picture.height - 1 - x]);
  return rotated(turned, degrees - 90);
}

function flipped(picture: Picture, flip: 'none' | 'horizontal' | 'vertical'): Picture {
  if (flip === 'none') return picture;
  const { width, height } = picture;
  return mapped(picture, width, height, (x, y) =>
    flip === 'horizontal' ? [width - 1 - x, y] : [x, height - 1 - y],
  );
}

function mapped(
  picture: Picture,
  width: number,
  height: number,
  from: (x: number, y: number) => [number, number],
): Picture {
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = from(x, y);
      const at = (fromY * picture.width + fromX) * 4;
      pixels.push(...picture.pixels.slice(at, at + 4));
    }
  }
  return { width, height, pixels };
}
