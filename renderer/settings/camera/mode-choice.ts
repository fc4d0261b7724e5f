import type { ListedCsiCamera, ListedDevice } from '../../../server/contract/device/device-listing.ts';
import { formatRank, isJpegFormat, usableModes } from '../../../server/contract/device/video-format.ts';

/** A size that a device offers, with the format in which the server reads it. */
export interface SizeChoice {
  widthPx: number;
  heightPx: number;
  /** FourCC. */
  format: string;
  /** The server has to make JPEGs of the pictures, which costs CPU. */
  encoded: boolean;
  /** Frames per second, highest first. */
  rates: number[];
}

/** Each size once, in its best format: JPEG sizes first, and larger sizes before smaller ones. */
export function sizeChoices(modes: ListedDevice['modes']): SizeChoice[] {
  const bySize = new Map<string, SizeChoice>();
  for (const { format, width, height, fps } of usableModes(modes, (mode) => mode.format)) {
    const key = `${width}x${height}`;
    const rates = [...new Set(fps)].sort((a, b) => b - a);
    const choice = { widthPx: width, heightPx: height, format, encoded: !isJpegFormat(format), rates };
    const other = bySize.get(key);
    if (!other || formatRank(format) < formatRank(other.format)) bySize.set(key, choice);
  }
  return [...bySize.values()].sort(
    (a, b) =>
      formatRank(a.format) - formatRank(b.format) ||
      b.widthPx * b.heightPx - a.widthPx * a.heightPx ||
      b.widthPx - a.widthPx,
  );
}

/** The choices under one heading for each format. */
export function byFormat(choices: readonly SizeChoice[]): { heading: string; choices: SizeChoice[] }[] {
  return [...Map.groupBy(choices, ({ format }) => format)].map(([format, members]) => ({
    heading: isJpegFormat(format)
      ? 'MJPEG: the server passes it on unchanged'
      : `${format}: the server encodes it, which costs CPU time`,
    choices: members,
  }));
}

/** For example "1280 × 720 · up to 30 fps". */
export function sizeText({ widthPx, heightPx, rates }: SizeChoice): string {
  const [fastest] = rates;
  const size = `${widthPx} × ${heightPx}`;
  return fastest === undefined ? size : `${size} · up to ${rateText(fastest)}`;
}

export function rateText(framesPerSecond: number): string {
  return `${Number(framesPerSecond.toFixed(2))} fps`;
}

/** The sizes in which a CSI sensor can be read, larger first. Its picture can be scaled to any other size. */
export function sensorSizes(modes: ListedCsiCamera['modes']): SizeChoice[] {
  const bySize = Map.groupBy(modes, ({ width, height }) => `${width}x${height}`);
  return [...bySize.values()]
    .flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const rates = same.flatMap(({ fps }) => (fps === null ? [] : [fps])).sort((a, b) => b - a);
      return [{ widthPx: first.width, heightPx: first.height, format: first.format, encoded: true, rates }];
    })
    .sort((a, b) => b.widthPx * b.heightPx - a.widthPx * a.heightPx);
}
