import { readElementHead } from './ebml-decode.ts';

/** The most bytes between a block's start and its frame's, id and size included: 12, a track of 8, time and flags. */
export const maxBlockHead = 12 + 8 + 3;

/** A block's place and time, as its head says it. */
export interface BlockHead {
  track: number;
  /** Ticks since its cluster's timestamp. */
  time: number;
  /** Whether it can be decoded without the frames before it. */
  isKey: boolean;
  /** Bytes from the block's start to the frame's. */
  frameAt: number;
  frameBytes: number;
}

/**
 * Reads the head of a SimpleBlock (RFC 9559, section 10.2). @param bytes from the block's start on
 * Undefined: it is cut, or has more than one frame (lacing), which a recording has not.
 */
export function readBlockHead(bytes: Buffer): BlockHead | undefined {
  const head = readElementHead(bytes, 0);
  if (typeof head === 'string' || head.size === 'unknown') return undefined;
  const first = bytes[head.headBytes];
  if (first === undefined || first === 0) return undefined;
  const trackBytes = Math.clz32(first) - 23;
  const frameAt = head.headBytes + trackBytes + 3;
  const frameBytes = head.headBytes + head.size - frameAt;
  const flags = bytes[frameAt - 1];
  if (flags === undefined || frameBytes < 0 || (flags & 0x06) !== 0 || trackBytes > 6) return undefined;
  const track = bytes.readUIntBE(head.headBytes, trackBytes) - 2 ** (7 * trackBytes);
  return { track, time: bytes.readInt16BE(frameAt - 3), isKey: (flags & 0x80) !== 0, frameAt, frameBytes };
}
