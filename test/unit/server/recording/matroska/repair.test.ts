import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { elementId } from '../../../../../server/recording/matroska/element-ids.ts';
import { elementIdBytes, unknownSize } from '../../../../../server/recording/matroska/ebml-encode.ts';
import { encodeHead, seekElement } from '../../../../../server/recording/matroska/encode-head.ts';
import { MatroskaError } from '../../../../../server/recording/matroska/matroska-error.ts';
import { parseHead } from '../../../../../server/recording/matroska/parse-head.ts';
import { repairFile } from '../../../../../server/recording/matroska/repair.ts';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { hasProgram, jpegs, numberIn, probe, testFacts, tinyJpeg } from '../jpeg-frames.ts';
import { bufferSource, unfinishedFile, wholeFile } from '../whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'cut.mkv');

const frames = Array.from({ length: 40 }, (_, index) => ({ jpeg: tinyJpeg(index, 60), atMs: index * 100 }));
const unfinished = unfinishedFile(testFacts, frames);
const headBytes = encodeHead(testFacts).length;

async function repaired(bytes: Buffer) {
  writeFileSync(path, bytes);
  const outcome = await repairFile(path);
  return { outcome, reader: await SegmentReader.open(bufferSource(readFileSync(path))) };
}

describe('a file that was cut', () => {
  test('at any byte, is read up to its last whole frame, and repaired to just that', async () => {
    const ends = blockEnds(unfinished);
    for (let cut = headBytes; cut <= unfinished.length; cut += 3) {
      const whole = ends.filter((end) => end <= cut).length;
      const bytes = unfinished.subarray(0, cut);
      const before = await SegmentReader.open(bufferSource(bytes));
      expect([before.isFinished, before.frameCount]).toEqual([false, whole]);
      if (cut % 13 !== 0 && whole > 0) continue;
      const { outcome, reader } = await repaired(bytes);
      if (whole === 0) {
        expect(outcome.kind).toBe('empty');
        continue;
      }
      expect(outcome).toMatchObject({ kind: 'finished', frames: whole, damagedBytes: 0 });
      expect([reader.isFinished, reader.frameCount]).toEqual([true, whole]);
      expect(numberIn(await reader.readFrame(whole - 1))).toBe(whole - 1);
    }
  });

  test('is no recording when it has no whole head', async () => {
    for (const bytes of [0, 10, 60, headBytes - 320]) {
      writeFileSync(path, unfinished.subarray(0, bytes));
      await expect(repairFile(path)).rejects.toThrow(MatroskaError);
    }
  });

  test('with zeros at its end, as a power cut leaves them, ends before the zeros', async () => {
    const zeroed = Buffer.from(unfinished);
    zeroed.fill(0, unfinished.length - 100);
    const { outcome, reader } = await repaired(zeroed);
    expect(outcome).toMatchObject({ kind: 'finished', frames: 38 });
    expect(numberIn(await reader.readFrame(37))).toBe(37);
  });

  test('and has bytes behind it that are none of its own, ends before them', async () => {
    const { outcome } = await repaired(Buffer.concat([unfinished, Buffer.alloc(50_000, 7)]));
    expect(outcome).toMatchObject({ kind: 'finished', frames: 40, cutBytes: 50_000 });
    expect(readFileSync(path)).toHaveLength(wholeFile(testFacts, frames).length);
  });

  test('while its end was written, is ended again', async () => {
    const whole = wholeFile(testFacts, frames);
    const cut = Buffer.concat([unfinished, whole.subarray(unfinished.length, unfinished.length + 300)]);
    expect((await repaired(cut)).outcome).toMatchObject({ kind: 'finished', frames: 40 });
    expect((await repaired(whole)).outcome).toMatchObject({ kind: 'finished', frames: 40 });
    expect(readFileSync(path)).toHaveLength(whole.length);
  });

  test('while the size was written that makes it whole, no longer says where its last tags were', async () => {
    const whole = wholeFile(testFacts, frames, 1_000, [['person', 500]]);
    const { segmentBodyAt, places } = parseHead(whole);
    const tagsAt = whole.lastIndexOf(elementIdBytes(elementId.tags)) - segmentBodyAt;
    const seek = seekElement(elementId.tags, tagsAt);
    expect(whole.includes(seek)).toBe(true);
    unknownSize.copy(whole, places.segmentSizeAt);
    const { outcome } = await repaired(whole);
    expect(outcome).toMatchObject({ kind: 'finished', frames: 40 });
    expect(readFileSync(path).includes(seek)).toBe(false);
  });

  test('and damaged in the middle, loses what is damaged and nothing behind it', async () => {
    const clusterAt = (number: number) => {
      let at = -1;
      for (let index = 0; index <= number; index++)
        at = unfinished.indexOf(elementIdBytes(elementId.cluster), at + 1);
      return at;
    };
    const damaged = Buffer.from(unfinished);
    damaged.fill(0, clusterAt(1) + 300, clusterAt(1) + 400);
    const { outcome, reader } = await repaired(damaged);
    if (outcome.kind !== 'finished') throw new Error('it was not finished');
    expect(outcome.damagedBytes).toBeGreaterThan(0);
    expect(outcome.frames).toBe(34);
    const numbers: number[] = [];
    for (let frame = 0; frame < reader.frameCount; frame++)
      numbers.push(numberIn(await reader.readFrame(frame)));
    expect(numbers.slice(10)).toEqual(
      [10, 11, 12, 13].filter((number) => numbers.includes(number)).concat(numbers.slice(14)),
    );
    expect(numbers.slice(-20)).toEqual(Array.from({ length: 20 }, (_, index) => 20 + index));
    // Repaired once, it is sound: nothing more is found.
    expect(await repairFile(path)).toMatchObject({
      frames: 34,
      damagedBytes: 0,
      cutBytes: expect.any(Number),
    });
  });

  test.skipIf(!hasProgram('ffprobe'))('is read by ffprobe after the repair, times and all', async () => {
    const real = jpegs(90).map((jpeg, index) => ({ jpeg, atMs: index * 33.4 }));
    const bytes = unfinishedFile(testFacts, real);
    writeFileSync(path, bytes.subarray(0, bytes.length - 2_000));
    const outcome = await repairFile(path);
    const { timesMs, durationMs } = probe(path);
    expect(outcome).toMatchObject({ kind: 'finished', frames: timesMs.length });
    expect(timesMs).toHaveLength(88);
    timesMs.forEach((timeMs, index) => expect(Math.abs(timeMs - index * 33.4)).toBeLessThanOrEqual(0.51));
    expect(Math.abs(durationMs - 88 * 33.4)).toBeLessThan(0.02 * 88 * 33.4);
    if (hasProgram('mkvinfo')) {
      expect(
        execFileSync('mkvinfo', ['-a', path])
          .toString()
          .match(/\+ Cue point/g),
      ).toHaveLength(88);
    }
  });
});

describe('a forged file', () => {
  test('is read within its own bytes, or refused by name, whatever it says', async () => {
    const whole = wholeFile(testFacts, frames);
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        fc.nat(whole.length),
        fc.boolean(),
        async (changes, cut, isCut) => {
          const bytes = Buffer.from(isCut ? whole.subarray(0, cut) : whole);
          for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
          await readAll(bytes);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('of random elements behind a sound head is no danger', async () => {
    const head = encodeHead(testFacts);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (noise, hasCluster) => {
        const cluster = hasCluster ? elementIdBytes(elementId.cluster) : Buffer.alloc(0);
        await readAll(Buffer.concat([head, cluster, noise]));
      }),
      { numRuns: 1_000 },
    );
  });

  test('whose Cues lie is read by its clusters', async () => {
    const whole = wholeFile(testFacts, frames);
    const cuesAt = whole.length - (whole.length - unfinished.length);
    const lying = Buffer.from(whole);
    // The relative position of the third cue, which is the last byte of its element.
    const third = nthCueEnd(lying, cuesAt, 3);
    lying[third - 1] = 0x7f;
    const reader = await SegmentReader.open(bufferSource(lying));
    expect(numberIn(await reader.readFrame(2))).toBe(2);
    expect(numberIn(await reader.readFrame(39))).toBe(39);
  });
});

async function readAll(bytes: Buffer): Promise<void> {
  try {
    const reader = await SegmentReader.open(bufferSource(bytes));
    expect(reader.frameCount).toBeLessThanOrEqual(bytes.length / 2);
    for await (const { offset, length } of reader.places())
      expect(offset + length).toBeLessThanOrEqual(bytes.length);
  } catch (error) {
    expect(error).toBeInstanceOf(MatroskaError);
  }
}

/** Where each block of 60-byte frames ends. */
function blockEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let frame = 0; frame < frames.length; frame++) {
    const at = bytes.indexOf(frames[frame]?.jpeg ?? '');
    ends.push(at + 60);
  }
  return ends;
}

function nthCueEnd(bytes: Buffer, cuesAt: number, number: number): number {
  let at = cuesAt;
  for (let count = 0; count <= number; count++) at = bytes.indexOf(0xbb, at + 1);
  return at;
}
