import { CaptureError } from '../contract/capture-error.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import type { V4l2Device, V4l2Mode } from '../contract/device/device.ts';
import { applyControls, wantedControls } from '../device/controls/v4l2-controls.ts';
import { nearestMode } from '../device/nearest-mode.ts';
import { describeV4l2Device } from '../device/v4l2/v4l2-devices.ts';
import type { CapturedImage } from '../frame/frame.ts';
import type { Capture, TakeImage } from './capture.ts';
import { childCapture } from './child-capture.ts';
import { demuxedImages, type DemuxOptions } from './demuxed-images.ts';
import { ffmpegInputFormats, ffmpegV4l2Args } from './ffmpeg-args.ts';
import { ffmpegError, v4l2CtlError } from './program-errors.ts';
import { deviceFeed } from './v4l2/device-feed.ts';
import { NoThreadError, NotThisWayError } from './v4l2/device-error.ts';
import { programNotice, type V4l2Access } from './v4l2/v4l2-access.ts';

export interface V4l2CaptureOptions extends DemuxOptions {
  /** A device number, a path or a stable link. */
  device: string;
  camera: Pick<
    CameraConfig,
    'width' | 'height' | 'fps' | 'brightness' | 'exposure' | 'white_balance' | 'autofocus' | 'controls'
  >;
  /** The JPEG quality of pictures that must be encoded. */
  quality: number;
  access: V4l2Access;
}

/**
 * Captures a V4L2 device: asks for its modes, sets its controls, and reads the nearest mode. MJPEG passes unchanged;
 * ffmpeg encodes every other format.
 */
export function openV4l2Capture(options: V4l2CaptureOptions): Capture {
  return { frames: (signal, direct) => images(options, signal, direct) };
}

/**
 * MJPEG is read in this process where that is possible. Otherwise v4l2-ctl is tried first: it uses a fifth less CPU than
 * `ffmpeg -c copy`, and 45 MB less memory per camera. It does not always say why it cannot start streaming, but ffmpeg
 * does. So where one way ends before the first image without a reason, the next takes its place, and the last either works
 * or reports the problem.
 */
async function* images(
  options: V4l2CaptureOptions,
  signal: AbortSignal,
  direct: TakeImage | undefined,
): AsyncGenerator<CapturedImage> {
  const { path, mode } = await prepare(options);
  if (signal.aborted) return;
  const passthrough = ffmpegInputFormats[mode.fourcc] === 'mjpeg';
  const ways = passthrough
    ? [...inThisProcess(options, path, mode), throughV4l2Ctl(options, path, mode)]
    : [];
  for (const way of ways) {
    let count = 0;
    const takeDirect = direct && ((image: CapturedImage) => (count++, direct(image)));
    try {
      for await (const image of way.frames(signal, takeDirect)) {
        count++;
        yield image;
      }
      return;
    } catch (error) {
      if (count > 0 || signal.aborted || !isUnexplained(error)) throw error;
      if (error instanceof NoThreadError) options.report.notice(programNotice(error));
    }
  }
  yield* throughFfmpeg(options, path, mode, !passthrough).frames(signal);
}

function isUnexplained(error: unknown): boolean {
  if (error instanceof NotThisWayError) return true;
  return error instanceof CaptureError && (error.code === 'ended' || error.code === 'no-v4l2-ctl');
}

async function prepare(options: V4l2CaptureOptions): Promise<{ path: string; mode: V4l2Mode }> {
  const { camera, report } = options;
  let device: V4l2Device;
  try {
    device = await describeV4l2Device(options.device);
  } catch (error) {
    if (!(error instanceof CaptureError) || error.code !== 'no-v4l2-ctl') throw error;
    report.notice('v4l2-ctl is not installed: the picture format is a guess and controls are not set');
    return { path: options.device, mode: guessedMode(camera) };
  }
  const nearest = nearestMode(device.modes, camera);
  if (!nearest) {
    const offered = [...new Set(device.modes.map(({ fourcc }) => fourcc))].join(', ') || 'nothing';
    throw new CaptureError('bad-format', `${device.card} offers ${offered}`);
  }
  if (nearest.mode.framesPerSecond > 0) report.pace(nearest.mode.framesPerSecond);
  if (nearest.differs !== undefined) report.notice(nearest.differs);
  const controls = wantedControls(camera, device.controls);
  for (const notice of [...controls.notices, ...(await applyControls(device.path, controls.writes))]) {
    report.notice(notice, 'controls');
  }
  return { path: device.path, mode: nearest.mode };
}

function guessedMode({ width, height, fps }: V4l2CaptureOptions['camera']): V4l2Mode {
  return { fourcc: 'MJPG', width: width ?? 1280, height: height ?? 720, framesPerSecond: fps ?? 30 };
}

function inThisProcess(options: V4l2CaptureOptions, path: string, mode: V4l2Mode): Capture[] {
  const { access, clock, report } = options;
  if (access.kind === 'programs') {
    if (access.reason !== undefined) report.notice(access.reason);
    return [];
  }
  const feed = deviceFeed({ ...access, path, mode, clock });
  return [{ frames: (signal, direct) => demuxedImages(options, feed, signal, direct) }];
}

function throughV4l2Ctl(options: V4l2CaptureOptions, path: string, mode: V4l2Mode): Capture {
  const { fourcc, width, height, framesPerSecond } = mode;
  return childCapture({
    ...options,
    // Without this, stdio holds the end of every frame back until the next one comes: 33 ms late at 30 fps.
    command: 'stdbuf',
    args: [
      ...['-o0', 'v4l2-ctl', '-d', path],
      `--set-fmt-video=width=${width},height=${height},pixelformat=${fourcc}`,
      ...(framesPerSecond > 0 ? [`--set-parm=${framesPerSecond}`] : []),
      // Four buffers bridge 133 ms at 30 fps when the machine is busy.
      ...['--stream-mmap=4', '--stream-to=-'],
    ],
    outputFd: 1,
    diagnose: v4l2CtlError,
  });
}

function throughFfmpeg(options: V4l2CaptureOptions, path: string, mode: V4l2Mode, encode: boolean): Capture {
  const { width, height, framesPerSecond } = mode;
  const inputFormat = ffmpegInputFormats[mode.fourcc];
  if (inputFormat === undefined) throw new CaptureError('bad-format', `ffmpeg does not read ${mode.fourcc}`);
  return childCapture({
    ...options,
    command: 'ffmpeg',
    args: ffmpegV4l2Args({
      path,
      inputFormat,
      width,
      height,
      framesPerSecond,
      encode,
      quality: options.quality,
      threads: 1,
    }),
    outputFd: 1,
    diagnose: ffmpegError,
  });
}
