const zeros = Buffer.alloc(4 * 1024);

/** Where the next 0xFF stands; the end of the chunk if there is none. */
export function nextFf(chunk: Buffer, start: number): number {
  const at = chunk.indexOf(0xff, start);
  return at === -1 ? chunk.length : at;
}

/** Where the zeros end. Some cameras fill up each frame to the size of an uncompressed one: 1.8 MB at 720p. */
export function afterZeros(chunk: Buffer, start: number): number {
  let at = start;
  if (chunk[at] !== 0) return at;
  const areZeros = (end: number) => end <= chunk.length && zeros.compare(chunk, at, end) === 0;
  while (areZeros(at + zeros.length)) at += zeros.length;
  while (chunk[at] === 0) at++;
  return at;
}

/** Boundary and header lines of multipart. */
export function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a || byte === 0x09;
}
