/**
 * The parts of linux/videodev2.h that the capture needs. The layouts are those of 64-bit little-endian machines; x86-64
 * and arm64 have the same.
 */

const read = 2;
const write = 1;

/** As the macro _IOC of asm-generic/ioctl.h, for the letter V. */
function request(direction: number, number: number, bytes: number): number {
  return direction * 2 ** 30 + (bytes << 16) + (0x56 << 8) + number;
}

/** The bytes of the structures. */
export const structBytes = {
  v4l2_capability: 104,
  v4l2_format: 208,
  v4l2_streamparm: 204,
  v4l2_requestbuffers: 20,
  v4l2_buffer: 88,
} as const;

export const ioctls = {
  VIDIOC_QUERYCAP: request(read, 0, structBytes.v4l2_capability),
  VIDIOC_S_FMT: request(read | write, 5, structBytes.v4l2_format),
  VIDIOC_REQBUFS: request(read | write, 8, structBytes.v4l2_requestbuffers),
  VIDIOC_QUERYBUF: request(read | write, 9, structBytes.v4l2_buffer),
  VIDIOC_QBUF: request(read | write, 15, structBytes.v4l2_buffer),
  VIDIOC_DQBUF: request(read | write, 17, structBytes.v4l2_buffer),
  VIDIOC_STREAMON: request(write, 18, 4),
  VIDIOC_STREAMOFF: request(write, 19, 4),
  VIDIOC_S_PARM: request(read | write, 22, structBytes.v4l2_streamparm),
} as const;

export type IoctlName = keyof typeof ioctls;

const V4L2_BUF_TYPE_VIDEO_CAPTURE = 1;
const V4L2_MEMORY_MMAP = 1;
const V4L2_CAP_VIDEO_CAPTURE = 0x1;
const V4L2_CAP_STREAMING = 0x0400_0000;
const V4L2_CAP_DEVICE_CAPS = 0x8000_0000;
const V4L2_BUF_FLAG_ERROR = 0x40;
const V4L2_BUF_FLAG_TIMESTAMP_MASK = 0xe000;
const V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC = 0x2000;

/** The places of the fields that are used. */
export const offsets = {
  capability: { capabilities: 84, device_caps: 88 },
  format: { type: 0, width: 8, height: 12, pixelformat: 16 },
  streamparm: { type: 0, numerator: 12, denominator: 16 },
  requestbuffers: { count: 0, type: 4, memory: 8 },
  buffer: {
    index: 0,
    type: 4,
    bytesused: 8,
    flags: 12,
    seconds: 24,
    microseconds: 32,
    memory: 60,
    offset: 64,
    length: 72,
  },
} as const;

/** Memory for a structure. It is outside of V8's heap, so that it never moves. */
function struct(name: keyof typeof structBytes): Buffer {
  return Buffer.alloc(Math.max(structBytes[name], 128)).subarray(0, structBytes[name]);
}

export function capability(): Buffer {
  return struct('v4l2_capability');
}

/** For example "uvcvideo". */
export function driverOf(capability: Buffer): string {
  return capability.toString('latin1', 0, 16).replace(/\0.*/s, '');
}

/** Whether the device captures video into buffers that can be mapped. */
export function streamsVideo(capability: Buffer): boolean {
  const all = capability.readUInt32LE(offsets.capability.capabilities);
  const own = all & V4L2_CAP_DEVICE_CAPS ? capability.readUInt32LE(offsets.capability.device_caps) : all;
  return (own & V4L2_CAP_VIDEO_CAPTURE) !== 0 && (own & V4L2_CAP_STREAMING) !== 0;
}

export function pixelFormat(fourcc: string, width: number, height: number): Buffer {
  const format = struct('v4l2_format');
  const at = offsets.format;
  format.writeUInt32LE(V4L2_BUF_TYPE_VIDEO_CAPTURE, at.type);
  format.writeUInt32LE(width, at.width);
  format.writeUInt32LE(height, at.height);
  format.write(fourcc.padEnd(4), at.pixelformat, 4, 'latin1');
  return format;
}

export function fourccOf(format: Buffer): string {
  const at = offsets.format.pixelformat;
  return format.toString('latin1', at, at + 4).trimEnd();
}

export function frameRate(framesPerSecond: number): Buffer {
  const parameters = struct('v4l2_streamparm');
  const at = offsets.streamparm;
  parameters.writeUInt32LE(V4L2_BUF_TYPE_VIDEO_CAPTURE, at.type);
  parameters.writeUInt32LE(1_000, at.numerator);
  parameters.writeUInt32LE(Math.round(framesPerSecond * 1_000), at.denominator);
  return parameters;
}

export function bufferRequest(count: number): Buffer {
  const request = struct('v4l2_requestbuffers');
  request.writeUInt32LE(count, offsets.requestbuffers.count);
  request.writeUInt32LE(V4L2_BUF_TYPE_VIDEO_CAPTURE, offsets.requestbuffers.type);
  request.writeUInt32LE(V4L2_MEMORY_MMAP, offsets.requestbuffers.memory);
  return request;
}

/** The argument of STREAMON and STREAMOFF. */
export function streamType(): Buffer {
  return struct('v4l2_requestbuffers').fill(V4L2_BUF_TYPE_VIDEO_CAPTURE, 0, 1).subarray(0, 4);
}

/** A v4l2_buffer. Its fields are read and written as words: these are the two calls that each frame needs. */
export class DeviceBuffer {
  /** The argument of an ioctl. */
  readonly bytes = struct('v4l2_buffer');
  readonly #words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, structBytes.v4l2_buffer / 4);

  constructor(index = 0) {
    this.renew(index);
  }

  /** Makes it an empty one again. */
  renew(index: number): Buffer {
    const words = this.#words;
    words.fill(0);
    words[offsets.buffer.index / 4] = index;
    words[offsets.buffer.type / 4] = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    words[offsets.buffer.memory / 4] = V4L2_MEMORY_MMAP;
    return this.bytes;
  }

  read(): FilledBuffer {
    const at = offsets.buffer;
    const flags = this.#word(at.flags);
    const isMonotonic = (flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) === V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    return {
      index: this.#word(at.index),
      bytes: this.#word(at.bytesused),
      faulty: (flags & V4L2_BUF_FLAG_ERROR) !== 0,
      monotonicMs: isMonotonic ? this.#milliseconds() : undefined,
    };
  }

  /** No bigint has to be made for each frame: such a clock never needs more than the 53 bits of a number. */
  #milliseconds(): number {
    const { seconds, microseconds } = offsets.buffer;
    const wholeSeconds = this.#word(seconds + 4) * 2 ** 32 + this.#word(seconds);
    return wholeSeconds * 1_000 + this.#word(microseconds) / 1_000;
  }

  #word(offset: number): number {
    return this.#words[offset / 4] ?? 0;
  }
}

export interface FilledBuffer {
  index: number;
  bytes: number;
  /** The driver says that data is missing or wrong. */
  faulty: boolean;
  /** When the frame was captured, on the clock CLOCK_MONOTONIC; undefined where the driver uses another clock. */
  monotonicMs: number | undefined;
}
