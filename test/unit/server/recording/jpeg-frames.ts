import { execFileSync } from 'node:child_process';
import type { Frame } from '../../../../server/frame/frame.ts';
import { splitJpegs } from './split-jpegs.ts';
import type { SegmentFacts } from '../../../../server/recording/matroska/segment-facts.ts';

/** Whether a program is on this machine. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`]);
    return true;
  } catch {
    return false;
  }
}

/** Sound JPEGs with moving content, made by ffmpeg at once. */
export function jpegs(count: number, size = '160x120'): Buffer[] {
  const source = `testsrc2=size=${size}:rate=30`;
  const bytes = execFileSync(
    'ffmpeg',
    ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-frames:v', `${count}`, '-f', 'mjpeg', 'pipe:1'],
    { maxBuffer: 1024 * 1024 * 1024 },
  );
  return splitJpegs(bytes);
}

/** The least that begins and ends like a JPEG, with a number in it. */
export function tinyJpeg(number: number, bytes = 12): Buffer {
  const jpeg = Buffer.alloc(bytes);
  jpeg.writeUInt16BE(0xffd8, 0);
  jpeg.writeUInt32BE(number, 2);
  jpeg.writeUInt16BE(0xffd9, bytes - 2);
  return jpeg;
}

/** The number in a tiny JPEG. */
export const numberIn = (jpeg: Buffer) => jpeg.readUInt32BE(2);

export const testFacts: SegmentFacts = {
  camera: { id: 'door', name: 'Front door' },
  startedAt: new Date('2026-11-29T10:05:00.123Z'),
  clock: 'synchronised',
  bootId: '3b5d0e34-9c3c-4a4e-9b59-0c8d7a3e4f11',
  bootMs: 123_456,
  width: 160,
  height: 120,
  orientation: 1,
};

/** Wall-clock minus monotonic time in frames of `cameraFrame`. */
export const wallOffsetMs = Date.parse('2026-11-20T12:00:00.000Z');

export function cameraFrame(
  sequence: number,
  atMs: number,
  options: Partial<Frame> & { wallOffsetMs?: number } = {},
): Frame {
  const { wallOffsetMs: offset = wallOffsetMs, ...rest } = options;
  return {
    jpeg: tinyJpeg(sequence, 1_000),
    width: 160,
    height: 120,
    capturedAtMs: atMs,
    capturedAt: offset + atMs,
    sequence,
    origin: 'camera',
    ...rest,
  };
}

export interface ProbedFile {
  timesMs: number[];
  sizes: number[];
  durationMs: number;
  width: number;
  height: number;
  codec: string;
  tags: Record<string, string>;
  rotation: number | undefined;
}

/** Every packet of a file, as ffprobe reads it. */
export function probe(path: string): ProbedFile {
  const args = ['-v', 'error', '-show_packets', '-show_format', '-show_streams', '-of', 'json', path];
  const told = JSON.parse(
    execFileSync('ffprobe', args, {
      maxBuffer: 1024 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  );
  const [stream] = told.streams;
  return {
    timesMs: told.packets.map((packet: { pts_time: string }) => Number(packet.pts_time) * 1_000),
    sizes: told.packets.map((packet: { size: string }) => Number(packet.size)),
    durationMs: Number(told.format.duration) * 1_000,
    width: stream.width,
    height: stream.height,
    codec: stream.codec_name,
    tags: { ...told.format.tags, ...stream.tags },
    rotation: stream.side_data_list?.[0]?.rotation,
  };
}
