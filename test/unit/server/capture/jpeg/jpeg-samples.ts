import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ExifOrientation } from '../../../../../server/capture/jpeg/exif-orientation.ts';
import { JpegDemuxer, type JpegDemuxerOptions } from '../../../../../server/capture/jpeg/jpeg-demuxer.ts';
import { repairImage } from '../../../../../server/capture/jpeg/jpeg-repair.ts';
import type { CapturedImage } from '../../../../../server/frame/frame.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

/**
 * Images of ffmpeg's moving test picture with noise. Each comes from a file of its own, so that no stream must be cut.
 */
export function ffmpegImages(size: string, count: number, ...options: string[]): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), 'jpeg-'));
  try {
    const source = `testsrc2=size=${size}:rate=30,noise=alls=6:allf=t`;
    const input = ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-frames:v', String(count)];
    execFileSync('ffmpeg', [...input, '-c:v', 'mjpeg', '-q:v', '5', ...options, join(folder, '%03d.jpg')]);
    return readdirSync(folder)
      .toSorted()
      .map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Images as most cameras send them: 4:2:2 with the standard Huffman tables. */
export function cameraImages(size: string, count: number): Buffer[] {
  return ffmpegImages(size, count, '-pix_fmt', 'yuvj422p', '-huffman', 'default');
}

export function cameraImage(size: string): Buffer {
  const [image] = cameraImages(size, 1);
  if (!image) throw new Error('ffmpeg made no image');
  return image;
}

/** Images with DRI and a restart marker after each row of blocks. */
export function restartImages(size: string, count: number): Buffer[] {
  return ffmpegImages(size, count, '-pix_fmt', 'yuvj422p', '-threads', '2', '-thread_type', 'slice');
}

export function progressiveImage(jpeg: Buffer): Promise<Buffer> {
  return sharp(jpeg).jpeg({ progressive: true }).toBuffer();
}

/** A marker segment: `payload` without the length. */
export function segment(code: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** All segments up to the first SOS, which is included, as [code, start, end] with the marker at `start`. */
export function segmentsOf(jpeg: Buffer): { code: number; start: number; end: number }[] {
  const segments = [];
  for (let start = 2; ;) {
    const code = jpeg.readUInt8(start + 1);
    const end = start + 2 + jpeg.readUInt16BE(start + 2);
    segments.push({ code, start, end });
    if (code === 0xda) return segments;
    start = end;
  }
}

export function segmentOf(jpeg: Buffer, code: number): { start: number; end: number } {
  const found = segmentsOf(jpeg).find((one) => one.code === code);
  if (!found) throw new Error(`no segment 0x${code.toString(16)}`);
  return found;
}

/** The image with its bytes from `start` to `end` replaced. */
export function spliced(jpeg: Buffer, start: number, end: number, ...instead: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, start), ...instead, jpeg.subarray(end)]);
}

/** The image without any segment of this code before its first scan. */
export function without(jpeg: Buffer, code: number): Buffer {
  const found = segmentsOf(jpeg).filter((one) => one.code === code);
  return found.reduceRight((rest, { start, end }) => spliced(rest, start, end), jpeg);
}

/** The output of a demuxer, in order: images and the reasons of drops. */
export type Output = CapturedImage | string;

export function demux(chunks: Buffer[], options: Partial<JpegDemuxerOptions> = {}): Output[] {
  const output: Output[] = [];
  const demuxer = new JpegDemuxer({
    maxFrameBytes: 1024 * 1024,
    clock: new SteppedClock(),
    onImage: (image) => output.push(image),
    onDrop: (reason) => output.push(reason),
    ...options,
  });
  for (const chunk of chunks) demuxer.push(chunk);
  demuxer.end();
  return output;
}

/** The repaired bytes of an image in memory of its own. */
export function repairJpeg(jpeg: Buffer, orientation: ExifOrientation): Buffer {
  return repairImage({ jpeg, width: 0, height: 0, capturedAtMs: 0 }, orientation).jpeg;
}
