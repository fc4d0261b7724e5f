/** The order of coefficients in a scan: the natural (row by row) index for each position in the zigzag. */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]);

/** Quantisation tables of ITU-T T.81 Annex K.1 for quality 50, in natural order. */
export const luminanceSteps = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
export const chrominanceSteps = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/** The steps for a quality of 1 to 100, scaled as the IJG's library and most others do it. */
export function scaledSteps(steps: readonly number[], quality: number): Uint8Array {
  const percent = quality < 50 ? 5_000 / quality : 200 - 2 * quality;
  return Uint8Array.from(steps, (step) =>
    Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))),
  );
}

/** One Huffman table: the number of codes of each length, the symbols in code order, and code and length by symbol. */
export interface HuffmanTable {
  readonly lengthCounts: Uint8Array;
  readonly symbols: Uint8Array;
  readonly codes: Uint16Array;
  readonly lengths: Uint8Array;
}

/** The tables of Annex K.3, which can code every picture; DC symbols are sizes, AC symbols are run and size. */
export const luminanceDc = huffmanTable('00010501010101010100000000000000', '000102030405060708090a0b');
export const chrominanceDc = huffmanTable('00030101010101010101010000000000', '000102030405060708090a0b');
export const luminanceAc = huffmanTable(
  '0002010303020403050504040000017d',
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a343536' +
    '3738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999a' +
    'a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7' +
    'f8f9fa',
);
export const chrominanceAc = huffmanTable(
  '00020102040403040705040400010277',
  '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a3536' +
    '3738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999a' +
    'a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9' +
    'fa',
);

function huffmanTable(lengthCountsHex: string, symbolsHex: string): HuffmanTable {
  const lengthCounts = new Uint8Array(Buffer.from(lengthCountsHex, 'hex'));
  const symbols = new Uint8Array(Buffer.from(symbolsHex, 'hex'));
  const codes = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  let code = 0;
  let next = 0;
  for (const [index, count] of lengthCounts.entries()) {
    for (const symbol of symbols.subarray(next, next + count)) {
      codes[symbol] = code++;
      lengths[symbol] = index + 1;
    }
    next += count;
    code <<= 1;
  }
  return { lengthCounts, symbols, codes, lengths };
}
