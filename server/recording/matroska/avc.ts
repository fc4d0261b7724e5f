/** The sequence and picture parameter sets of an AVCDecoderConfigurationRecord, each a NAL unit (ISO/IEC 14496-15, 5.3.3.1). */
export function parameterSets(record: Buffer): Buffer[] {
  const sets: Buffer[] = [];
  const sequenceCount = (record[5] ?? 0) & 0x1f;
  let at = 6;
  const take = (count: number) => {
    for (let index = 0; index < count && at + 2 <= record.length; index++) {
      const length = record.readUInt16BE(at);
      sets.push(record.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  };
  take(sequenceCount);
  const pictureCount = record[at] ?? 0;
  at++;
  take(pictureCount);
  return sets;
}

/** The parameter sets as they stand before a picture: each behind its length in four bytes. */
export function inBandSets(record: Buffer): Buffer {
  return Buffer.concat(
    parameterSets(record).flatMap((set) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(set.length);
      return [length, set];
    }),
  );
}
