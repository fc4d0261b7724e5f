/** Marker codes of ITU T.81 table B.1, with its names: the byte that follows 0xFF. */
export const jpegMarker = {
  SOF0: 0xc0,
  SOF2: 0xc2,
  DHT: 0xc4,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DRI: 0xdd,
  APP0: 0xe0,
  APP1: 0xe1,
  APP15: 0xef,
  COM: 0xfe,
} as const;

export function isRestart(code: number): boolean {
  return code >= jpegMarker.RST0 && code <= jpegMarker.RST7;
}

/** Baseline, extended sequential or progressive with Huffman coding: the three that browsers can show. */
export function isFrameHeader(code: number): boolean {
  return code >= jpegMarker.SOF0 && code <= jpegMarker.SOF2;
}

/**
 * Whether a segment may have this length (the length field's value, which counts itself). The upper bounds are
 * T.81's own for one segment that fills every table once; an APPn or COM may have any.
 */
export function isSegmentLength(code: number, length: number): boolean {
  if (isFrameHeader(code)) return length >= 11 && length <= 20 && (length - 8) % 3 === 0;
  switch (code) {
    case jpegMarker.SOS:
      return length >= 8 && length <= 14 && length % 2 === 0;
    case jpegMarker.DRI:
      return length === 4;
    case jpegMarker.DQT:
      return length >= 2 + 65 && length <= 2 + 4 * 129;
    case jpegMarker.DHT:
      return length >= 2 + 17 && length <= 2 + 8 * (17 + 256);
    default:
      return length >= 2;
  }
}

/** Markers with a segment of tables or remarks, which may precede any scan. */
export function isTableOrRemark(code: number): boolean {
  return (
    code === jpegMarker.DQT ||
    code === jpegMarker.DHT ||
    code === jpegMarker.DRI ||
    code === jpegMarker.COM ||
    (code >= jpegMarker.APP0 && code <= jpegMarker.APP15)
  );
}
