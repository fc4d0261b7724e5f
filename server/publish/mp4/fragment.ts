import { box, fullBox, uint32 } from './box.ts';

const trackId = 1;
/** The data's place is counted from the start of the moof. */
const defaultBaseIsMoof = 0x02_0000;
const hasDataOffset = 0x01;
const hasDuration = 0x0100;
const hasSize = 0x0200;
const hasFlags = 0x0400;
/** "sample_depends_on" is 2 for a key frame; 1, and no sync sample, for others (ISO/IEC 14496-12, 8.8.3.1). */
const keyFlags = 0x0200_0000;
const deltaFlags = 0x0101_0000;

export interface Fragment {
  /** From 1, growing. */
  sequence: number;
  /** Milliseconds since the start of the film. */
  timeMs: number;
  durationMs: number;
  isKey: boolean;
  pictureBytes: number;
}

/** The bytes before the data of one picture, which is a fragment by itself (ISO/IEC 14496-12, section 8.8). */
export function fragmentHead({ sequence, timeMs, durationMs, isKey, pictureBytes }: Fragment): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(timeMs));
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, uint32(sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, defaultBaseIsMoof, uint32(trackId)),
        fullBox('tfdt', 1, 0, time),
        fullBox(
          'trun',
          0,
          hasDataOffset | hasDuration | hasSize | hasFlags,
          uint32(1, dataOffset, durationMs, pictureBytes, isKey ? keyFlags : deltaFlags),
        ),
      ),
    );
  const mdatHead = uint32(8 + pictureBytes, 0x6d64_6174);
  return Buffer.concat([moof(moof(0).length + mdatHead.length), mdatHead]);
}
