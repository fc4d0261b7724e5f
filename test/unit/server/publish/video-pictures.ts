import { execFileSync } from 'node:child_process';
import type { VideoFormat, VideoPicture } from '../../../../server/publish/encoder/camera-encoder.ts';
import { toH264 } from '../../../../server/publish/encoder/encoder-args.ts';
import { FlvReader } from '../../../../server/publish/encoder/flv-reader.ts';

/** Pictures of a moving test pattern as the encoder makes them: ten a second, a key frame each two seconds. */
export function videoPictures(count: number, size = '320x240'): VideoPicture[] {
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10`, '-frames:v', String(count)];
  const args = ['-v', 'error', ...source, ...toH264({ encoder: 'libx264', bitrate: 500 })];
  const [width = 0, height = 0] = size.split('x').map(Number);
  const format: VideoFormat = { configuration: Buffer.alloc(0), width, height };
  const pictures: VideoPicture[] = [];
  const reader = new FlvReader({
    onConfiguration: (record) => (format.configuration = record),
    onPicture: (picture) =>
      pictures.push({ ...picture, format, capturedAtMs: 5_000 + picture.timeMs, capturedAt: 0 }),
  });
  reader.push(execFileSync('ffmpeg', args, { maxBuffer: 64 * 1024 * 1024 }));
  return pictures;
}
