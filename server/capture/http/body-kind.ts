/** The kind of a body, by its first bytes. */
export type BodyKind =
  | { kind: 'jpeg' }
  /** `delimiter` is the line before each part, as the camera sends it. */
  | { kind: 'multipart'; delimiter: string }
  /** A body that cannot be a camera's picture; `what` completes "the address answers …". */
  | { kind: 'other'; what: string }
  | { kind: 'unknown' };

/** This many bytes are enough to tell the kind of a body. */
export const decisiveBytes = 256;
/** Enough bytes for all signatures, except those that search further. */
const signatureBytes = 16;
/** RFC 2046 allows 70. */
const maxDelimiterLength = 200;

/* eslint-disable no-control-regex -- signatures are bytes */
const signatures: [what: string, pattern: RegExp][] = [
  ['a PNG picture', /^\x89PNG/],
  ['a GIF picture', /^GIF8/],
  ['a WebP picture', /^RIFF[^]{4}WEBP/],
  ['a TIFF picture', /^(II\*\x00|MM\x00\*)/],
  ['an AVIF picture', /^[^]{4}ftypavi[fs]/],
  ['a HEIF picture', /^[^]{4}ftyp(hei[cfmsx]|hev[cx]|mif1|msf1)/],
  ['a JPEG XL picture', /^(\xff\x0a|\x00{3}\x0cJXL )/],
  ['a JPEG 2000 picture', /^(\xff\x4f\xff\x51|\x00{3}\x0cjP {2})/],
  ['an SVG picture', /^\s*<svg[\s>]/i],
  ['compressed data (gzip)', /^\x1f\x8b\x08/],
  ['a sound', /^(RIFF[^]{4}WAVE|ID3|OggS|fLaC)/],
  ['a BMP picture', /^BM[^]{4}\x00{4}/],
  ['an MP4 video', /^[^]{4}(ftyp|styp|moof|moov)/],
  ['a Matroska or WebM video', /^\x1a\x45\xdf\xa3/],
  ['an AVI video', /^RIFF[^]{4}AVI /],
  ['an FLV video', /^FLV\x01/],
  ['an MPEG video', /^\x00\x00\x01[\xba\xb3]/],
  // Network abstraction layer units that begin a stream: SPS, PPS, SEI, IDR, delimiter; VPS, SPS, PPS, AUD, SEI of H.265.
  ['an H.264 video', /^\x00{1,3}\x01[\x01\x05-\x09\x21\x25-\x29\x41\x45-\x49\x61\x65-\x69]/],
  ['an H.265 video', /^\x00{1,3}\x01[\x26\x28\x40\x42\x44\x46\x4e][\x01]/],
  ['an MPEG transport stream', /^G[^]{187}G/],
  ['a playlist', /^#EXTM3U/],
  ['an XML document', /^\s*<\?xml\s/i],
  ['a web page', /^\s*<(!doctype[\s>]|!--|[a-z][a-z0-9]*[\s/>])/i],
  ['a JSON document', /^\s*[{[]\s*(["{[\]}\d-]|true|false|null)/],
];
/* eslint-enable no-control-regex */

/**
 * The kind of a body that begins with `first`; undefined when more bytes are needed.
 * @param isAll true when the body has no more bytes
 */
export function bodyKind(first: Buffer, isAll = false): BodyKind | undefined {
  const decided = isAll || first.length >= decisiveBytes;
  // Some cameras send line breaks before a boundary, or zeros before a padded picture.
  const text = first.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const start = text.replace(/^[\0\s]+/, '');
  // The demuxer skips as many stray bytes.
  if (/^\xff\xd8[^]{0,8}\xff/.test(start)) return { kind: 'jpeg' };
  if (start.startsWith('--')) {
    const line = /^(--[^\r\n]*)[\r\n]/.exec(start)?.[1]?.trimEnd();
    if (line !== undefined) return { kind: 'multipart', delimiter: line.slice(0, maxDelimiterLength) };
    return decided ? { kind: 'unknown' } : undefined;
  }
  if (!decided && first.length < signatureBytes) return undefined;
  const what = signatures.find(([, pattern]) => pattern.test(text))?.[0];
  if (what !== undefined) return { kind: 'other', what };
  return decided ? { kind: 'unknown' } : undefined;
}
