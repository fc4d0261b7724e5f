import { JpegDemuxer } from '../capture/jpeg/jpeg-demuxer.ts';
import { frameDropText } from '../contract/capture-error.ts';
import { hookAnswerLimits } from '../contract/hook/hook-answer.ts';
import type { CapturedImage } from '../frame/frame.ts';
import { HookProblem } from './hook-problem.ts';

/** Reads the JPEG of a hook as strictly as one of a camera: viewers would get it as it is. @throws HookProblem bad-picture */
export function readJpeg(bytes: Buffer): CapturedImage {
  let image: CapturedImage | undefined;
  let why = 'it is not a whole JPEG';
  const demuxer = new JpegDemuxer({
    maxFrameBytes: hookAnswerLimits.pictureBytes,
    maxPictureSize: () => hookAnswerLimits.side,
    clock: { nowMs: () => 0 },
    onImage: (read) => (image ??= read),
    onDrop: (reason, detail) => (why = detail ?? frameDropText[reason]),
  });
  demuxer.push(bytes);
  demuxer.end();
  if (image) return image;
  throw new HookProblem('bad-picture', why);
}
