import type { PixelSize } from './picture-placement.ts';

/** The size of a JPEG as encoded, before its orientation is applied; undefined when the header does not say it. */
export function jpegSize(jpeg: Uint8Array): PixelSize | undefined {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // A fill byte.
      continue;
    }
    // These markers start a frame in any coding. The three exceptions start tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const size = { widthPx: view.getUint16(at + 7), heightPx: view.getUint16(at + 5) };
      return size.widthPx > 0 && size.heightPx > 0 ? size : undefined;
    }
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** The smallest size that is enough for `drawn`, for a decoder that scales in eighths and rounds down. */
export function decodedSize(encoded: PixelSize, drawn: PixelSize): PixelSize {
  const ratio = Math.max(drawn.widthPx / encoded.widthPx, drawn.heightPx / encoded.heightPx);
  // Nobody sees a tenth of an eighth that is missing.
  const eighths = Math.min(8, Math.max(1, Math.ceil(ratio * 8 - 0.1)));
  return {
    widthPx: Math.ceil((encoded.widthPx * eighths) / 8),
    heightPx: Math.ceil((encoded.heightPx * eighths) / 8),
  };
}
