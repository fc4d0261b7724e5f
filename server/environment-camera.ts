import { resolve } from 'node:path';
import type { CameraConfig } from './contract/config/camera.ts';
import { oneOf, UsageError, wholeNumber, yesOrNo } from './option-values.ts';

/** The camera that the environment describes, as an earlier server with one camera was set up. */
export interface EnvironmentCamera {
  camera: CameraConfig;
  /** Variables that were read and change nothing here; one line each. */
  notices: string[];
}

/** How recordings are written that `POST /record/start` begins. */
export interface RecordOptions {
  /** Absolute; undefined: the one in the data folder. */
  outputFolder: string | undefined;
  /** The first part of their names. */
  filePrefix: string;
  /** Frames per second where a request does not say; undefined: each frame. */
  framesPerSecond: number | undefined;
}

const usual = { width: 1536, height: 864, framesPerSecond: 20, quality: 85 };
const maxFramesPerSecond = 240;
const autofocusModes = ['continuous', 'auto', 'manual'] as const;

/**
 * The camera that PICAM_*, ROTATE_STREAM_*, STREAM_* and TARGET_STREAM_FPS describe; undefined where none of them is set.
 * An empty variable is not set. @throws UsageError naming the variable that is wrong
 */
export function environmentCamera(env: NodeJS.ProcessEnv): EnvironmentCamera | undefined {
  const given = {
    videoSize: env['PICAM_VIDEO_SIZE'],
    stillSize: env['PICAM_STILL_SIZE'],
    frameRate: env['PICAM_FRAME_RATE'],
    afMode: env['PICAM_AF_MODE'],
    afRange: env['PICAM_AF_RANGE'],
    afSpeed: env['PICAM_AF_SPEED'],
    colorSpace: env['PICAM_COLOR_SPACE'],
    quarter: env['ROTATE_STREAM_90'],
    half: env['ROTATE_STREAM_180'],
    targetRate: env['TARGET_STREAM_FPS'],
    quality: env['STREAM_JPEG_QUALITY'],
    sharpen: env['STREAM_ENABLE_SHARPEN'],
  };
  if (Object.values(given).every((text) => !text)) return undefined;
  const frameRate = rate('PICAM_FRAME_RATE', given.frameRate);
  const targetRate = rate('TARGET_STREAM_FPS', given.targetRate);
  const size = pictureSize('PICAM_VIDEO_SIZE', given.videoSize) ?? usual;
  const turn = {
    quarter: yesOrNo('ROTATE_STREAM_90', given.quarter || '1'),
    half: yesOrNo('ROTATE_STREAM_180', given.half || '0'),
  };
  const camera: CameraConfig = {
    id: 'camera',
    name: 'Camera',
    device: 'csi:0',
    width: size.width,
    height: size.height,
    // The sensor's rate bounds that of the stream.
    fps: least(frameRate, targetRate) ?? usual.framesPerSecond,
    // 90 degrees were counter-clockwise there; `rotate` is clockwise.
    rotate: turn.quarter ? 270 : turn.half ? 180 : 0,
    autofocus: oneOf('PICAM_AF_MODE', lower(given.afMode, 'continuous'), autofocusModes),
    quality: wholeNumber('STREAM_JPEG_QUALITY', given.quality || String(usual.quality), 10, 100),
  };
  return { camera, notices: [...notices(given), ...(turn.quarter && turn.half ? [bothTurns] : [])] };
}

/** @throws UsageError naming the variable that is wrong */
export function recordOptions(env: NodeJS.ProcessEnv): RecordOptions {
  const outputFolder = env['RECORD_OUTPUT_DIR'];
  const filePrefix = env['RECORD_FILE_PREFIX'] || 'capture';
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u.test(filePrefix)) {
    throw new UsageError(
      `RECORD_FILE_PREFIX must be at most 64 letters, digits, blanks, ".", "_" or "-": ${filePrefix}`,
    );
  }
  return {
    outputFolder: outputFolder ? resolve(outputFolder) : undefined,
    filePrefix,
    framesPerSecond: rate('TARGET_STREAM_FPS', env['TARGET_STREAM_FPS']),
  };
}

const bothTurns = 'ROTATE_STREAM_90 and ROTATE_STREAM_180 are both on: the picture is turned by 90 degrees.';

type Given = Record<'stillSize' | 'afRange' | 'afSpeed' | 'colorSpace' | 'sharpen', string | undefined>;

/** Checks the variables that change nothing here. */
function notices({ stillSize, afRange, afSpeed, colorSpace, sharpen }: Given): string[] {
  pictureSize('PICAM_STILL_SIZE', stillSize);
  oneOf('PICAM_AF_RANGE', lower(afRange, 'full'), ['normal', 'macro', 'full']);
  oneOf('PICAM_AF_SPEED', lower(afSpeed, 'normal'), ['normal', 'fast']);
  oneOf('PICAM_COLOR_SPACE', lower(colorSpace, 'rgb'), ['rgb', 'bgr']);
  const isSharpened = yesOrNo('STREAM_ENABLE_SHARPEN', sharpen || '0');
  const without = [
    stillSize && 'PICAM_STILL_SIZE has no effect: stills are pictures of the stream.',
    afRange && 'PICAM_AF_RANGE has no effect: rpicam-vid chooses the range.',
    afSpeed && 'PICAM_AF_SPEED has no effect: rpicam-vid chooses the speed.',
    colorSpace && 'PICAM_COLOR_SPACE has no effect: JPEG has one order of colours.',
    isSharpened && 'STREAM_ENABLE_SHARPEN has no effect: pictures are passed on as the camera makes them.',
  ];
  return without.filter((line): line is string => typeof line === 'string' && line !== '');
}

function rate(name: string, text: string | undefined): number | undefined {
  return text ? wholeNumber(name, text, 1, maxFramesPerSecond) : undefined;
}

function pictureSize(name: string, text: string | undefined): { width: number; height: number } | undefined {
  if (!text) return undefined;
  const [, width = '', height = ''] = /^\s*(\d{1,5})\s*[x,]\s*(\d{1,5})\s*$/i.exec(text) ?? [];
  if (width === '') throw new UsageError(`${name} must be a size like 1536x864: ${text}`);
  return {
    width: wholeNumber(`The width of ${name}`, width, 16, 8_192),
    height: wholeNumber(`The height of ${name}`, height, 16, 8_192),
  };
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** The names of libcamera's modes are written in any case. */
function lower(text: string | undefined, unset: string): string {
  return (text || unset).trim().toLowerCase();
}
