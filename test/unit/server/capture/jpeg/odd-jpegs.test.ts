import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CapturedImage } from '../../../../../server/frame/frame.ts';
import {
  cameraImage,
  demux,
  repairJpeg,
  restartImages,
  segment,
  segmentOf,
  spliced,
  without,
} from './jpeg-samples.ts';
import { oddImages, oddRestarts } from './odd-jpegs.ts';

const [width, height] = [48, 96];
const image = cameraImage(`${width}x${height}`);
const [restarts = image] = restartImages(`${width}x${height}`, 1);
const { whole: wholeRestarts, damaged } = oddRestarts(restarts);
const after = cameraImage('16x16');

const whole = [
  ...Object.entries(oddImages(image)).map(([name, jpeg]) => [name, jpeg, image] as const),
  ...Object.entries(wholeRestarts).map(([name, jpeg]) => [name, jpeg, restarts] as const),
];
const all = [...whole, ...Object.entries(damaged).map(([name, jpeg]) => [name, jpeg, restarts] as const)];

/** The image as the demuxer passes it on; fails if it does not. */
function passed(jpeg: Buffer): Buffer {
  const [first] = demux([jpeg]);
  if (typeof first !== 'object') throw new Error(`dropped as ${first}`);
  return Buffer.from(first.jpeg);
}

function damages(jpeg: Buffer): number {
  let count = 0;
  demux([jpeg], { onDamaged: () => count++ });
  return count;
}

describe('an image in an unusual form', () => {
  test.each(all)('%s is passed on with its size, and what follows it, too', (_, jpeg) => {
    const output = demux([Buffer.concat([jpeg, after, jpeg])]);
    expect(output).toMatchObject([{ width, height }, { jpeg: after }, { width, height }]);
  });

  test.each(all)('%s is found wherever the stream is cut', (_, jpeg) => {
    const stream = Buffer.concat([jpeg, Buffer.alloc(5), jpeg, after]);
    const expected = outline(demux([stream]));
    expect(expected).toHaveLength(3);
    for (let at = 1; at < stream.length; at++) {
      expect(outline(demux([stream.subarray(0, at), stream.subarray(at)]))).toEqual(expected);
    }
    expect(outline(demux([...stream].map((byte) => Buffer.of(byte))))).toEqual(expected);
  });

  test.each(all)('%s survives the copying of ffmpeg into a raw stream', (_, jpeg) => {
    const input = Buffer.concat([jpeg, after, jpeg]);
    const copy = ['-f', 'mjpeg', '-i', 'pipe:0', '-c', 'copy', '-f', 'image2pipe', 'pipe:1'];
    const stream = execFileSync('ffmpeg', ['-loglevel', 'quiet', ...copy], { input });
    const sizes = demux([stream]).map((one) => (typeof one === 'object' ? one.width : one));
    expect(sizes).toEqual([width, 16, width]);
  });

  test.each(Object.entries(damaged))('%s is counted as damaged', (_, jpeg) => {
    expect(damages(Buffer.concat([jpeg, after, jpeg]))).toBe(2);
  });

  test('is not counted as damaged where its restart markers are right', () => {
    const { 'with restart markers announced that do not come': inVain = image, ...sound } = oddImages(image);
    for (const jpeg of [image, restarts, ...Object.values(sound)]) expect(damages(jpeg)).toBe(0);
    expect(damages(inVain)).toBe(1);
  });

  test('has no stray bytes and idle markers any more', () => {
    const forms = oddImages(image);
    const names = Object.keys(forms).filter((name) => name.endsWith('between segments'));
    expect(names).toHaveLength(4);
    for (const name of names) expect(passed(forms[name] ?? image)).toEqual(image);
  });

  test('with more stray bytes than padding has is corrupt', () => {
    const sof = segmentOf(image, 0xc0);
    const padded = (bytes: number) => spliced(image, sof.start, sof.start, Buffer.alloc(bytes, 0x20));
    expect(demux([padded(64)])).toMatchObject([{ width, height }]);
    expect(demux([padded(65), after])).toMatchObject(['corrupt', { jpeg: after }]);
  });
});

describe('an orientation in an image in an unusual form', () => {
  test.each(whole)('%s turns it, and brings Huffman tables where it has none', async (_, jpeg, plain) => {
    const bare = without(passed(jpeg), 0xc4);
    const [turned, expected] = await Promise.all([pixels(repairJpeg(bare, 6)), pixels(repairJpeg(plain, 6))]);
    expect(turned.info).toMatchObject({ width: height, height: width });
    expect(turned.data.equals(expected.data)).toBe(true);
  });

  test('comes with Huffman tables, also when there is only an empty DHT', async () => {
    const bare = spliced(without(image, 0xc4), 2, 2, segment(0xc4, Buffer.alloc(0)));
    const repaired = repairJpeg(passed(bare), 1);
    expect(repaired).toHaveLength(bare.length + 420);
    expect((await pixels(repaired)).data.equals((await pixels(image)).data)).toBe(true);
  });
});

describe('sharp and ffmpeg show an image in an unusual form', () => {
  test.each(whole)('%s like a usual one', async (name, jpeg, plain) => {
    const shown = await pixels(passed(jpeg));
    expect(shown.data.equals((await pixels(plain)).data)).toBe(true);
    // ffmpeg takes the bytes for a part of the interval and reports that; it shows the picture anyway.
    if (name === 'with bytes before a restart marker')
      expect(ffmpegPixels(jpeg)).toHaveLength(width * height * 3);
    else expect(ffmpegPixels(passed(jpeg)).equals(ffmpegPixels(plain))).toBe(true);
  });

  test.each(Object.entries(damaged))('%s as far as they can', async (_, jpeg) => {
    expect((await pixels(passed(jpeg))).info).toMatchObject({ width, height });
    expect(ffmpegPixels(passed(jpeg))).toHaveLength(width * height * 3);
  });
});

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
describe.skipIf(!existsSync(executablePath))('Chromium shows an image in an unusual form', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    // Only secure pages have ImageDecoder.
    await page.route('http://localhost/**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('http://localhost/');
  });
  afterAll(() => browser.close());

  test.each(whole)('%s like a usual one, also turned', async (_, jpeg, plain) => {
    for (const orientation of [1, 6] as const) {
      const shown = await show(page, repairJpeg(passed(jpeg), orientation));
      expect(shown).toEqual(await show(page, repairJpeg(plain, orientation)));
      expect(shown).toMatchObject(orientation === 1 ? { width, height } : { width: height, height: width });
    }
  });

  test.each(Object.entries(damaged))('%s as far as it can, also turned', async (_, jpeg) => {
    expect(await show(page, repairJpeg(passed(jpeg), 1))).toMatchObject({ width, height });
    expect(await show(page, repairJpeg(passed(jpeg), 6))).toMatchObject({ width: height, height: width });
  });
});

function outline(output: ReturnType<typeof demux>): string[] {
  return output.map((one) =>
    typeof one === 'string' ? one : (one satisfies CapturedImage).jpeg.toString('latin1'),
  );
}

function pixels(jpeg: Buffer) {
  return sharp(jpeg, { failOn: 'none' }).autoOrient().raw().toBuffer({ resolveWithObject: true });
}

function ffmpegPixels(jpeg: Buffer): Buffer {
  const input = ['-loglevel', 'quiet', '-f', 'mjpeg', '-i', 'pipe:0', '-frames:v', '1'];
  return execFileSync('ffmpeg', [...input, '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'], { input: jpeg });
}

/** Decodes as a wall does: with createImageBitmap, and with ImageDecoder, which must agree on the encoded size. */
function show(page: Page, jpeg: Buffer): Promise<{ width: number; height: number; pixels: number[] }> {
  return page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${jpeg.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const decoder = new ImageDecoder({ type: 'image/jpeg', data: bytes });
    const { image } = await decoder.decode();
    if (image.codedWidth !== ${width} || image.codedHeight !== ${height}) throw new Error('ImageDecoder differs');
    image.close();
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, pixels: [...data] };
  })()`);
}
