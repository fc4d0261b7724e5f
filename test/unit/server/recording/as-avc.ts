import { execFile } from 'node:child_process';
import { toH264 } from '../../../../server/publish/encoder/encoder-args.ts';
import { FlvReader } from '../../../../server/publish/encoder/flv-reader.ts';
import { liveHead, pictureHead } from '../../../../server/recording/matroska/live-stream.ts';
import type { TimedFrame } from './whole-file.ts';

/** The same frames as H.264, made with the arguments of the server, with their times. */
export async function asAvc(
  jpegs: readonly TimedFrame[],
  size: { width: number; height: number },
): Promise<{ frames: TimedFrame[]; avc: Buffer }> {
  const parts = jpegs.flatMap(({ jpeg, atMs }) => [pictureHead(atMs, jpeg.length), jpeg]);
  const args = ['-v', 'error', '-f', 'matroska', '-i', 'pipe:0'];
  const output = await new Promise<Buffer>((resolve, reject) => {
    const child = execFile(
      'ffmpeg',
      [...args, ...toH264({ encoder: 'libx264', bitrate: 2_000 })],
      { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(Buffer.concat([liveHead(size, 100), ...parts]));
  });
  const frames: TimedFrame[] = [];
  let avc: Buffer = Buffer.alloc(0);
  const reader = new FlvReader({
    onConfiguration: (record) => (avc = Buffer.from(record)),
    onPicture: ({ data, isKey, timeMs }) => frames.push({ jpeg: Buffer.from(data), isKey, atMs: timeMs }),
  });
  reader.push(output);
  return { frames, avc };
}
