import type { ExifOrientation } from './exif-orientation.ts';
import { jpegMarker } from './jpeg-markers.ts';

const signature = Buffer.from('Exif\0\0', 'latin1');
const tiffOffset = 4 + signature.length;
const largestSegmentBytes = 2 + 0xffff;
const entryBytes = 12;
const orientationTag = 0x0112;
const shortType = 3;

/** Whether this APP1 segment, from its marker on, is EXIF; it may also be XMP. */
export function isExifSegment(segment: Buffer): boolean {
  return segment.subarray(4, tiffOffset).equals(signature);
}

/** The smallest EXIF segment with this orientation: 36 bytes, with its marker. */
export function createExifSegment(orientation: ExifOrientation): Buffer {
  const tiff = Buffer.alloc(8 + 2 + entryBytes + 4);
  tiff.write('MM\0*\0\0\0\x08\0\x01', 'latin1');
  writeOrientation({ view: viewOf(tiff), littleEndian: false }, 10, orientation);
  return toSegment(tiff);
}

/**
 * Returns the EXIF segment with this orientation and otherwise unchanged: the same buffer when the orientation is
 * already right, undefined when the segment is broken or full.
 */
export function withOrientation(segment: Buffer, orientation: ExifOrientation): Buffer | undefined {
  const tiff = Buffer.from(segment.subarray(tiffOffset));
  const directory = findDirectory(tiff);
  if (!directory) return undefined;
  const { view, littleEndian, entries } = directory;
  const entry = entries.find((at) => view.getUint16(at, littleEndian) === orientationTag);
  if (entry === undefined) return withLongerDirectory(tiff, directory, orientation);
  writeOrientation(directory, entry, orientation);
  return tiff.equals(segment.subarray(tiffOffset)) ? segment : toSegment(tiff);
}

interface Tiff {
  view: DataView;
  littleEndian: boolean;
}

/** The first directory of a TIFF structure; it describes the picture, not the thumbnail. */
interface Directory extends Tiff {
  start: number;
  /** The place of each entry, in the order of the tags. */
  entries: number[];
  end: number;
}

function findDirectory(tiff: Buffer): Directory | undefined {
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const littleEndian = order === 'II';
  const view = viewOf(tiff);
  const start = view.getUint32(4, littleEndian);
  if (view.getUint16(2, littleEndian) !== 42 || start + 2 > tiff.length) return undefined;
  const count = view.getUint16(start, littleEndian);
  const end = start + 2 + count * entryBytes + 4;
  if (end > tiff.length) return undefined;
  const entries = Array.from({ length: count }, (_, index) => start + 2 + index * entryBytes);
  return { view, littleEndian, start, entries, end };
}

/**
 * A TIFF is full of offsets, so nothing in it may move. The directory, one entry longer, is written again at the end.
 */
function withLongerDirectory(
  tiff: Buffer,
  directory: Directory,
  orientation: ExifOrientation,
): Buffer | undefined {
  const { view, littleEndian, start, entries, end } = directory;
  const next = entries.find((at) => view.getUint16(at, littleEndian) > orientationTag) ?? end - 4;
  const space = Buffer.alloc(entryBytes);
  const aligned = tiff.length + (tiff.length % 2);
  const longer = Buffer.concat([
    tiff,
    Buffer.alloc(aligned - tiff.length),
    tiff.subarray(start, next),
    space,
    tiff.subarray(next, end),
  ]);
  if (tiffOffset + longer.length > largestSegmentBytes) return undefined;
  const grown = { view: viewOf(longer), littleEndian };
  grown.view.setUint32(4, aligned, littleEndian);
  grown.view.setUint16(aligned, entries.length + 1, littleEndian);
  writeOrientation(grown, aligned + next - start, orientation);
  return toSegment(longer);
}

function writeOrientation({ view, littleEndian }: Tiff, at: number, orientation: ExifOrientation): void {
  view.setUint16(at, orientationTag, littleEndian);
  view.setUint16(at + 2, shortType, littleEndian);
  view.setUint32(at + 4, 1, littleEndian);
  view.setUint16(at + 8, orientation, littleEndian);
  view.setUint16(at + 10, 0, littleEndian);
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function toSegment(tiff: Buffer): Buffer {
  const head = Buffer.from([0xff, jpegMarker.APP1, 0, 0]);
  head.writeUInt16BE(2 + signature.length + tiff.length, 2);
  return Buffer.concat([head, signature, tiff]);
}
