/** A comment segment of JPEG with a number: marker, length 6, four bytes. */
const comment = Buffer.from([0xff, 0xfe, 0, 6]);

/** A JPEG with a number in it, which stays a sound JPEG. */
export function withNumber(jpeg: Buffer, number: number): Buffer {
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(number);
  return Buffer.concat([jpeg.subarray(0, 2), comment, digits, jpeg.subarray(2)]);
}

/** @throws Error when there is none */
export function numberIn(jpeg: Buffer): number {
  if (!jpeg.subarray(2, 6).equals(comment)) throw new Error('a recorded picture has no number');
  return jpeg.readUInt32BE(6);
}
