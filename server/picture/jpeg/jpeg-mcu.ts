import type { Raster } from '../raster.ts';
import { BitWriter } from './jpeg-bits.ts';
import { forwardDct } from './jpeg-dct.ts';
import {
  chrominanceAc,
  chrominanceDc,
  luminanceAc,
  luminanceDc,
  zigzag,
  type HuffmanTable,
} from './jpeg-tables.ts';

/** The side of the square of pixels in one MCU with 4:2:0 chroma subsampling. */
export const mcuPixels = 16;

const blockSamples = 64;
const lumaBlocks = 4;
const cbStart = lumaBlocks * blockSamples;
const crStart = cbStart + blockSamples;
/** Six blocks of 64 coefficients, each with at most a 16 bit code and 11 bits, and every byte stuffed. */
const mcuBytesMax = Math.ceil((6 * blockSamples * 27) / 8) * 2;
const endOfBlock = 0x00;
const sixteenZeros = 0xf0;

/** Encodes single MCUs of rasters. Each can be decoded alone: its DC values are not relative to another MCU's. */
export class McuEncoder {
  readonly #lumaSteps: Uint8Array;
  readonly #chromaSteps: Uint8Array;
  readonly #samples = new Float64Array(crStart + blockSamples);
  readonly #bits = new BitWriter(mcuBytesMax);

  /** @param lumaSteps quantisation steps in natural order */
  constructor(lumaSteps: Uint8Array, chromaSteps: Uint8Array) {
    this.#lumaSteps = lumaSteps;
    this.#chromaSteps = chromaSteps;
  }

  /**
   * The entropy-coded bytes of the MCU with its top left pixel at `left`, `top`; pixels past an edge repeat the edge.
   */
  encode(raster: Raster, left: number, top: number): Buffer {
    loadSamples(this.#samples, raster, left, top);
    let dc = 0;
    for (let block = 0; block < lumaBlocks; block++) {
      dc = this.#encodeBlock(block * blockSamples, this.#lumaSteps, luminanceDc, luminanceAc, dc);
    }
    this.#encodeBlock(cbStart, this.#chromaSteps, chrominanceDc, chrominanceAc, 0);
    this.#encodeBlock(crStart, this.#chromaSteps, chrominanceDc, chrominanceAc, 0);
    return this.#bits.take();
  }

  /** Returns the block's quantised DC value; the next block of the same component is coded relative to it. */
  #encodeBlock(
    start: number,
    steps: Uint8Array,
    dcTable: HuffmanTable,
    acTable: HuffmanTable,
    previousDc: number,
  ): number {
    const samples = this.#samples;
    const isFlat = isFlatBlock(samples, start);
    if (isFlat) samples[start] = 8 * (samples[start] ?? 0);
    else forwardDct(samples, start);

    const dc = Math.round((samples[start] ?? 0) / (steps[0] ?? 1));
    this.#writeLevel(dcTable, 0, dc - previousDc);
    let zeros = 0;
    for (let position = 1; position < blockSamples && !isFlat; position++) {
      const index = zigzag[position] ?? 0;
      const scaled = (samples[start + index] ?? 0) / (steps[index] ?? 1);
      // Most values round to zero; this check before the rounding saves a fifth of all time. Math.round(-0.5) is zero
      // too.
      if (scaled >= -0.5 && scaled < 0.5) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) this.#writeSymbol(acTable, sixteenZeros);
      this.#writeLevel(acTable, zeros, Math.round(scaled));
      zeros = 0;
    }
    if (zeros > 0 || isFlat) this.#writeSymbol(acTable, endOfBlock);
    return dc;
  }

  /** Writes a symbol of run and size, then the level in as many bits as the size says (T.81 F.1.2). */
  #writeLevel(table: HuffmanTable, run: number, level: number): void {
    const size = 32 - Math.clz32(Math.abs(level));
    this.#writeSymbol(table, (run << 4) | size);
    if (size > 0) this.#bits.write(level < 0 ? level + (1 << size) - 1 : level, size);
  }

  #writeSymbol(table: HuffmanTable, symbol: number): void {
    this.#bits.write(table.codes[symbol] ?? 0, table.lengths[symbol] ?? 0);
  }
}

/** Loads four blocks of Y, one of Cb and one of Cr, all around zero (JFIF's conversion). */
function loadSamples(samples: Float64Array, raster: Raster, left: number, top: number): void {
  const { width, height, pixels } = raster;
  samples.fill(0, cbStart);
  for (let y = 0; y < mcuPixels; y++) {
    const row = Math.min(top + y, height - 1) * width;
    for (let x = 0; x < mcuPixels; x++) {
      const at = (row + Math.min(left + x, width - 1)) * 3;
      const red = pixels[at] ?? 0;
      const green = pixels[at + 1] ?? 0;
      const blue = pixels[at + 2] ?? 0;
      const block = (y >> 3) * 2 + (x >> 3);
      samples[block * blockSamples + (y & 7) * 8 + (x & 7)] =
        0.299 * red + 0.587 * green + 0.114 * blue - 128;
      // Each of the four pixels that share a chroma sample adds a quarter.
      const chroma = (y >> 1) * 8 + (x >> 1);
      const cb = samples[cbStart + chroma] ?? 0;
      const cr = samples[crStart + chroma] ?? 0;
      samples[cbStart + chroma] = cb - 0.042184 * red - 0.082816 * green + 0.125 * blue;
      samples[crStart + chroma] = cr + 0.125 * red - 0.104672 * green - 0.020328 * blue;
    }
  }
}

function isFlatBlock(samples: Float64Array, start: number): boolean {
  const first = samples[start];
  for (let index = start + 1; index < start + blockSamples; index++) {
    if (samples[index] !== first) return false;
  }
  return true;
}
