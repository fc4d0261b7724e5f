/** Marker codes of ITU T.81 table B.1, with its names: the byte that follows 0xFF. */
export const jpegMarker = {
  TEM: 0x01,
  SOF0: 0xc0,
  SOF2: 0xc2,
  SOF3: 0xc3,
  DHT: 0xc4,
  SOF9: 0xc9,
  DAC: 0xcc,
  SOF15: 0xcf,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DNL: 0xdc,
  DRI: 0xdd,
  DHP: 0xde,
  APP0: 0xe0,
  APP1: 0xe1,
  APP15: 0xef,
  COM: 0xfe,
} as const;

export function isRestart(code: number): boolean {
  return code >= jpegMarker.RST0 && code <= jpegMarker.RST7;
}

/** Markers that stand alone and mean nothing outside a scan; decoders skip them. */
export function isIdle(code: number): boolean {
  return code === jpegMarker.TEM || isRestart(code);
}

/** Whether the code is a frame header of any coding. The three other codes of that row are tables and an extension. */
export function isFrameHeader(code: number): boolean {
  return code === jpegMarker.SOF0 || (code > jpegMarker.SOF0 && code <= jpegMarker.SOF15 && code % 4 !== 0);
}

/**
 * The name of a coding that browsers cannot show; undefined for baseline, extended sequential and progressive Huffman.
 */
export function unshownCoding(code: number): string | undefined {
  if (code <= jpegMarker.SOF2) return undefined;
  if (code === jpegMarker.SOF3) return 'lossless coding';
  return code >= jpegMarker.SOF9 && code <= jpegMarker.SOF15 ? 'arithmetic coding' : 'hierarchical coding';
}

/**
 * Whether a segment may have this length (the value of the length field, which counts itself). The upper bounds are
 * those of T.81 for a segment that fills every table once; an APPn or COM may have any length. Some cameras send a DQT
 * or DHT without any table.
 */
export function isSegmentLength(code: number, length: number): boolean {
  if (isFrameHeader(code)) return length >= 11 && length <= 20 && (length - 8) % 3 === 0;
  switch (code) {
    case jpegMarker.SOS:
      return length >= 8 && length <= 14 && length % 2 === 0;
    case jpegMarker.DRI:
      return length === 4;
    case jpegMarker.DQT:
      return length === 2 || (length >= 2 + 65 && length <= 2 + 4 * 129);
    case jpegMarker.DHT:
      return length === 2 || (length >= 2 + 17 && length <= 2 + 8 * (17 + 256));
    default:
      return length >= 2;
  }
}

/** Markers with a segment of tables or remarks. They may stand before any scan and after the last. */
export function isTableOrRemark(code: number): boolean {
  return (
    code === jpegMarker.DQT ||
    code === jpegMarker.DHT ||
    code === jpegMarker.DAC ||
    code === jpegMarker.DNL ||
    code === jpegMarker.DRI ||
    isRemark(code)
  );
}

/** Markers with a segment that decoders do not need. */
export function isRemark(code: number): boolean {
  return code === jpegMarker.COM || (code >= jpegMarker.APP0 && code <= jpegMarker.APP15);
}
