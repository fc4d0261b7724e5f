import { afterZeros } from './jpeg-gap-bytes.ts';
import { findMarker } from './jpeg-marker-search.ts';
import { isRestart, isSegmentLength, isTableOrRemark, jpegMarker } from './jpeg-markers.ts';
import type { JpegStructure } from './jpeg-structure.ts';

/**
 * The end of an image that `JpegDemuxer` would pass on as it is: the place after its EOI. `bytes` must begin with the
 * image, and only zeros may follow it. Undefined for any other bytes, also for images that can be repaired.
 * @param structure is reset; then it has the size of the image
 */
export function plainJpegEnd(bytes: Buffer, structure: JpegStructure): number | undefined {
  structure.reset();
  if (bytes[0] !== 0xff || bytes[1] !== jpegMarker.SOI) return undefined;
  let at = 2;
  while (at + 2 <= bytes.length && bytes[at] === 0xff) {
    const code = bytes[at + 1] ?? 0;
    if (code === jpegMarker.EOI) return endAfter(bytes, at + 2, structure);
    const end = segmentEnd(bytes, at, structure);
    if (end === undefined) return undefined;
    const next = code === jpegMarker.SOS ? scanEnd(bytes, end, structure) : end;
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

function endAfter(bytes: Buffer, end: number, structure: JpegStructure): number | undefined {
  const { complete, fault, damaged, announcesInVain } = structure;
  if (!complete || fault || damaged || announcesInVain) return undefined;
  return afterZeros(bytes, end) === bytes.length ? end : undefined;
}

function segmentEnd(bytes: Buffer, at: number, structure: JpegStructure): number | undefined {
  const code = bytes[at + 1] ?? 0;
  if (at + 4 > bytes.length || !structure.allows(code)) return undefined;
  const length = bytes.readUInt16BE(at + 2);
  const end = at + 2 + length;
  if (!isSegmentLength(code, length) || end > bytes.length) return undefined;
  // The structure reads nothing of the others: no view of them has to be made for each frame.
  if (isTableOrRemark(code) && code !== jpegMarker.DRI) return end;
  return structure.read(code, bytes.subarray(at + 2, end)) ? end : undefined;
}

/** The place of the marker that ends a scan. */
function scanEnd(bytes: Buffer, start: number, structure: JpegStructure): number | undefined {
  let at = findMarker(bytes, start, bytes.length);
  while (isRestart(bytes[at + 1] ?? 0)) {
    structure.restart(bytes[at + 1] ?? 0);
    at = findMarker(bytes, at + 2, bytes.length);
  }
  return structure.endScan(at - start) ? at : undefined;
}
