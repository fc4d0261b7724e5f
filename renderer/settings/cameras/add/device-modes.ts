import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import type { ListedDevice } from '../../../../server/contract/device/device-listing.ts';

type Modes = ListedDevice['modes'];

/** This is enough for a tile of a wall, and a Pi can serve it to many viewers. */
const enoughPixels = 1_280 * 720;
const enoughFramesPerSecond = 30;

/** The mode for a new camera of this device. Empty if the device lists no modes: then the server chooses. */
export function sensibleMode(modes: Modes): Pick<CameraConfig, 'width' | 'height' | 'fps'> {
  const best =
    bestModes(modes).find(({ width, height }) => width * height <= enoughPixels) ?? bestModes(modes).at(-1);
  if (!best) return {};
  const { width, height, fps } = best;
  const rates = fps.toSorted((a, b) => b - a);
  // Some cameras report 30.01 for 30.
  const rate = rates.find((each) => each <= enoughFramesPerSecond + 0.5) ?? rates.at(-1);
  return { width, height, ...(rate === undefined ? {} : { fps: rate }) };
}

/** The modes to offer, largest first. JPEG modes only, if there are any: the server passes them on unchanged. */
export function bestModes(modes: Modes): Modes {
  const jpeg = modes.filter(({ format }) => format === 'MJPG' || format === 'JPEG');
  return (jpeg.length > 0 ? jpeg : modes).toSorted((a, b) => b.width * b.height - a.width * a.height);
}

/** For example "1920 × 1080, 30 fps". */
export function modeText({
  width,
  height,
  fps,
}: {
  width: number;
  height: number;
  fps: readonly number[];
}): string {
  const size = `${width} × ${height}`;
  return fps.length === 0 ? size : `${size}, ${Number(Math.max(...fps).toFixed(1))} fps`;
}
