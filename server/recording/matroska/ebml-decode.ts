import { ebmlEpochMs } from './ebml-encode.ts';

/** The most bytes that an id and a size take (RFC 8794, section 11.2: EBMLMaxIDLength 4, EBMLMaxSizeLength 8). */
export const maxElementHead = 12;

export interface ElementHead {
  id: number;
  /** Bytes of the body as the file says it, which may be a lie; "unknown" ends with its parent. */
  size: number | 'unknown';
  headBytes: number;
  sizeBytes: number;
}

export interface Element {
  id: number;
  /** The start of the element, and the start and end of its body, in the bytes it was read from. */
  at: number;
  bodyAt: number;
  end: number;
}

/** Reads the id and the size at `at`. "cut": the bytes end before. "invalid": no EBML of at most 4 and 8 bytes. */
export function readElementHead(bytes: Buffer, at: number): ElementHead | 'cut' | 'invalid' {
  const first = bytes[at];
  if (first === undefined) return 'cut';
  const idBytes = Math.clz32(first) - 23;
  if (first === 0 || idBytes > 4) return 'invalid';
  const sizeAt = at + idBytes;
  const sizeFirst = bytes[sizeAt];
  if (sizeFirst === undefined) return 'cut';
  if (sizeFirst === 0) return 'invalid';
  const sizeBytes = Math.clz32(sizeFirst) - 23;
  if (sizeAt + sizeBytes > bytes.length) return 'cut';
  const id = bytes.readUIntBE(at, idBytes);
  const size = readSize(bytes, sizeAt, sizeBytes);
  if (size === 'invalid') return 'invalid';
  return { id, size, headBytes: idBytes + sizeBytes, sizeBytes };
}

function readSize(bytes: Buffer, at: number, sizeBytes: number): number | 'unknown' | 'invalid' {
  const marker = 1 << (8 - sizeBytes);
  let value = (bytes[at] ?? 0) & (marker - 1);
  let allOnes = value === marker - 1;
  for (let index = 1; index < sizeBytes; index++) {
    const byte = bytes[at + index] ?? 0;
    allOnes &&= byte === 0xff;
    value = value * 256 + byte;
  }
  if (allOnes) return 'unknown';
  return Number.isSafeInteger(value) ? value : 'invalid';
}

/** The elements between two places, in order. Ends at the first that is cut, invalid or of unknown size. */
export function* elementsIn(bytes: Buffer, from: number, to: number): Generator<Element> {
  const limit = Math.min(to, bytes.length);
  for (let at = from; at < limit;) {
    const head = readElementHead(bytes, at);
    if (typeof head === 'string' || head.size === 'unknown') return;
    const bodyAt = at + head.headBytes;
    const end = bodyAt + head.size;
    if (end > limit) return;
    yield { id: head.id, at, bodyAt, end };
    at = end;
  }
}

/** Undefined for more than 8 bytes, or a number that is not exact. */
export function uintOf(bytes: Buffer, { bodyAt, end }: Element): number | undefined {
  if (end - bodyAt > 8) return undefined;
  let value = 0;
  for (let at = bodyAt; at < end; at++) value = value * 256 + (bytes[at] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function floatOf(bytes: Buffer, { bodyAt, end }: Element): number | undefined {
  if (end - bodyAt === 8) return bytes.readDoubleBE(bodyAt);
  if (end - bodyAt === 4) return bytes.readFloatBE(bodyAt);
  return end === bodyAt ? 0 : undefined;
}

/** A zero byte ends the text (RFC 8794, section 7.5). */
export function textOf(bytes: Buffer, { bodyAt, end }: Element): string {
  const zero = bytes.subarray(bodyAt, end).indexOf(0);
  return bytes.toString('utf8', bodyAt, zero < 0 ? end : bodyAt + zero);
}

export function dateOf(bytes: Buffer, { bodyAt, end }: Element): Date | undefined {
  if (end - bodyAt !== 8) return undefined;
  const date = new Date(ebmlEpochMs + Number(bytes.readBigInt64BE(bodyAt) / 1_000_000n));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
