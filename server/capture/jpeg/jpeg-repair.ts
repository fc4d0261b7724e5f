import type { CapturedImage } from '../../frame/frame.ts';
import type { ExifOrientation } from './exif-orientation.ts';
import { createExifSegment, isExifSegment, withOrientation } from './exif-segment.ts';
import { standardHuffmanTables } from './jpeg-huffman-tables.ts';
import { jpegMarker } from './jpeg-markers.ts';

const nothing = Buffer.alloc(0);

/**
 * Repairs an image so that every viewer shows it, and shows it upright. A baseline image without any Huffman tables
 * gets the standard ones. With an `orientation` other than 1 its EXIF gets that orientation, in place of the camera's.
 * Returns the same image when there is nothing to do. An image with room before it in its memory gets a new header
 * there; any other image is copied.
 */
export function repairImage(image: CapturedImage, orientation: ExifOrientation): CapturedImage {
  const { jpeg, memory } = image;
  const repaired = repairedHeader(jpeg, orientation);
  if (!repaired) return image;
  const { header, scanStart } = repaired;
  const start = memory ? jpeg.byteOffset - memory.bytes.byteOffset + scanStart - header.length : -1;
  if (memory && start >= 0) {
    header.copy(memory.bytes, start);
    return { ...image, jpeg: memory.bytes.subarray(start, start + header.length + jpeg.length - scanStart) };
  }
  const copy = Buffer.concat([header, jpeg.subarray(scanStart)]);
  memory?.release();
  return { ...image, jpeg: copy, memory: undefined };
}

/** The new header before the first SOS; undefined when it stays as it is. */
function repairedHeader(
  jpeg: Buffer,
  orientation: ExifOrientation,
): { header: Buffer; scanStart: number } | undefined {
  const found = readHeader(jpeg);
  if (!found) return undefined;
  const { exifStart, exifEnd, scanStart, lacksTables } = found;
  const exif = jpeg.subarray(exifStart, exifEnd);
  const wantedExif = orientation === 1 ? exif : oriented(exif, orientation);
  if (wantedExif === exif && !lacksTables) return undefined;
  const header = Buffer.concat([
    jpeg.subarray(0, exifStart),
    wantedExif,
    jpeg.subarray(exifEnd, scanStart),
    lacksTables ? standardHuffmanTables : nothing,
  ]);
  return { header, scanStart };
}

interface Header {
  /** Without EXIF both places are those where a new one belongs: after JFIF's APP0, which must come first. */
  exifStart: number;
  exifEnd: number;
  /** The place of the first SOS. */
  scanStart: number;
  lacksTables: boolean;
}

function readHeader(jpeg: Buffer): Header | undefined {
  let exifStart = 2;
  let exifEnd = 2;
  let baseline = false;
  let tables = false;
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff;) {
    const code = jpeg[at + 1] ?? 0;
    if (code === 0xff) {
      at++;
      continue;
    }
    if (code === jpegMarker.SOS)
      return { exifStart, exifEnd, scanStart: at, lacksTables: baseline && !tables };
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    const exifFound = exifEnd > exifStart;
    if (code === jpegMarker.APP0 && at === exifEnd && !exifFound) exifStart = exifEnd = end;
    if (code === jpegMarker.APP1 && !exifFound && isExifSegment(jpeg.subarray(at, end))) {
      exifStart = at;
      exifEnd = end;
    }
    if (code === jpegMarker.SOF0) baseline = true;
    if (code === jpegMarker.DHT && end > at + 4) tables = true;
    at = end;
  }
  return undefined;
}

function oriented(exif: Buffer, orientation: ExifOrientation): Buffer {
  const changed = exif.length > 0 ? withOrientation(exif, orientation) : undefined;
  return changed ?? createExifSegment(orientation);
}
