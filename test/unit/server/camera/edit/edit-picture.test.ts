import { describe, expect, test } from 'vitest';
import { editsInTurn, hasEdits, type Edits } from '../../../../../server/camera/edit/edit-picture.ts';
import { defaultOverlay, wholeMask } from '../../../../../server/contract/config/edits.ts';
import { createExifSegment } from '../../../../../server/capture/jpeg/exif-segment.ts';
import { decodeJpeg } from '../../../../../server/picture/jpeg-decoder.ts';
import { pictureQueue } from '../../../../../server/picture/picture-queue.ts';
import type { RawPicture } from '../../../../../server/picture/raster.ts';
import { jpeg, quarters } from '../../../../fixtures/images.ts';

const edit = editsInTurn(pictureQueue());
const takenAt = new Date(2026, 10, 29, 9, 5, 7);
const edited = async (picture: Buffer, edits: Edits) =>
  decodeJpeg((await edit(picture, edits, takenAt)).jpeg);
/** Red, green and blue at a place in parts of the picture. */
const colourAt = ({ pixels, width, height }: RawPicture, x: number, y: number) => {
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
  return [...pixels.subarray(at, at + 3)];
};
const isBlack = (colour: number[]) => colour.every((part) => part < 24);

describe('a mask', () => {
  test('blackens its zones and nothing else', async () => {
    const picture = await edited(quarters('320x240'), {
      mask: [
        [
          [0.5, 0.5],
          [1, 0.5],
          [1, 1],
          [0.5, 1],
        ],
      ],
    });
    for (const [x, y] of [
      [0.52, 0.53],
      [0.75, 0.75],
      [0.99, 0.99],
    ] as const)
      expect(isBlack(colourAt(picture, x, y))).toBe(true);
    expect(colourAt(picture, 0.25, 0.25)[0]).toBeGreaterThan(180);
    expect(colourAt(picture, 0.75, 0.25)[1]).toBeGreaterThan(180);
  });

  test('of the whole picture leaves nothing', async () => {
    const { pixels } = await edited(jpeg('160x120'), { mask: wholeMask() });
    expect(Math.max(...pixels)).toBeLessThan(8);
  });

  test('is drawn on the picture as people see it, after it was turned', async () => {
    // Turned by a quarter, the red quarter is at the top right.
    const turned = createExifSegment(6);
    const plain = quarters('320x240');
    const picture = Buffer.concat([plain.subarray(0, 2), turned, plain.subarray(2)]);
    const corner = [
      [0.5, 0],
      [1, 0],
      [1, 0.5],
      [0.5, 0.5],
    ] as [number, number][];
    const shown = await edited(picture, { mask: [corner] });
    expect([shown.width, shown.height]).toEqual([240, 320]);
    expect(isBlack(colourAt(shown, 0.75, 0.25))).toBe(true);
    for (const [x, y] of [
      [0.25, 0.25],
      [0.25, 0.75],
      [0.75, 0.75],
    ] as const)
      expect(colourAt(shown, x, y)[1]).toBeGreaterThan(180);
  });
});

test('text and clock stand in their corner', async () => {
  const plain = await decodeJpeg(quarters('320x240'));
  const overlay = { ...defaultOverlay(), text: 'Door', corner: 'bottom-right' } as const;
  const picture = await edited(quarters('320x240'), { overlay });
  const changed = (x: number, y: number) =>
    colourAt(picture, x, y).some((part, at) => Math.abs(part - (colourAt(plain, x, y)[at] ?? 0)) > 60);
  expect(changed(0.98, 0.98)).toBe(true);
  expect(changed(0.02, 0.98)).toBe(false);
  expect(changed(0.98, 0.5)).toBe(false);
  const later = await edit(quarters('320x240'), { overlay }, new Date(takenAt.getTime() + 1_000));
  expect(later.jpeg).not.toEqual((await edit(quarters('320x240'), { overlay }, takenAt)).jpeg);
});

test('sharpening makes edges steeper', async () => {
  const picture = jpeg('160x120');
  const steepness = ({ pixels }: RawPicture) =>
    pixels.reduce((sum, value, at) => sum + Math.abs(value - (pixels[at + 3] ?? value)), 0);
  const plain = await edited(picture, { turn_pixels: true });
  expect(steepness(await edited(picture, { sharpen: true }))).toBeGreaterThan(steepness(plain));
});

test('pixels are turned without a mark that they should be', async () => {
  const plain = quarters('320x240');
  const picture = Buffer.concat([plain.subarray(0, 2), createExifSegment(3), plain.subarray(2)]);
  const { jpeg: turned, width } = await edit(picture, { turn_pixels: true }, takenAt);
  expect(width).toBe(320);
  expect(turned.includes('Exif')).toBe(false);
  expect(colourAt(await decodeJpeg(turned), 0.75, 0.75)[0]).toBeGreaterThan(180);
});

test('a picture that cannot be decoded is refused', async () => {
  await expect(edit(Buffer.from('no picture'), { mask: wholeMask() }, takenAt)).rejects.toThrow();
});

test('a camera without such settings has no edits', () => {
  expect(hasEdits({})).toBe(false);
  expect(hasEdits({ mask: [], overlay: null, sharpen: false, turn_pixels: null })).toBe(false);
});
