import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { hasProgram, jpegs, probe, testFacts, tinyJpeg } from '../jpeg-frames.ts';
import { bufferSource, wholeFile, unfinishedFile } from '../whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'recording-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Uneven times, as a camera's are. */
const frames = jpegs(150).map((jpeg, index) => ({ jpeg, atMs: 5_000 + index * 33.37 + (index % 7) * 1.3 }));
const lastMs = (frames.at(-1)?.atMs ?? 0) - 5_000;

describe('a recording file', () => {
  const path = join(folder, 'whole.mkv');
  writeFileSync(path, wholeFile({ ...testFacts, orientation: 6 }, frames));

  test.skipIf(!hasProgram('ffprobe'))('has each frame at its capture time, as ffprobe reads it', () => {
    const { timesMs, sizes, durationMs, codec, width, height } = probe(path);
    expect(sizes).toEqual(frames.map(({ jpeg }) => jpeg.length));
    timesMs.forEach((timeMs, index) =>
      expect(Math.abs(timeMs - ((frames[index]?.atMs ?? 0) - 5_000))).toBeLessThanOrEqual(0.51),
    );
    expect(Math.abs(durationMs - lastMs * (150 / 149))).toBeLessThan(0.02 * lastMs);
    expect({ codec, width, height }).toEqual({ codec: 'mjpeg', width: 160, height: 120 });
  });

  test.skipIf(!hasProgram('ffprobe'))(
    'says when and by which camera it was taken, and how it is turned',
    () => {
      const { tags, rotation } = probe(path);
      expect(tags).toMatchObject({
        title: 'Front door',
        creation_time: '2026-11-29T10:05:00.123000Z',
        CAMERA_ID: 'door',
        DATE_RECORDED: '2026-11-29 10:05:00.123',
        ORIENTATION: '6',
        NUMBER_OF_FRAMES: '0000000150',
      });
      expect(rotation).toBe(-90);
    },
  );

  test.skipIf(!hasProgram('ffmpeg'))('is decoded by ffmpeg from a seek on without a word', () => {
    const args = ['-v', 'warning', '-ss', '2', '-i', path, '-f', 'null', '-'];
    const stderr = execFileSync('sh', ['-c', `ffmpeg ${args.join(' ')} 2>&1`]).toString();
    expect(stderr).toBe('');
  });

  test.skipIf(!hasProgram('mkvinfo'))('is sound to mkvinfo and mkvmerge (mkvtoolnix)', () => {
    const told = execFileSync('mkvinfo', ['-a', path]).toString();
    expect(told.match(/Simple block: key/g)).toHaveLength(150);
    expect(told.match(/\+ Cue point/g)).toHaveLength(150);
    expect(told).not.toMatch(/unknown|error|invalid/i);
    const merged = execFileSync('mkvmerge', ['-o', join(folder, 'merged.mkv'), path]).toString();
    expect(merged).not.toMatch(/warning|error/i);
  });

  test('is read back: by number and by time, with its facts', async () => {
    const reader = await SegmentReader.open(bufferSource(wholeFile(testFacts, frames)));
    expect(reader.isFinished).toBe(true);
    expect(reader.facts).toEqual(testFacts);
    expect(reader.frameCount).toBe(150);
    expect(await reader.readFrame(77)).toEqual(frames[77]?.jpeg);
    expect(reader.frameAt(reader.timeOf(80) + 1)).toBe(80);
    expect([reader.frameAt(-5), reader.frameAt(1e9)]).toEqual([0, 149]);
    await expect(reader.readFrame(150)).rejects.toMatchObject({ code: 'no-such-frame' });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps EXIF orientation %i as a pose', async (orientation) => {
    const facts = { ...testFacts, orientation };
    expect((await SegmentReader.open(bufferSource(wholeFile(facts, frames)))).facts.orientation).toBe(
      orientation,
    );
  });

  test('tells the gaps between its frames', async () => {
    const times = [0, 40, 80, 5_080, 5_120, 9_000];
    const file = wholeFile(
      testFacts,
      times.map((atMs, index) => ({ jpeg: tinyJpeg(index), atMs })),
    );
    const reader = await SegmentReader.open(bufferSource(file));
    expect([...reader.gaps(1_000)]).toEqual([
      { fromMs: 80, toMs: 5_080 },
      { fromMs: 5_120, toMs: 9_000 },
    ]);
  });

  test('whatever its frames and times are, gives back each of them', async () => {
    const frame = fc.record({
      stepMs: fc.double({ min: 0, max: 40_000, noNaN: true }),
      bytes: fc.integer({ min: 12, max: 3_000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        async (steps, isEnded) => {
          let atMs = 77;
          const written = steps.map(({ stepMs, bytes }, index) => ({
            jpeg: tinyJpeg(index, bytes),
            atMs: (atMs += stepMs),
          }));
          const bytes = isEnded ? wholeFile(testFacts, written) : unfinishedFile(testFacts, written);
          const reader = await SegmentReader.open(bufferSource(bytes));
          expect(reader.frameCount).toBe(written.length);
          let before = -1;
          for (const [index, { jpeg, atMs: wantedMs }] of written.entries()) {
            expect(await reader.readFrame(index)).toEqual(jpeg);
            const timeMs = reader.timeOf(index);
            expect(timeMs).toBeGreaterThan(before);
            // Frames of one millisecond are pushed apart by one each.
            expect(Math.abs(timeMs - (wantedMs - (written[0]?.atMs ?? 0)))).toBeLessThanOrEqual(index + 0.5);
            before = timeMs;
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
