import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DeviceBuffer,
  frameRate,
  ioctls,
  offsets,
  pixelFormat,
  streamsVideo,
  structBytes,
} from '../../../../../server/capture/v4l2/v4l2-abi.ts';
import { findProgram } from '../../../../../server/runtime/child/program.ts';

const structs = {
  capability: 'v4l2_capability',
  format: 'v4l2_format',
  streamparm: 'v4l2_streamparm',
  requestbuffers: 'v4l2_requestbuffers',
  buffer: 'v4l2_buffer',
} as const;

/** The names that the kernel gives the fields, where they are others. */
const fields: Record<string, string> = {
  'format.width': 'fmt.pix.width',
  'format.height': 'fmt.pix.height',
  'format.pixelformat': 'fmt.pix.pixelformat',
  'streamparm.numerator': 'parm.capture.timeperframe.numerator',
  'streamparm.denominator': 'parm.capture.timeperframe.denominator',
  'buffer.seconds': 'timestamp.tv_sec',
  'buffer.microseconds': 'timestamp.tv_usec',
  'buffer.offset': 'm.offset',
};

const expected: Record<string, number> = {
  ...structBytes,
  ...ioctls,
  ...Object.fromEntries(
    Object.entries(offsets).flatMap(([struct, places]) =>
      Object.entries(places).map(([field, offset]) => [`${struct}.${field}`, offset]),
    ),
  ),
};

const compilers = ['gcc', 'aarch64-linux-gnu-gcc'].filter((name) => findProgram(name) !== undefined);

describe("the kernel's structures and ioctl numbers", () => {
  const folder = mkdtempSync(join(tmpdir(), 'v4l2-abi-'));
  beforeAll(() => {
    const lines = Object.keys(expected).map((name) => {
      const [struct, field] = name.split('.');
      const known = Object.entries(structs).find(([short]) => short === struct)?.[1];
      if (field !== undefined && known) return `offsetof(struct ${known}, ${fields[name] ?? field})`;
      return name.startsWith('VIDIOC') ? name : `sizeof(struct ${name})`;
    });
    // In an array, so that a cross compiler's result can be read without running it.
    const source = `#include <stddef.h>\n#include <linux/videodev2.h>\nconst unsigned long long figures[] = {\n${lines.join(',\n')}\n};\n`;
    writeFileSync(join(folder, 'figures.c'), source);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.skipIf(compilers.length === 0).for(compilers)('are those that %s compiles', (compiler) => {
    const assembly = execFileSync(compiler, ['-S', '-o', '-', join(folder, 'figures.c')], {
      encoding: 'utf8',
    });
    const figures = [...assembly.matchAll(/^\s*\.(?:quad|xword|8byte)\s+(-?\d+)/gm)].map(([, text]) =>
      Number(text),
    );
    expect(figures).toHaveLength(Object.keys(expected).length);
    expect(Object.fromEntries(Object.keys(expected).map((name, at) => [name, figures[at]]))).toEqual(
      expected,
    );
  });

  test('carry what the capture asks for', () => {
    expect(pixelFormat('MJPG', 1280, 720).subarray(0, 20).toString('hex')).toBe(
      `01000000${'00000000'}00050000d0020000${Buffer.from('MJPG').toString('hex')}`,
    );
    const rate = frameRate(29.97);
    expect([rate.readUInt32LE(12), rate.readUInt32LE(16)]).toEqual([1_000, 29_970]);
    expect(new DeviceBuffer(3).bytes.readUInt32LE(offsets.buffer.index)).toBe(3);
  });
});

describe('a frame from the driver', () => {
  const filled = (flags: number) => {
    const buffer = new DeviceBuffer(2);
    const struct = buffer.bytes;
    struct.writeUInt32LE(5_000, offsets.buffer.bytesused);
    struct.writeUInt32LE(flags, offsets.buffer.flags);
    struct.writeUIntLE(2 ** 33 + 12, offsets.buffer.seconds, 6);
    struct.writeUInt32LE(345_600, offsets.buffer.microseconds);
    return buffer.read();
  };
  test('has the time of the clock that the driver names', () => {
    expect(filled(0x2000)).toEqual({
      index: 2,
      bytes: 5_000,
      faulty: false,
      monotonicMs: 2 ** 33 * 1_000 + 12_345.6,
    });
    expect(filled(0x0000).monotonicMs).toBeUndefined();
    expect(filled(0x4000).monotonicMs).toBeUndefined();
  });
  test('says when it is broken', () => expect(filled(0x2040).faulty).toBe(true));
});

describe('a device', () => {
  const device = (capabilities: number, own: number) => {
    const struct = Buffer.alloc(structBytes.v4l2_capability);
    struct.writeUInt32LE(capabilities >>> 0, offsets.capability.capabilities);
    struct.writeUInt32LE(own >>> 0, offsets.capability.device_caps);
    return streamsVideo(struct);
  };
  test.for([
    ['a camera', 0x8420_0001, 0x0420_0001, true],
    ['the metadata node beside it', 0x84a0_0001, 0x04a0_0000, false],
    ['a camera of an old driver', 0x0400_0001, 0, true],
    ['one that can only be read', 0x8120_0001, 0x0120_0001, false],
    ['one with several planes', 0x8400_1000, 0x0400_1000, false],
  ] as const)('that is %s', ([, capabilities, own, streams]) => {
    expect(device(capabilities, own)).toBe(streams);
  });
});
