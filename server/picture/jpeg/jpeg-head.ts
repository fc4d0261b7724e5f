import {
  chrominanceAc,
  chrominanceDc,
  luminanceAc,
  luminanceDc,
  zigzag,
  type HuffmanTable,
} from './jpeg-tables.ts';

/** Each component's number, sampling factors (4:2:0) and quantisation table. */
const frameComponents = [1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
/** Each component's number and Huffman tables. */
const scanComponents = [1, 0x00, 2, 0x11, 3, 0x11];
const wholeSpectrum = [0, 63, 0];
const mcusPerRestart = 1;

/** All bytes before the first MCU of a JPEG that has a restart marker after every MCU (T.81 Annex B). */
export function jpegHead(
  size: { width: number; height: number },
  lumaSteps: Uint8Array,
  chromaSteps: Uint8Array,
): Buffer {
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...inZigzag(lumaSteps), 1, ...inZigzag(chromaSteps)]),
    segment(0xc0, [8, ...twoBytes(size.height), ...twoBytes(size.width), 3, ...frameComponents]),
    segment(0xc4, [...table(0x00, luminanceDc), ...table(0x10, luminanceAc)]),
    segment(0xc4, [...table(0x01, chrominanceDc), ...table(0x11, chrominanceAc)]),
    segment(0xdd, twoBytes(mcusPerRestart)),
    segment(0xda, [3, ...scanComponents, ...wholeSpectrum]),
  ]);
}

function segment(marker: number, content: readonly number[]): Buffer {
  return Buffer.of(0xff, marker, ...twoBytes(content.length + 2), ...content);
}

function twoBytes(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function inZigzag(steps: Uint8Array): Uint8Array {
  return zigzag.map((index) => steps[index] ?? 0);
}

function table(destination: number, { lengthCounts, symbols }: HuffmanTable): number[] {
  return [destination, ...lengthCounts, ...symbols];
}
