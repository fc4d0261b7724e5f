import { elementId } from './element-ids.ts';

/** Size of an element that ends with the file, as eight bytes (RFC 8794, section 6.2). */
export const unknownSize = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

/** Milliseconds between the epochs of Unix and of EBML dates, 2001-01-01 (RFC 8794, section 7.6). */
export const ebmlEpochMs = Date.UTC(2001, 0, 1);

/** A whole element. Its size has as few bytes as hold it, unless `sizeBytes` asks for more (RFC 8794, section 6). */
export function element(id: number, body: Buffer | readonly Buffer[], sizeBytes?: number): Buffer {
  const parts = Buffer.isBuffer(body) ? [body] : body;
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([elementIdBytes(id), elementSize(size, sizeBytes), ...parts]);
}

export function elementIdBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

/** @throws RangeError when `sizeBytes` bytes cannot hold the size; all ones would mean "unknown" */
export function elementSize(size: number, sizeBytes = fewestSizeBytes(size)): Buffer {
  if (size > largestSize(sizeBytes)) throw new RangeError(`${size} needs more than ${sizeBytes} bytes`);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(size) | (1n << BigInt(7 * sizeBytes)));
  return bytes.subarray(8 - sizeBytes);
}

function fewestSizeBytes(size: number): number {
  let bytes = 1;
  while (bytes < 8 && size > largestSize(bytes)) bytes++;
  return bytes;
}

/** The largest size that is not the "unknown" of so many bytes. */
export function largestSize(sizeBytes: number): number {
  return sizeBytes >= 8 ? Number.MAX_SAFE_INTEGER : 2 ** (7 * sizeBytes) - 2;
}

/** @param bytes how many the value takes; as few as hold it when left out */
export function uintElement(id: number, value: number, bytes?: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64BE(BigInt(value));
  const used = bytes ?? Math.max(1, 8 - body.findIndex((byte) => byte !== 0));
  return element(id, value === 0 && bytes === undefined ? body.subarray(7) : body.subarray(8 - used));
}

export function floatElement(id: number, value: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeDoubleBE(value);
  return element(id, body);
}

/** @param bytes what the text is filled up to with zero bytes, which end it (RFC 8794, section 7.5) */
export function textElement(id: number, text: string, bytes = 0): Buffer {
  const body = Buffer.from(text, 'utf8');
  return element(id, Buffer.concat([body, Buffer.alloc(Math.max(0, bytes - body.length))]));
}

/** Nanoseconds since 2001 (RFC 8794, section 7.6). */
export function dateBytes(date: Date): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigInt64BE(BigInt(date.getTime() - ebmlEpochMs) * 1_000_000n);
  return body;
}

/** The head of an element that fills up `bytes` bytes in all, at least 2 (RFC 8794, section 11.3.2). */
export function voidHead(bytes: number): Buffer {
  if (bytes < 2) throw new RangeError('a Void element has at least two bytes');
  const sizeBytes = bytes < 9 ? 1 : 8;
  return Buffer.concat([elementIdBytes(elementId.void), elementSize(bytes - 1 - sizeBytes, sizeBytes)]);
}

export function voidElement(bytes: number): Buffer {
  const head = voidHead(bytes);
  return Buffer.concat([head, Buffer.alloc(bytes - head.length)]);
}
