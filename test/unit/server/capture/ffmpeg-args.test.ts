import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  ffmpegInputFormats,
  ffmpegQuality,
  ffmpegRtspArgs,
  ffmpegV4l2Args,
  rtspInputList,
} from '../../../../server/capture/ffmpeg-args.ts';

const device = {
  path: '/dev/video0',
  inputFormat: 'mjpeg',
  width: 1280,
  height: 720,
  framesPerSecond: 7.5,
  encode: false,
  quality: 80,
  threads: 1,
};

describe('ffmpeg reading a device', () => {
  test('passes MJPEG through, each image at once', () => {
    expect(ffmpegV4l2Args(device).join(' ')).toBe(
      '-hide_banner -nostdin -nostats -loglevel error -fflags nobuffer -probesize 32 -analyzeduration 0 ' +
        '-f v4l2 -input_format mjpeg -video_size 1280x720 -framerate 7.5 -i /dev/video0 -c copy ' +
        '-flush_packets 1 -f mjpeg pipe:1',
    );
  });

  test('encodes other formats than JPEG in one thread that delays no picture', () => {
    const args = ffmpegV4l2Args({ ...device, inputFormat: 'yuyv422', encode: true, threads: 2 }).join(' ');
    expect(args).toContain('-input_format yuyv422');
    expect(args).toContain('-c:v mjpeg -pix_fmt yuvj420p -q:v 3 -threads 2 -thread_type slice');
    expect(args).not.toContain('copy');
  });

  test.each(Object.entries(ffmpegInputFormats))('knows %s as %s, as ffmpeg does', (_, name) => {
    const formats = execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-pix_fmts'], {
      encoding: 'utf8',
    });
    const codecs = execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-decoders'], {
      encoding: 'utf8',
    });
    expect(`${formats}${codecs}`).toMatch(new RegExp(`^ ?\\S+ ${name} `, 'm'));
  });
});

describe('ffmpeg reading a network camera', () => {
  const args = (options = {}) => ffmpegRtspArgs({ quality: 80, ...options }).join(' ');

  test('gets no secret in its arguments', () => {
    expect(args()).toContain('-i pipe:0');
    expect(args()).not.toMatch(/rtsp:/);
  });

  test('refuses pictures that would take too much memory before it decodes them', () => {
    expect(args()).toMatch(/-max_pixels 67108864 .*-i pipe:0/);
  });

  test('fits the picture into the configured size and never enlarges it', () => {
    expect(args({ width: 640, height: 360 })).toContain(
      "scale=w='min(640,iw)':h='min(360,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2",
    );
    expect(args({ width: 640 })).toContain("scale=w='min(640,iw)':h=-2");
    expect(args({ height: 360 })).toContain("scale=w=-2:h='min(360,ih)'");
    expect(args()).not.toContain('scale');
  });

  test('drops surplus pictures when a rate is configured, and otherwise only a second picture with the same time', () => {
    expect(args({ framesPerSecond: 5 })).toContain('gt(floor(t*5),floor(prev_selected_t*5))');
    expect(args()).not.toContain('floor');
    expect(args()).toContain('gt(t,prev_selected_t)');
  });

  test('finds the address in a list, quoted as ffmpeg wants it', () => {
    const list = rtspInputList("rtsp://u:p'w@camera/live", 5_000, 'tcp');
    expect(list).toContain("file 'rtsp://u:p'\\''w@camera/live'\n");
    expect(list).toContain('option timeout 5000000\n');
  });
});

test('JPEG quality becomes a quantiser of about the same image size', () => {
  expect([100, 90, 85, 80, 75, 70, 60, 50, 40, 30, 20, 10].map(ffmpegQuality)).toEqual([
    2, 2, 2, 3, 4, 5, 6, 8, 10, 13, 19, 31,
  ]);
});
