import { chrominanceAc, chrominanceDc, luminanceAc, luminanceDc } from '../../picture/jpeg/jpeg-tables.ts';

/**
 * A DHT segment (420 bytes) with the typical tables of ITU T.81 annex K.3. Many USB cameras leave the tables out of
 * their Motion JPEG, as AVI does, because every decoder is supposed to know them; Apple's decoders do not.
 */
export const standardHuffmanTables = Buffer.concat([
  // Marker and length; then for each table its class and number, the number of codes of 1 to 16 bits, and their
  // symbols.
  Buffer.of(0xff, 0xc4, 0x01, 0xa2),
  ...[luminanceDc, chrominanceDc, luminanceAc, chrominanceAc].flatMap(({ lengthCounts, symbols }, index) => [
    Buffer.of([0x00, 0x01, 0x10, 0x11][index] ?? 0),
    lengthCounts,
    symbols,
  ]),
]);
