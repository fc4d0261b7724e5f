import type { CameraConfig } from '../contract/config/camera.ts';
import type { V4l2Mode } from '../contract/device/device.ts';
import { formatRank, isJpegFormat, usableModes } from '../contract/device/video-format.ts';

/** The mode that a camera's configuration asks for. For fields that are left out, the server chooses. */
export type ModeRequest = Partial<Pick<CameraConfig, 'width' | 'height' | 'fps'>>;

export interface NearestMode {
  mode: V4l2Mode;
  /**
   * One line for people when the mode is not the one that was asked for. It says nothing about frames that are left out
   * later.
   */
  differs?: string;
}

/**
 * The mode that serves a request best: the size counts first, then MJPEG (passed on as it is) before formats that have
 * to be encoded, then the rate. Undefined where the device has no usable format.
 */
export function nearestMode(modes: V4l2Mode[], request: ModeRequest): NearestMode | undefined {
  const ranked = usableModes(modes, ({ fourcc }) => fourcc).map((mode) => ({
    mode,
    rank: rankOf(mode, request),
  }));
  const best = ranked.sort((a, b) => compareRanks(a.rank, b.rank))[0]?.mode;
  if (!best) return undefined;
  const differs = difference(best, request);
  return differs === undefined ? { mode: best } : { mode: best, differs };
}

/** Lower is better; earlier numbers count before later ones. Total, so that the order of `modes` does not matter. */
function rankOf(mode: V4l2Mode, request: ModeRequest): number[] {
  return [
    ...sizeRank(mode, request),
    isJpegFormat(mode.fourcc) ? 0 : 1,
    ...rateRank(mode.framesPerSecond, request.fps),
    formatRank(mode.fourcc),
    mode.width,
    mode.height,
  ];
}

const defaultSize = { width: 1280, height: 720 };
const defaultRate = 30;

function sizeRank({ width, height }: V4l2Mode, request: ModeRequest): number[] {
  const area = width * height;
  if (!request.width && !request.height) {
    const fits = width <= defaultSize.width && height <= defaultSize.height;
    return fits ? [0, -area] : [1, area];
  }
  const wide = request.width ? Math.log(width / request.width) : 0;
  const high = request.height ? Math.log(height / request.height) : 0;
  // A smaller picture lacks what a larger one has to spare: it counts a quarter farther away.
  const areaDistance = Math.abs(wide + high) * (wide + high < 0 ? 1.25 : 1);
  const aspectDistance = request.width && request.height ? Math.abs(wide - high) / 2 : 0;
  return [areaDistance + aspectDistance, -area];
}

/** A camera that says 30 may give 29.97. */
const rateTolerance = 0.02;

function rateRank(rate: number, asked: number | null | undefined): number[] {
  if (asked) return rate >= asked * (1 - rateTolerance) ? [0, rate] : [1, -rate];
  return rate <= defaultRate * (1 + rateTolerance) ? [0, -rate] : [1, rate];
}

function compareRanks(a: number[], b: number[]): number {
  for (const [place, value] of a.entries()) {
    const other = b[place] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}

function difference(mode: V4l2Mode, { width, height, fps }: ModeRequest): string | undefined {
  const sameSize = (!width || width === mode.width) && (!height || height === mode.height);
  const sameRate = !fps || Math.abs(mode.framesPerSecond / fps - 1) <= rateTolerance;
  if (sameSize && sameRate) return undefined;

  const askedSize =
    width && height ? `${width}x${height}` : width ? `a width of ${width}` : `a height of ${height}`;
  const asked = [width || height ? askedSize : '', fps ? rateText(fps) : ''];
  const given = [
    width || height ? `${mode.width}x${mode.height}` : '',
    fps ? rateText(mode.framesPerSecond) : '',
  ];
  const line = (parts: string[]) => parts.filter(Boolean).join(' at ');
  return `asked for ${line(asked)}, the camera gives ${line(given)}`;
}

function rateText(framesPerSecond: number): string {
  return `${Number(framesPerSecond.toFixed(2))} fps`;
}
