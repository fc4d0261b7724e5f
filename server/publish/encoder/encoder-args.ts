import { maxPicturePixels } from '../../contract/config/picture-limits.ts';

/** The encoders of ffmpeg that are used: a Pi's own (up to the Pi 4), or the processor. */
export type EncoderName = 'h264_v4l2m2m' | 'libx264';

/** A viewer who comes waits for a key frame; so many seconds at most. */
const keyFrameSeconds = 2;

export interface EncoderArgs {
  encoder: EncoderName;
  /** At most, in kbit/s. */
  bitrate: number;
}

/**
 * The arguments for ffmpeg that reads MJPEG in Matroska on stdin and writes H.264 in FLV to stdout, each picture as soon
 * as it is encoded.
 */
export function encoderArgs({ encoder, bitrate }: EncoderArgs): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    // Without "nobuffer", which would throw the picture away that the analysis has read.
    ...['-probesize', '32', '-analyzeduration', '0'],
    ...['-max_pixels', String(maxPicturePixels)],
    // Each further decoder thread delays the video by one picture.
    ...['-threads', '1', '-f', 'matroska', '-i', 'pipe:0'],
    ...toH264({ encoder, bitrate }),
  ];
}

/** The same without the input. */
export function toH264({ encoder, bitrate }: EncoderArgs): string[] {
  return [
    // H.264 in 4:2:0 has an even number of rows and columns.
    ...['-map', '0:v:0', '-vf', 'crop=trunc(iw/2)*2:trunc(ih/2)*2'],
    // The times of the pictures stay as they are: in milliseconds, not at a fixed rate.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000'],
    ...(encoder === 'libx264' ? x264(bitrate) : hardware(bitrate)),
    // Counted from the last key frame: else a gap would be made up for with as many key frames as it was long.
    ...['-force_key_frames', `expr:isnan(prev_forced_t)+gte(t-prev_forced_t,${keyFrameSeconds})`],
    ...['-flush_packets', '1', '-flvflags', 'no_duration_filesize', '-f', 'flv', 'pipe:1'],
  ];
}

/**
 * "ultrafast" takes a third of the time of "veryfast". The full range of JPEG's colours (yuvj420p) is kept, since a
 * conversion would cost as much as a third of the encoding; browsers and players know it.
 */
function x264(bitrate: number): string[] {
  return [
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuvj420p'],
    ...['-crf', '25', '-maxrate', `${bitrate}k`, '-bufsize', `${2 * bitrate}k`],
    // One thread uses the least processor time, and slices of one picture would delay nothing but cost quality.
    ...['-threads', '1', '-g', '600'],
  ];
}

function hardware(bitrate: number): string[] {
  return [
    ...['-c:v', 'h264_v4l2m2m', '-pix_fmt', 'yuv420p', '-b:v', `${bitrate}k`, '-g', '60'],
    // The device tells its parameter sets within the first picture; FLV needs them beside it.
    ...['-bsf:v', 'extract_extradata'],
  ];
}
