import type { Frame } from '../../server/frame/frame.ts';

/** A frame with a number in it; its bytes are no real JPEG. */
export function testFrame(sequence: number, atMs = sequence * 33): Frame {
  return {
    jpeg: Buffer.from(`frame ${sequence}`),
    width: 64,
    height: 48,
    capturedAtMs: atMs,
    capturedAt: 1_700_000_000_000 + atMs,
    sequence,
    origin: 'camera',
  };
}
