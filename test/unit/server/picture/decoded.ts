import { spawnSync } from 'node:child_process';
import sharp from 'sharp';
import type { Raster } from '../../../../server/picture/raster.ts';

export interface DecodedJpeg {
  width: number;
  height: number;
  pixels: Buffer;
}

/** Decodes a JPEG; any warning of libjpeg is an error. */
export async function decoded(jpeg: Buffer): Promise<DecodedJpeg> {
  const { data, info } = await sharp(jpeg, { failOn: 'warning' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

/** A hash of every picture as ffmpeg decodes it from a stream of JPEGs; any message of ffmpeg is an error. */
export function hashedByFfmpeg(jpegs: Buffer[]): string[] {
  const strict = ['-v', 'error', '-xerror', '-err_detect', 'explode'];
  const { status, stdout, stderr } = spawnSync(
    'ffmpeg',
    [...strict, '-f', 'mjpeg', '-i', '-', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
    { input: Buffer.concat(jpegs), encoding: 'utf8' },
  );
  if (status !== 0 || stderr !== '') throw new Error(`ffmpeg ended with ${status}: ${stderr}`);
  return [...stdout.matchAll(/^0,.* ([0-9a-f]{32})$/gm)].map((match) => match[1] ?? '');
}

/** The root of the mean square of all differences, 0 to 255. */
export function difference(one: DecodedJpeg | Raster, other: DecodedJpeg | Raster): number {
  if (one.width !== other.width || one.height !== other.height) throw new Error('not the same size');
  let sum = 0;
  for (const [index, value] of one.pixels.entries()) sum += (value - (other.pixels[index] ?? 0)) ** 2;
  return Math.sqrt(sum / one.pixels.length);
}

/** Rows, from the top, in which some pixel differs by more than `threshold`. */
export function changedRows(one: DecodedJpeg, other: DecodedJpeg, threshold: number): number[] {
  const rowBytes = one.width * 3;
  return Array.from({ length: one.height }, (_, row) => row).filter((row) => {
    const values = one.pixels.subarray(row * rowBytes, (row + 1) * rowBytes);
    return values.some(
      (value, index) => Math.abs(value - (other.pixels[row * rowBytes + index] ?? 0)) > threshold,
    );
  });
}
