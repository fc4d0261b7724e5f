import type { ExifOrientation } from './exif-orientation.ts';
import { createExifSegment, isExifSegment, withOrientation } from './exif-segment.ts';
import { standardHuffmanTables } from './jpeg-huffman-tables.ts';
import { jpegMarker } from './jpeg-markers.ts';

const nothing = Buffer.alloc(0);

/**
 * Makes an image one that every viewer shows, and shows the right way up: a baseline image without any Huffman tables
 * gets the standard ones, and with an `orientation` other than 1 its EXIF says that one, in place of the camera's own.
 * `jpeg` is one whole image; it is never written to, and returned itself when there is nothing to do.
 */
export function repairJpeg(jpeg: Buffer, orientation: ExifOrientation): Buffer {
  const header = readHeader(jpeg);
  if (!header) return jpeg;
  const { exifStart, exifEnd, scanStart, lacksTables } = header;
  const exif = jpeg.subarray(exifStart, exifEnd);
  const wantedExif = orientation === 1 ? exif : oriented(exif, orientation);
  if (wantedExif === exif && !lacksTables) return jpeg;
  return Buffer.concat([
    jpeg.subarray(0, exifStart),
    wantedExif,
    jpeg.subarray(exifEnd, scanStart),
    lacksTables ? standardHuffmanTables : nothing,
    jpeg.subarray(scanStart),
  ]);
}

interface Header {
  /** Without EXIF both are where it belongs: after JFIF's APP0, which has to come first. */
  exifStart: number;
  exifEnd: number;
  /** The first SOS. */
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
    if (code === jpegMarker.DHT) tables = true;
    at = end;
  }
  return undefined;
}

function oriented(exif: Buffer, orientation: ExifOrientation): Buffer {
  const changed = exif.length > 0 ? withOrientation(exif, orientation) : undefined;
  return changed ?? createExifSegment(orientation);
}
