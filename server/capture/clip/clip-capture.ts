import type { CapturedImage } from '../../frame/frame.ts';
import type { Capture } from '../capture.ts';
import { childCapture } from '../child-capture.ts';
import type { DemuxOptions } from '../demuxed-images.ts';
import { ffmpegClipArgs } from '../ffmpeg-args.ts';
import { ffmpegClipError } from '../program-errors.ts';
import { findClip } from './clip-place.ts';
import { describeClip, type ClipVideo } from './describe-clip.ts';
import { pictureFolderImages } from './picture-folder.ts';

export interface ClipCaptureOptions extends DemuxOptions {
  /** A path, or a name in the first of `folders`: a video, or a folder of JPEG pictures. */
  name: string;
  /** The folders whose clips may be read. */
  folders: readonly string[];
  width?: number | undefined;
  height?: number | undefined;
  /** Pictures a second of a folder; of a video that is encoded, the most. */
  framesPerSecond?: number | undefined;
  quality: number;
}

/**
 * A video file or a folder of pictures, shown again and again as if it were a camera: a video at the times that are in
 * it. MJPEG, also that of this server's recordings, is passed through; every other video is encoded once.
 */
export function openClipCapture(options: ClipCaptureOptions): Capture {
  return { frames: (signal) => images(options, signal) };
}

async function* images(options: ClipCaptureOptions, signal: AbortSignal): AsyncGenerator<CapturedImage> {
  const place = await findClip(options.name, options.folders);
  if (signal.aborted) return;
  if (place.kind === 'folder') {
    yield* pictureFolderImages({ ...options, folder: place.path }, signal);
    return;
  }
  const video = await describeClip(place.path, signal);
  if (signal.aborted) return;
  options.report.pace(video.framesPerSecond);
  const isPassed = video.codec === 'mjpeg';
  if (isPassed) noteDifferences(options, video);
  const capture = childCapture({
    ...options,
    command: 'ffmpeg',
    args: ffmpegClipArgs({ ...options, path: place.path, encode: !isPassed }),
    outputFd: 1,
    diagnose: ffmpegClipError,
  });
  yield* capture.frames(signal);
}

function noteDifferences({ width, height, framesPerSecond, report }: ClipCaptureOptions, video: ClipVideo) {
  const differs =
    (width !== undefined && width !== video.width) ||
    (height !== undefined && height !== video.height) ||
    (framesPerSecond !== undefined && framesPerSecond !== video.framesPerSecond);
  if (!differs) return;
  const rate = video.framesPerSecond === undefined ? '' : ` at ${video.framesPerSecond} frames per second`;
  report.notice(`The clip's pictures are passed on as they are: ${video.width}x${video.height}${rate}.`);
}
