import { isFrameHeader, isTableOrRemark, jpegMarker } from './jpeg-markers.ts';

interface Component {
  id: number;
  /** Sampling factors, 1 to 4. */
  horizontal: number;
  vertical: number;
  /** Its DC coefficients have come in some scan. */
  scanned: boolean;
}

/**
 * What the segments of one image have said so far, and with it what may come next. It accepts what browsers can show
 * (8-bit baseline, extended sequential and progressive Huffman images) and nothing that breaks T.81's order.
 */
export class JpegStructure {
  width = 0;
  height = 0;
  #progressive = false;
  #components: Component[] = [];
  #shortestScanBytes = 0;
  #restartInterval = 0;
  #nextRestart = 0;

  /** Forgets everything: another image begins. */
  reset(): void {
    this.width = 0;
    this.height = 0;
    this.#components = [];
    this.#restartInterval = 0;
  }

  /** Every component has been scanned, so that an EOI may follow. */
  get complete(): boolean {
    return this.#components.length > 0 && this.#components.every((component) => component.scanned);
  }

  /** Whether a segment with this marker may come next. */
  allows(code: number): boolean {
    if (isFrameHeader(code)) return this.#components.length === 0;
    // Only progressive images have more scans once all components have come; a single-scan image must end.
    if (this.complete && !this.#progressive) return false;
    return code === jpegMarker.SOS ? this.#components.length > 0 : isTableOrRemark(code);
  }

  /**
   * Takes in a segment, which begins with its length field and whose length `isSegmentLength`. False when it says
   * something impossible.
   */
  read(code: number, segment: Buffer): boolean {
    if (isFrameHeader(code)) return this.#readFrameHeader(code, segment);
    if (code === jpegMarker.SOS) return this.#readScanHeader(segment);
    if (code === jpegMarker.DRI) this.#restartInterval = segment.readUInt16BE(2);
    return true;
  }

  /** Whether this RSTn may come next in the scan; it counts as come. */
  restart(code: number): boolean {
    if (this.#restartInterval === 0 || code !== jpegMarker.RST0 + this.#nextRestart) return false;
    this.#nextRestart = (this.#nextRestart + 1) % 8;
    return true;
  }

  /** Whether a scan of this many bytes (with stuffing and restart markers) can hold all of its blocks. */
  isWholeScan(bytes: number): boolean {
    return bytes >= this.#shortestScanBytes;
  }

  #readFrameHeader(code: number, segment: Buffer): boolean {
    const count = segment.readUInt8(7);
    if (segment.length !== 8 + 3 * count || segment.readUInt8(2) !== 8) return false;
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
    return this.width > 0 && this.height > 0;
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
    this.#nextRestart = 0;
    this.#shortestScanBytes = this.#shortestScan(components, firstCoefficient);
    return true;
  }

  /**
   * The fewest bytes a scan can have, whatever its Huffman tables: no code is shorter than one bit. A sequential block
   * has two codes at least, for DC and for the end of the block: 5400 bytes for 720p 4:2:0, which a picture of one
   * colour with tables made for it really reaches. A block of a progressive DC scan has one code or one bit; without
   * DC a single code can stand for 32767 blocks.
   */
  #shortestScan(components: Component[], firstCoefficient: number): number {
    const bitsPerBlock = this.#progressive ? 1 : 2;
    if (this.#progressive && firstCoefficient > 0) return 1;
    return Math.ceil((this.#blocks(components) * bitsPerBlock) / 8);
  }

  #blocks(components: Component[]): number {
    const mostHorizontal = Math.max(...this.#components.map((component) => component.horizontal));
    const mostVertical = Math.max(...this.#components.map((component) => component.vertical));
    const [only] = components;
    if (only && components.length === 1) {
      // Not interleaved: only the blocks that hold picture (T.81 A.2.2).
      const columns = Math.ceil((this.width * only.horizontal) / mostHorizontal / 8);
      const rows = Math.ceil((this.height * only.vertical) / mostVertical / 8);
      return columns * rows;
    }
    const units = Math.ceil(this.width / (8 * mostHorizontal)) * Math.ceil(this.height / (8 * mostVertical));
    return components.reduce((sum, { horizontal, vertical }) => sum + units * horizontal * vertical, 0);
  }
}

function isSamplingFactor(factor: number): boolean {
  return factor >= 1 && factor <= 4;
}
