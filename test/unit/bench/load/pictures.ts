/** A thing between SOI and EOI with fakecam's stamp where a camera's frame has it. */
export function stampedPicture(sequence: number, capturedAtMs = 0, byteLength = 2_000): Buffer {
  const digits = (value: number, width: number) => String(value).padStart(width, '0');
  const comment = `FAKECAM cam=00 seq=${digits(sequence, 10)} mono_ns=${digits(capturedAtMs * 1e6, 20)} real_ns=${digits(1, 19)}`;
  return picture(Buffer.from(comment), byteLength);
}

/** The same without a stamp; `fill` makes two of them different. */
export function plainPicture(fill: number, byteLength = 2_000): Buffer {
  return picture(Buffer.alloc(0), byteLength, fill);
}

function picture(comment: Buffer, byteLength: number, fill = 0x5a): Buffer {
  const jpeg = Buffer.alloc(byteLength, fill);
  jpeg.writeUInt16BE(0xffd8, 0);
  comment.copy(jpeg, 20);
  jpeg.writeUInt16BE(0xffd9, byteLength - 2);
  return jpeg;
}

/** One part as servers send it, with the line break that ends it. */
export function part(jpeg: Buffer, boundary = 'frame'): Buffer {
  const head = `--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]);
}
