import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repairFile } from '../../../../../server/recording/matroska/repair.ts';
import { SeenTags } from '../../../../../server/recording/matroska/seen-tags.ts';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { TemporaryFolder } from '../../config/temporary-folder.ts';
import { hasProgram, jpegs, probe, testFacts } from '../jpeg-frames.ts';
import { bufferSource, wholeFile } from '../whole-file.ts';

const frames = jpegs(30).map((jpeg, index) => ({ jpeg, atMs: 5_000 + index * 100 }));
const seen: [label: string, atMs: number][] = [
  ['person', 200],
  ['potted plant', 250],
  ['person', -40],
  ['person', 1_234],
];
const file = wholeFile(testFacts, frames, 1_000, seen);

describe('what hooks saw, in a recording', () => {
  test.skipIf(!hasProgram('ffprobe'))('is in tags that ffprobe shows, with counts and times', () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, 'seen.mkv');
    writeFileSync(path, file);
    const { tags, timesMs } = probe(path);
    expect(tags).toMatchObject({
      CAMERA_ID: 'door',
      SEEN_PERSON: '{"label":"person","count":3,"first":0,"last":1.234}',
      SEEN_POTTED_PLANT: '{"label":"potted plant","count":1,"first":0.25,"last":0.25}',
    });
    expect(timesMs).toHaveLength(30);
  });

  test.skipIf(!hasProgram('mkvinfo'))('leaves the file sound to mkvinfo and mkvmerge', () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, 'seen.mkv');
    writeFileSync(path, file);
    const told = execFileSync('mkvinfo', ['-a', path]).toString();
    expect(told).toContain('SEEN_PERSON');
    expect(told).not.toMatch(/unknown|error|invalid/i);
    const merged = execFileSync('mkvmerge', ['-o', join(folder.path, 'merged.mkv'), path]).toString();
    expect(merged).not.toMatch(/warning|error/i);
  });

  test('changes nothing of what is read back, nor for a file without it', async () => {
    const plain = wholeFile(testFacts, frames);
    for (const bytes of [file, plain]) {
      const reader = await SegmentReader.open(bufferSource(bytes));
      expect([reader.isFinished, reader.frameCount, reader.facts]).toEqual([true, 30, testFacts]);
      expect(await reader.readFrame(29)).toEqual(frames[29]?.jpeg);
    }
    expect(plain.includes('SEEN_')).toBe(false);
  });

  test('is lost when the file is repaired, and nothing else is', async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, 'seen.mkv');
    writeFileSync(path, file);
    expect(await repairFile(path)).toMatchObject({ kind: 'finished', frames: 30, damagedBytes: 0 });
  });

  test('has one tag for each of 32 labels, whatever is in them, and one for all others', () => {
    const tags = new SeenTags();
    expect(tags.encode()).toHaveLength(0);
    for (const label of ['a b', 'a-b', 'Katze', '\u732b', '"\n', 'x'.repeat(64)]) tags.add(label, 0);
    for (let label = 0; label < 10_000; label++) tags.add(`made up ${label}`, label);
    const text = tags.encode().toString();
    // The next element begins with the letter D.
    const names = [...text.matchAll(/SEEN_[A-Z0-9_]*(?=D)/g)].map(([name]) => name);
    expect(names).toHaveLength(33);
    expect(new Set(names).size).toBe(33);
    expect(names.slice(0, 4)).toEqual(['SEEN_A_B', 'SEEN_A_B_2', 'SEEN_KATZE', 'SEEN__']);
    expect(text).toContain('{"label":"other","count":9974,"first":0.026,"last":9.999}');
    expect(text).toContain('{"label":"\u732b","count":1');
  });
});
