import { maxPicturePixels } from '../contract/config/picture-limits.ts';
import type { RtspTransport } from './rtsp-transports.ts';

/** ffmpeg writes only fatal messages to stderr, and never waits for a key. */
const quiet = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'];

/**
 * ffmpeg hands each image on as soon as it is read: 0.5 ms from camera to pipe. `-fflags` without a plus sign replaces
 * the flags, so that ffmpeg waits in the driver for the image; with `+nobuffer` it polls every 10 ms (5.4 ms).
 */
const atOnce = ['-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0'];

const toStdout = ['-flush_packets', '1', '-f', 'mjpeg', 'pipe:1'];

/** ffmpeg's `-input_format` for the fourcc that a V4L2 device lists. Formats that are not listed here are not read. */
export const ffmpegInputFormats: Readonly<Record<string, string>> = {
  MJPG: 'mjpeg',
  JPEG: 'mjpeg',
  H264: 'h264',
  YUYV: 'yuyv422',
  UYVY: 'uyvy422',
  YVYU: 'yvyu422',
  NV12: 'nv12',
  YU12: 'yuv420p',
  '422P': 'yuv422p',
  GREY: 'gray',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
};

export interface FfmpegV4l2Options {
  path: string;
  /** One of the values of `ffmpegInputFormats`. */
  inputFormat: string;
  width: number;
  height: number;
  framesPerSecond: number;
  /** False passes the device's MJPEG through untouched. */
  encode: boolean;
  /** JPEG quality 10..100, used when encoding. */
  quality: number;
  /**
   * The number of encoder threads. One uses the least CPU and makes the smallest images; fast devices that one core
   * cannot serve need more.
   */
  threads: number;
}

/** The arguments for ffmpeg that reads a V4L2 device and writes JPEG images to stdout. */
export function ffmpegV4l2Args(options: FfmpegV4l2Options): string[] {
  const { path, inputFormat, width, height, framesPerSecond } = options;
  return [
    ...quiet,
    ...atOnce,
    ...['-f', 'v4l2', '-input_format', inputFormat],
    ...['-video_size', `${width}x${height}`, '-framerate', String(framesPerSecond)],
    ...['-i', path],
    ...(options.encode ? encoder(options) : ['-c', 'copy']),
    ...toStdout,
  ];
}

export interface FfmpegRtspOptions {
  /** The picture is made to fit into this size, and never enlarged. */
  width?: number | undefined;
  height?: number | undefined;
  /** The highest rate; without it ffmpeg passes every picture on. */
  framesPerSecond?: number | undefined;
  quality: number;
}

/**
 * The arguments for ffmpeg that reads a network camera and writes JPEG images to stdout. The camera's URL is in
 * `rtspInputList` on stdin, because every user of the machine sees arguments in `ps`, and the URL holds the password.
 */
export function ffmpegRtspArgs(options: FfmpegRtspOptions): string[] {
  const filters = [wholeAndAtMost(options.framesPerSecond), fitInto(options.width, options.height)].filter(
    Boolean,
  );
  return [
    ...quiet,
    ...atOnce,
    // A camera that claims a huge picture must not make ffmpeg take the memory for it.
    ...['-max_pixels', String(maxPicturePixels)],
    // Each further decoder thread delays the video by one picture.
    ...['-threads', '2', '-f', 'concat', '-safe', '0', '-protocol_whitelist', 'pipe,tcp,tls,udp,rtp'],
    ...['-i', 'pipe:0'],
    ...['-vf', filters.join(',')],
    ...['-fps_mode', 'passthrough'],
    ...encoder({ quality: options.quality, threads: 1 }),
    ...toStdout,
  ];
}

/**
 * The list for ffmpeg, with one input.
 * @param timeoutMs how long the camera may be silent
 */
export function rtspInputList(url: string, timeoutMs: number, transport: RtspTransport): string {
  return [
    'ffconcat version 1.0',
    `file '${url.replaceAll("'", "'\\''")}'`,
    `option rtsp_transport ${transport}`,
    'option allowed_media_types video',
    `option timeout ${timeoutMs * 1000}`,
    'option fflags nobuffer',
    'option probesize 32',
    'option analyzeduration 0',
    '',
  ].join('\n');
}

/**
 * Containers that hold their video themselves. A playlist (HLS, concat, SDP) could make ffmpeg read any other file of the
 * machine, or an address in the network.
 */
const clipFormats =
  'matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,mjpeg,mpeg,mpegts,mpegvideo,flv,h264,hevc,ivf,ogg,asf,nut,gif';

/** The arguments that make ffmpeg or ffprobe read a file, and nothing else. */
export function clipInputArgs(path: string): string[] {
  return [
    ...['-protocol_whitelist', 'file', '-format_whitelist', clipFormats],
    ...['-max_pixels', String(maxPicturePixels), '-i', `file:${path}`],
  ];
}

/**
 * The arguments for ffmpeg that plays a file at the times in it, again and again, as JPEG images on stdout. The intervals
 * are those of the file; ffmpeg 5.1 sends each picture at the time of the one before it.
 */
export function ffmpegClipArgs(options: FfmpegRtspOptions & { path: string; encode: boolean }): string[] {
  const filters = [
    options.framesPerSecond && wholeAndAtMost(options.framesPerSecond),
    fitInto(options.width, options.height),
  ].filter(Boolean);
  const encoding = [
    ...(filters.length > 0 ? ['-vf', filters.join(',')] : []),
    ...['-fps_mode', 'passthrough', ...encoder({ quality: options.quality, threads: 1 })],
  ];
  return [
    ...quiet,
    ...['-re', '-stream_loop', '-1', '-threads', '2', ...clipInputArgs(options.path)],
    // "V": no cover picture of a film.
    ...['-map', '0:V:0', ...(options.encode ? encoding : ['-c', 'copy'])],
    ...toStdout,
  ];
}

/** A camera without key frames (with "intra refresh") is shown after this time anyway. */
const keyFrameWaitSeconds = 20;

/**
 * The pictures begin at the first key frame, because the H.265 decoder makes grey pictures of earlier data. Then this
 * keeps the first picture in each 1/n s, or every picture but the second with the same time: ffmpeg 5.1 takes the first
 * two slices of a picture for two pictures, and the encoder ends on that. The fps filter would repeat pictures where
 * there are too few, and ffmpeg 7 refuses `-r` beside `-fps_mode vfr`.
 */
function wholeAndAtMost(framesPerSecond: number | undefined): string {
  const slot = (time: string) => (framesPerSecond ? `floor(${time}*${framesPerSecond})` : time);
  const begun = `st(0,max(ld(0),max(key,gt(t-start_t,${keyFrameWaitSeconds}))))`;
  const isNext = `isnan(t)+isnan(prev_selected_t)+gt(${slot('t')},${slot('prev_selected_t')})`;
  return `select='${begun};ld(0)*(${isNext})'`;
}

function fitInto(width: number | undefined, height: number | undefined): string | undefined {
  if (!width && !height) return undefined;
  if (!height) return `scale=w='min(${width},iw)':h=-2`;
  if (!width) return `scale=w=-2:h='min(${height},ih)'`;
  return `scale=w='min(${width},iw)':h='min(${height},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;
}

/**
 * 4:2:0 takes a quarter less space and a sixth less time than the 4:2:2 of YUYV. By default the encoder uses one thread
 * per core, and each thread delays the video by a picture. Slice threads do not, but make images 20 % larger.
 */
function encoder(options: { quality: number; threads: number }): string[] {
  return [
    ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', String(ffmpegQuality(options.quality))],
    ...['-threads', String(options.threads), '-thread_type', 'slice'],
  ];
}

/**
 * Converts the usual JPEG quality to ffmpeg's `-q:v`, 2 (best) to 31. ffmpeg's quantisation tables times `-q:v` give
 * images of about the size of libjpeg's at a thirteenth of libjpeg's scale in percent (measured at 20 to 90).
 */
export function ffmpegQuality(quality: number): number {
  const scalePercent = quality < 50 ? 5_000 / quality : 200 - 2 * quality;
  return Math.min(31, Math.max(2, Math.round(scalePercent / 13)));
}
