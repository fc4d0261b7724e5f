import type { TileFrame } from '../../../../../renderer/live/painting/tile-frame.ts';
import type { TileWish } from '../../../../../renderer/live/live-tile.ts';

/** Byte after the head of a JPEG that a fake decoder refuses. */
export const brokenMark = 0xee;

/** A JPEG of 64x48 as far as its frame header, which is all that a painter reads itself. */
export function jpegOf(sequence: number, { broken = false } = {}): Uint8Array<ArrayBuffer> {
  const head = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0];
  return Uint8Array.from([...head, broken ? brokenMark : 0, sequence]);
}

export function frameOf(sequence: number, options: { tile?: number; broken?: boolean } = {}): TileFrame {
  const { tile = 1, broken = false } = options;
  const header = { tile, sequence, capturedAt: 0, orientation: 1, placeholder: false };
  return { header, jpeg: jpegOf(sequence, { broken }) };
}

/** A tile of the size of the pictures. */
export function wishOf(camera: string, changes: Partial<TileWish> = {}): TileWish {
  const size = { widthPx: 64, heightPx: 48, cameraWidthPx: 64 };
  return { camera, ...size, fps: null, full: false, fit: 'fit', rotate: 0, ...changes };
}
