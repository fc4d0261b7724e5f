import type { V4l2Mode } from '../../contract/device/device.ts';

/** The sizes that stand for a range of sizes, as far as the range includes them. */
const usualSizes: [width: number, height: number][] = [
  [160, 120],
  [320, 240],
  [640, 360],
  [640, 480],
  [800, 600],
  [1024, 768],
  [1280, 720],
  [1280, 960],
  [1920, 1080],
  [2560, 1440],
  [3840, 2160],
];
const usualRates = [5, 10, 15, 20, 25, 30, 50, 60];

/** The camera schema's limit: some drivers' ranges go to 65535x65535. */
const maxSidePixels = 8_192;

/** The rate that is assumed for a device that names no rate. Devices that name a range of sizes never do. */
const assumedRate = 30;

/** Reads `v4l2-ctl --list-formats-ext`: every format, size and rate once, in the device's order. */
export function parseV4l2Formats(text: string): V4l2Mode[] {
  // Some cameras name the same size twice.
  const modes = new Map<string, V4l2Mode>();
  let fourcc = '';
  let sizes: [number, number][] = [];
  let rates: number[] = [];
  const endOfSize = () => {
    for (const [width, height] of sizes) {
      for (const framesPerSecond of rates.length > 0 ? rates : [assumedRate]) {
        const mode = { fourcc, width, height, framesPerSecond };
        modes.set(Object.values(mode).join(), mode);
      }
    }
    sizes = [];
    rates = [];
  };
  for (const line of text.slice(Math.max(0, text.indexOf('VIDIOC_ENUM_FMT'))).split('\n')) {
    // Older v4l2-ctl (1.16) write "Pixel Format: 'MJPG'" instead of "[0]: 'MJPG'".
    const format = /^\s*(?:\[\d+\]|Pixel Format)\s*:\s*'(.{4}(?:-BE)?)'/.exec(line);
    const size = /^\s*Size: (.*)$/.exec(line);
    if (format || size) endOfSize();
    if (format) fourcc = format[1] ?? '';
    else if (size) sizes = parseSizes(size[1] ?? '');
    else rates.push(...parseRates(line));
  }
  endOfSize();
  return [...modes.values()];
}

/** "Discrete 640x480", "Stepwise 32x32 - 2592x1944 with step 2/2" or "Continuous 48x32 - 8192x8192". */
function parseSizes(text: string): [number, number][] {
  const range = /(\d+)x(\d+) - (\d+)x(\d+)(?: with step (\d+)\/(\d+))?/.exec(text);
  if (!range) {
    const size = /(\d+)x(\d+)/.exec(text);
    return size ? [[Number(size[1]), Number(size[2])]] : [];
  }
  const [minWidth = 0, minHeight = 0, maxWidth = 0, maxHeight = 0] = range.slice(1, 5).map(Number);
  const [widthStep, heightStep] = [Number(range[5] ?? 1) || 1, Number(range[6] ?? 1) || 1];
  const sizes = usualSizes.filter(
    ([width, height]) =>
      fits(width, minWidth, maxWidth, widthStep) && fits(height, minHeight, maxHeight, heightStep),
  );
  const largestIsNew = !sizes.some(([width, height]) => width === maxWidth && height === maxHeight);
  const largestIsReal = maxWidth <= maxSidePixels && maxHeight <= maxSidePixels;
  return largestIsNew && largestIsReal ? [...sizes, [maxWidth, maxHeight]] : sizes;
}

function fits(value: number, min: number, max: number, step: number): boolean {
  return value >= min && value <= max && (value - min) % step === 0;
}

/** "Interval: Discrete 0.033s (30.000 fps)" or "Interval: Continuous 0.017s - 1.000s (1.000-60.000 fps)". */
function parseRates(line: string): number[] {
  const [, from, to] = /^\s*Interval: .*\(([\d.]+)(?:-([\d.]+))? fps\)/.exec(line) ?? [];
  if (from === undefined) return [];
  if (to === undefined) return [Number(from)];
  const [min, max] = [Number(from), Number(to)];
  return [...usualRates.filter((rate) => rate >= min && rate < max), max];
}
