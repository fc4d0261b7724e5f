import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeJpeg } from '../../../../../server/picture/jpeg-encoder.ts';
import { MosaicJpeg } from '../../../../../server/picture/jpeg/mosaic-jpeg.ts';
import { Raster } from '../../../../../server/picture/raster.ts';
import { decoded, difference, hashedByFfmpeg } from '../decoded.ts';

const sizes: [number, number][] = [
  [1, 1],
  [16, 16],
  [17, 33],
  [160, 120],
  [641, 361],
];

/** Waves, edges and noise, so that all kinds of coefficients appear. */
function busyRaster(width: number, height: number): Raster {
  const raster = new Raster(width, height);
  let noise = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      noise = Math.imul(noise, 1_103_515_245) + 12_345;
      const wave = 128 + 90 * Math.sin(x / 9) * Math.cos(y / 7);
      const rough = x > width / 2 ? (noise >>> 16) % 60 : 0;
      raster.blend(x, y, [wave + rough, wave, 255 - wave], 1);
    }
  }
  raster.rect({ x: width >> 2, y: height >> 2, width: width >> 2, height: height >> 2 }, [255, 0, 0]);
  return raster;
}

describe('a mosaic JPEG', () => {
  describe.each(sizes)('of %ix%i', (width, height) => {
    test.each([1, 50, 80, 100])('at quality %i is as good as an ordinary one', async (quality) => {
      const raster = busyRaster(width, height);
      const ours = await decoded(new MosaicJpeg(raster, quality).encode());
      const ordinary = await decoded(await encodeJpeg(raster, quality));
      expect([ours.width, ours.height]).toEqual([width, height]);
      expect(difference(ours, raster)).toBeLessThan(difference(ordinary, raster) * 1.05 + 0.5);
    });
  });

  test('follows its raster where it was touched', async () => {
    const raster = busyRaster(100, 70);
    const jpeg = new MosaicJpeg(raster, 90);
    jpeg.encode();
    const area = { x: 30, y: 20, width: 40, height: 33 };
    raster.rect(area, [0, 255, 0]);
    jpeg.touch(area);
    expect(jpeg.encode()).toEqual(new MosaicJpeg(raster, 90).encode());
  });

  test('keeps the old picture where it was not touched, in new bytes', () => {
    const raster = busyRaster(64, 64);
    const jpeg = new MosaicJpeg(raster, 90);
    const first = jpeg.encode();
    raster.fill([0, 0, 0]);
    const second = jpeg.encode();
    expect(second).toEqual(first);
    expect(second.buffer === first.buffer && second.byteOffset === first.byteOffset).toBe(false);
  });

  test('is the same after any drawing as a new one', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const colours = fc.tuple(channel, channel, channel);
    const areas = fc.record({
      x: fc.integer({ min: -40, max: 90 }),
      y: fc.integer({ min: -40, max: 90 }),
      width: fc.integer({ min: 0, max: 60 }),
      height: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(areas, colours), { maxLength: 8 }), (strokes) => {
        const raster = new Raster(77, 50);
        const jpeg = new MosaicJpeg(raster, 75);
        for (const [area, colour] of strokes) {
          raster.rect(area, colour);
          jpeg.touch(area);
          expect(jpeg.encode()).toEqual(new MosaicJpeg(raster, 75).encode());
        }
      }),
    );
  });

  test('of any pixels is decoded without a warning', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32 * 16 * 3, maxLength: 32 * 16 * 3 }),
        fc.integer({ min: 1, max: 100 }),
        async (pixels, quality) => {
          const raster = new Raster(32, 16);
          raster.pixels.set(pixels);
          const picture = await decoded(new MosaicJpeg(raster, quality).encode());
          expect(picture.width).toBe(32);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(sizes.slice(1))('of %ix%i is decoded by ffmpeg without a message', (width, height) => {
    expect(hashedByFfmpeg([new MosaicJpeg(busyRaster(width, height), 80).encode()])).toHaveLength(1);
  });
});
