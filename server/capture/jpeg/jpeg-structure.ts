import type { FrameDropReason } from '../../contract/capture-error.ts';
import { maxPicturePixels } from '../../contract/config/picture-limits.ts';
import { isFrameHeader, isTableOrRemark, jpegMarker, unshownCoding } from './jpeg-markers.ts';
import { scanUnits, shortestScanBytes, type Sampling } from './jpeg-scan-size.ts';

/** Each scan costs a decoder a pass over the whole picture, however short it is. libvips refuses more scans too. */
const maxScans = 100;

interface Component extends Sampling {
  id: number;
  /** Whether a scan has brought its DC coefficients. */
  scanned: boolean;
}

/** The reason why a correct image is not passed on. */
export interface JpegFault {
  reason: Extract<FrameDropReason, 'too-many-pixels' | 'unsupported'>;
  detail: string;
}

/**
 * Collects the content of one image's segments and decides from it which segments may follow. It accepts the images
 * that browsers can show (8-bit baseline, extended sequential and progressive Huffman), also with markers in an unusual
 * order.
 */
export class JpegStructure {
  width = 0;
  height = 0;
  /** When set, the image is read to its end, whatever its content, and then dropped. */
  fault: JpegFault | undefined;
  /** Restart markers are missing or wrong: decoders show the picture, but perhaps not the whole of it. */
  damaged = false;
  readonly #maxPictureSize: () => number;
  #progressive = false;
  #components: Component[] = [];
  #scans = 0;
  #shortestScanBytes = 0;
  #restartInterval = 0;
  #restartsMissing = 0;
  #restartsSeen = 0;
  #restartsWanted = false;
  #misnumbered = false;
  #nextRestart = 0;

  /** @param maxPictureSize the most pixels of a side, asked for each image */
  constructor(maxPictureSize: () => number) {
    this.#maxPictureSize = maxPictureSize;
  }

  /** Forgets everything, before another image begins. */
  reset(): void {
    this.width = 0;
    this.height = 0;
    this.fault = undefined;
    this.damaged = false;
    this.#components = [];
    this.#scans = 0;
    this.#restartInterval = 0;
    this.#restartsSeen = 0;
    this.#restartsWanted = false;
  }

  /** The last scan has the right number of restart markers, but with wrong numbers in them. */
  get misnumbered(): boolean {
    return this.#misnumbered && this.#restartsMissing === 0;
  }

  /** Restart markers were announced, but no scan has any. */
  get announcesInVain(): boolean {
    return this.#restartsWanted && this.#restartsSeen === 0;
  }

  /** Every component has been scanned, so that EOI may follow. */
  get complete(): boolean {
    if (this.fault) return true;
    return this.#components.length > 0 && this.#components.every((component) => component.scanned);
  }

  /** Whether a segment with this marker may come next. */
  allows(code: number): boolean {
    if (isTableOrRemark(code) || this.fault) return code >= jpegMarker.SOF0;
    if (isFrameHeader(code) || code === jpegMarker.DHP) return this.#components.length === 0;
    // Only progressive images have more scans after all components have come.
    if (this.complete && !this.#progressive) return false;
    return code === jpegMarker.SOS && this.#components.length > 0;
  }

  /**
   * Takes a segment, which begins with its length field and whose length `isSegmentLength` accepts. Returns false when
   * its content is impossible.
   */
  read(code: number, segment: Buffer): boolean {
    if (code === jpegMarker.SOS && ++this.#scans > maxScans) this.#refuse(`more than ${maxScans} scans`);
    if (code === jpegMarker.DHP) this.#refuse('hierarchical coding');
    if (this.fault) return true;
    if (isFrameHeader(code)) return this.#readFrameHeader(code, segment);
    if (code === jpegMarker.SOS) return this.#readScanHeader(segment);
    if (code === jpegMarker.DRI) this.#restartInterval = segment.readUInt16BE(2);
    return true;
  }

  /** Counts an RSTn in the scan. */
  restart(code: number): void {
    const number = code - jpegMarker.RST0;
    if (number !== this.#nextRestart) this.#misnumbered = true;
    if (this.#restartInterval === 0 || this.#misnumbered) this.damaged = true;
    this.#restartsSeen++;
    this.#nextRestart = (number + 1) % 8;
    this.#restartsMissing--;
  }

  /**
   * Ends a scan of this many bytes, with stuffing and restart markers. Returns false when they cannot hold all of its
   * blocks.
   */
  endScan(bytes: number): boolean {
    if (this.fault) return true;
    if (this.#restartsMissing > 0) this.damaged = true;
    return bytes >= this.#shortestScanBytes;
  }

  #readFrameHeader(code: number, segment: Buffer): boolean {
    const count = segment.readUInt8(7);
    if (segment.length !== 8 + 3 * count) return false;
    for (let at = 8; at < segment.length; at += 3) {
      const sampling = segment.readUInt8(at + 1);
      const component = {
        id: segment.readUInt8(at),
        horizontal: sampling >> 4,
        vertical: sampling & 15,
        scanned: false,
      };
      if (!isSamplingFactor(component.horizontal) || !isSamplingFactor(component.vertical)) return false;
      this.#components.push(component);
    }
    this.#progressive = code === jpegMarker.SOF2;
    this.height = segment.readUInt16BE(3);
    this.width = segment.readUInt16BE(5);
    this.#judge(code, segment.readUInt8(2));
    return this.width > 0;
  }

  #judge(code: number, bitsPerSample: number): void {
    const { width, height } = this;
    const max = this.#maxPictureSize();
    const coding = unshownCoding(code);
    if (width > max || height > max) {
      const detail = `the camera sends ${width}x${height} pixels; more than max_picture_size (${max}) allows`;
      this.fault = { reason: 'too-many-pixels', detail };
    } else if (width * height > maxPicturePixels) {
      const detail = `the camera sends ${width}x${height} pixels; more than ${maxPicturePixels} in all`;
      this.fault = { reason: 'too-many-pixels', detail };
    } else if (coding !== undefined) {
      this.#refuse(coding);
    } else if (bitsPerSample !== 8) {
      this.#refuse(`${bitsPerSample} bits per sample`);
    } else if (height === 0) {
      this.#refuse('no height in its header (DNL)');
    }
  }

  #refuse(what: string): void {
    this.fault ??= { reason: 'unsupported', detail: `a picture has ${what}; browsers cannot show it` };
  }

  #readScanHeader(segment: Buffer): boolean {
    const count = segment.readUInt8(2);
    if (segment.length !== 6 + 2 * count) return false;
    const firstCoefficient = segment.readUInt8(3 + 2 * count);
    const components: Component[] = [];
    for (let at = 3; at < 3 + 2 * count; at += 2) {
      const id = segment.readUInt8(at);
      const component = this.#components.find((known) => known.id === id && !components.includes(known));
      if (!component) return false;
      if (component.scanned && !this.#progressive) return false;
      components.push(component);
    }
    const refines = segment.readUInt8(5 + 2 * count) >> 4 > 0;
    if (!this.#progressive || (firstCoefficient === 0 && !refines)) {
      for (const component of components) component.scanned = true;
    }
    this.#expectScan(components, firstCoefficient);
    return true;
  }

  #expectScan(components: Component[], firstCoefficient: number): void {
    const { width, height } = this;
    const { units, blocks } = scanUnits({ width, height, components: this.#components }, components);
    this.#shortestScanBytes = shortestScanBytes(blocks, this.#progressive, firstCoefficient);
    this.#restartsMissing = this.#restartInterval === 0 ? 0 : Math.ceil(units / this.#restartInterval) - 1;
    if (this.#restartsMissing > 0) this.#restartsWanted = true;
    this.#nextRestart = 0;
    this.#misnumbered = false;
  }
}

function isSamplingFactor(factor: number): boolean {
  return factor >= 1 && factor <= 4;
}
