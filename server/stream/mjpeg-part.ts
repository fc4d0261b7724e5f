import type { Frame } from '../frame/frame.ts';

export const boundary = 'frame';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const tail = Buffer.of(carriageReturn, lineFeed);

/**
 * A frame as one part of a stream: head, image and tail in one buffer. If the frame's memory has room around the image,
 * the part is made there without copying the image.
 */
export function mjpegPart(frame: Frame): Buffer {
  const head = partHead(frame);
  const { jpeg, memory } = frame;
  if (memory) {
    const start = jpeg.byteOffset - memory.bytes.byteOffset - head.length;
    const end = start + head.length + jpeg.length + tail.length;
    if (start >= 0 && end <= memory.bytes.length) {
      memory.bytes.write(head, start, 'latin1');
      memory.bytes[end - 2] = carriageReturn;
      memory.bytes[end - 1] = lineFeed;
      return memory.bytes.subarray(start, end);
    }
  }
  return Buffer.concat([Buffer.from(head, 'latin1'), jpeg, tail]);
}

function partHead(frame: Frame): string {
  return (
    `--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${frame.jpeg.length}\r\n` +
    `X-Timestamp: ${(frame.capturedAt / 1_000).toFixed(3)}\r\nX-Sequence: ${frame.sequence}\r\n` +
    (frame.origin === 'placeholder' ? 'X-Placeholder: 1\r\n' : '') +
    '\r\n'
  );
}
