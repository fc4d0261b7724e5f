import { describe, expect, test } from 'vitest';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';
import { mjpegPart } from '../../../../server/stream/mjpeg-part.ts';
import { testFrame } from '../../../doubles/frames.ts';

const expected =
  '--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 7\r\nX-Timestamp: 1700000000.033\r\nX-Sequence: 1\r\n\r\nframe 1\r\n';

/** A frame whose image lies in pooled memory with this many bytes before and after it. */
function pooledFrame(before: number, after: number) {
  const frame = testFrame(1);
  const memory = new BufferPool(1).take(before + frame.jpeg.length + after);
  frame.jpeg.copy(memory.bytes, before);
  return { ...frame, memory, jpeg: memory.bytes.subarray(before, before + frame.jpeg.length) };
}

describe('a part', () => {
  test('is head, image and tail', () => {
    expect(mjpegPart(testFrame(1)).toString()).toBe(expected);
  });

  test('is made in place where the memory has room around the image', () => {
    const frame = pooledFrame(256, 2);
    const part = mjpegPart(frame);
    expect(part.toString()).toBe(expected);
    expect(part.buffer).toBe(frame.memory.bytes.buffer);
    expect(frame.jpeg.toString()).toBe('frame 1');
  });

  test.each([
    [10, 2],
    [256, 1],
  ])('is a copy where there are only %i bytes before and %i after', (before, after) => {
    const frame = pooledFrame(before, after);
    const part = mjpegPart(frame);
    expect(part.toString()).toBe(expected);
    expect(part.buffer).not.toBe(frame.memory.bytes.buffer);
  });
});
