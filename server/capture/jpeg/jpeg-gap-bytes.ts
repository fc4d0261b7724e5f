const zeros = Buffer.alloc(4 * 1024);

/** The place of the next 0xFF, or the end of the chunk. */
export function nextFf(chunk: Buffer, start: number): number {
  const at = chunk.indexOf(0xff, start);
  return at === -1 ? chunk.length : at;
}

/**
 * The place after a run of zeros. Some cameras fill up each frame to the size of an uncompressed one: 1.8 MB at 720p.
 */
export function afterZeros(chunk: Buffer, start: number): number {
  let at = start;
  if (chunk[at] !== 0) return at;
  const areZeros = (end: number) => end <= chunk.length && zeros.compare(chunk, at, end) === 0;
  while (areZeros(at + zeros.length)) at += zeros.length;
  while (chunk[at] === 0) at++;
  return at;
}

/** Whether the byte may be part of a boundary or header line of multipart. */
export function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a || byte === 0x09;
}
