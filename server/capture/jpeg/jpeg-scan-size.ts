export interface JpegFrameSize {
  width: number;
  height: number;
  components: readonly Sampling[];
}

/** The sampling factors, 1 to 4. */
export interface Sampling {
  horizontal: number;
  vertical: number;
}

/** The units of a scan of these components; restart intervals are counted in units (T.81: MCU). */
export function scanUnits(
  { width, height, components }: JpegFrameSize,
  scanned: readonly Sampling[],
): { units: number; blocks: number } {
  const mostHorizontal = Math.max(...components.map(({ horizontal }) => horizontal));
  const mostVertical = Math.max(...components.map(({ vertical }) => vertical));
  const [only] = scanned;
  if (only && scanned.length === 1) {
    // A scan that is not interleaved has only the blocks that hold picture (T.81 A.2.2).
    const columns = Math.ceil((width * only.horizontal) / mostHorizontal / 8);
    const rows = Math.ceil((height * only.vertical) / mostVertical / 8);
    return { units: columns * rows, blocks: columns * rows };
  }
  const units = Math.ceil(width / (8 * mostHorizontal)) * Math.ceil(height / (8 * mostVertical));
  const blocks = scanned.reduce((sum, { horizontal, vertical }) => sum + units * horizontal * vertical, 0);
  return { units, blocks };
}

/**
 * The fewest bytes that a scan can have, whatever its Huffman tables: no code is shorter than one bit. A sequential
 * block has at least two codes, for DC and for the end of the block: 5400 bytes for 720p 4:2:0, which a picture of one
 * colour with optimised tables really reaches. A block of a progressive DC scan has one code or one bit; without DC a
 * single code can stand for 32767 blocks.
 */
export function shortestScanBytes(blocks: number, progressive: boolean, firstCoefficient: number): number {
  if (progressive && firstCoefficient > 0) return 1;
  const bitsPerBlock = progressive ? 1 : 2;
  return Math.ceil((blocks * bitsPerBlock) / 8);
}
