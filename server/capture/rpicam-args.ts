import type { CameraConfig } from '../contract/config/camera.ts';

type Rotate = NonNullable<CameraConfig['rotate']>;
type Flip = NonNullable<CameraConfig['flip']>;

export interface RpicamOptions {
  /** The number of the camera, from 0, as `rpicam-vid --list-cameras` shows it. */
  index: number;
  /** Pixels. A missing side is chosen to make 16:9; without both the size is 1920x1080. */
  width?: number | null | undefined;
  height?: number | null | undefined;
  /** 30 by default. */
  framesPerSecond?: number | null | undefined;
  rotate: Rotate;
  flip: Flip;
  autofocus?: CameraConfig['autofocus'];
  /** 0 to 1; 0.5 means unchanged. */
  brightness?: number | null | undefined;
  /** In units of 100 us, as V4L2 counts; 0 is automatic. */
  exposure?: number | null | undefined;
  /** In kelvin; 0 is automatic. */
  whiteBalance?: number | null | undefined;
  /** JPEG quality 10..100. */
  quality: number;
}

/**
 * The arguments that make rpicam-vid (libcamera-vid before 2023) write JPEG images to stdout, and notices about
 * settings that it cannot follow exactly. Names and ranges are from rpicam-apps' options.cpp and video_options.hpp.
 */
export function rpicamArgs(options: RpicamOptions): { args: string[]; notices: string[] } {
  const exposure = shutter(options);
  const whiteBalance = awb(options.whiteBalance);
  const { framesPerSecond, autofocus, brightness } = options;
  const args = [
    ...['--camera', String(options.index), '--codec', 'mjpeg', '--quality', String(options.quality)],
    ...['--timeout', '0', '--nopreview', '--flush'],
    ...size(options),
    ...(framesPerSecond ? ['--framerate', String(framesPerSecond)] : []),
    ...transform(options),
    ...(autofocus ? ['--autofocus-mode', autofocus] : []),
    // With "=", or a negative number could be taken for an option.
    ...(typeof brightness === 'number' ? [`--brightness=${(brightness * 2 - 1).toFixed(2)}`] : []),
    ...exposure.args,
    ...whiteBalance.args,
    ...['-o', '-'],
  ];
  return { args, notices: [...exposure.notices, ...whiteBalance.notices] };
}

/** The sensor can turn its picture by 180 degrees, but not by 90 or 270. */
export function turnsInSensor(rotate: Rotate): boolean {
  return rotate === 0 || rotate === 180;
}

function transform({ rotate, flip }: RpicamOptions): string[] {
  if (!turnsInSensor(rotate)) return [];
  return [
    ...(rotate === 180 ? ['--rotation', '180'] : []),
    ...(flip === 'horizontal' ? ['--hflip'] : []),
    ...(flip === 'vertical' ? ['--vflip'] : []),
  ];
}

function size({ width, height }: RpicamOptions): string[] {
  if (!width && !height) return [];
  // Both sides are given, or rpicam-vid would combine one with a default of another shape.
  const wide = width || Math.round(((height ?? 0) * 8) / 9) * 2;
  const high = height || Math.round(((width ?? 0) * 9) / 32) * 2;
  return ['--width', String(wide), '--height', String(high)];
}

function shutter({ exposure, framesPerSecond }: RpicamOptions): { args: string[]; notices: string[] } {
  if (!exposure) return { args: [], notices: [] };
  const rate = framesPerSecond || 30;
  const exposureMs = exposure / 10;
  const tooLong = exposureMs > 1_000 / rate;
  return {
    args: ['--shutter', String(Math.round(exposure * 100))],
    notices: tooLong
      ? [`An exposure of ${exposureMs} ms is shortened: ${rate} frames per second leave less time.`]
      : [],
  };
}

/** The colour temperatures that each white balance mode of rpicam covers, from libcamera's tuning files. */
const awbModes = [
  { mode: 'incandescent', fromKelvin: 2_500, toKelvin: 3_000 },
  { mode: 'tungsten', fromKelvin: 3_000, toKelvin: 3_500 },
  { mode: 'fluorescent', fromKelvin: 4_000, toKelvin: 4_700 },
  { mode: 'daylight', fromKelvin: 5_500, toKelvin: 6_500 },
  { mode: 'cloudy', fromKelvin: 7_000, toKelvin: 8_600 },
  { mode: 'indoor', fromKelvin: 3_000, toKelvin: 5_000 },
];

function awb(kelvin: number | null | undefined): { args: string[]; notices: string[] } {
  if (!kelvin) return { args: [], notices: [] };
  const distance = ({ fromKelvin, toKelvin }: { fromKelvin: number; toKelvin: number }) =>
    Math.max(fromKelvin - kelvin, kelvin - toKelvin, 0);
  const nearest = awbModes.reduce((best, next) => (distance(next) < distance(best) ? next : best));
  const { mode, fromKelvin, toKelvin } = nearest;
  return {
    args: ['--awb', mode],
    notices: [
      `rpicam-vid cannot set a white balance of exactly ${kelvin} K; it uses "${mode}" (${fromKelvin} to ${toKelvin} K).`,
    ],
  };
}
