import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repairFile } from '../../../../../server/recording/matroska/repair.ts';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { asAvc } from '../as-avc.ts';
import { testFacts } from '../jpeg-frames.ts';
import { numberedJpeg } from '../playback/numbered-picture.ts';
import { bufferSource, unfinishedFile, wholeFile, type TimedFrame } from '../whole-file.ts';

const size = { width: 320, height: 240 };
/** Not at a fixed rate, with a gap: as a camera's frames come. */
const times = [0, 41, 70, 133, 166, 200, 900, 1_000, 1_950, 2_001, 2_100, 2_200, 7_777, 7_800];

let folder: string;
let frames: TimedFrame[];
let facts: typeof testFacts & { avc: Buffer };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avc-'));
  const jpegs = await Promise.all(
    times.map(async (atMs, number) => ({ jpeg: await numberedJpeg(number, size), atMs })),
  );
  const made = await asAvc(jpegs, size);
  frames = made.frames;
  facts = { ...testFacts, ...size, avc: made.avc };
});
afterAll(() => rmSync(folder, { recursive: true }));

const probe = (path: string, entries: string): unknown =>
  JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_entries', entries, path]).toString(),
  );

interface Packets {
  packets: { pts_time: string; flags: string }[];
}

function packetsOf(path: string) {
  const { packets } = probe(path, 'packet=pts_time,flags') as Packets;
  return packets.map(({ pts_time, flags }) => ({
    atMs: Math.round(Number(pts_time) * 1_000),
    isKey: flags.startsWith('K'),
  }));
}

describe('a file of H.264', () => {
  test('has the times of the frames, and key frames where the encoder made them', () => {
    const path = join(folder, 'whole.mkv');
    writeFileSync(path, wholeFile(facts, frames));
    expect(packetsOf(path)).toEqual(frames.map(({ atMs, isKey }) => ({ atMs, isKey })));
    expect(frames.map(({ atMs }) => atMs)).toEqual(times);
    // One at the start, one each two seconds, and just one after the gap of five seconds.
    expect(frames.filter(({ isKey }) => isKey).map(({ atMs }) => atMs)).toEqual([0, 2_001, 7_777]);
  });

  test('is read by the programs of others without a complaint', () => {
    const path = join(folder, 'whole.mkv');
    writeFileSync(path, wholeFile(facts, frames));
    const decoded = execFileSync(
      'ffmpeg',
      ['-v', 'error', '-i', path, '-fps_mode', 'passthrough', '-f', 'null', '-'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    expect(decoded.toString()).toBe('');
    const listed = execFileSync('mkvinfo', [path], { env: { ...process.env, LC_ALL: 'C' } }).toString();
    expect(listed).toContain('Codec ID: V_MPEG4/ISO/AVC');
    expect(listed).not.toMatch(/unknown element|error|invalid/i);
    const played = execFileSync('mpv', [
      ...['--no-config', '--vo=null', '--ao=null', '--untimed', '--start=5', '--msg-level=all=warn', path],
    ]).toString();
    expect(played).not.toMatch(/error|invalid/i);
  });

  test('is seeked in by players at its key frames', () => {
    const path = join(folder, 'whole.mkv');
    writeFileSync(path, wholeFile(facts, frames));
    const args = ['-v', 'error', '-read_intervals', '2.15%+#1', '-show_entries', 'packet=pts_time', path];
    expect(execFileSync('ffprobe', [...args, '-of', 'csv=p=0']).toString()).toContain('2.001');
  });

  test('is read by its list of places, and without it by its clusters, with the same outcome', async () => {
    const whole = wholeFile(facts, frames);
    for (const bytes of [whole, unfinishedFile(facts, frames)]) {
      const reader = await SegmentReader.open(bufferSource(bytes));
      expect(reader.facts.avc).toEqual(facts.avc);
      const found = Array.from({ length: reader.frameCount }, (_, frame) => frame);
      expect(found.map((frame) => reader.timeOf(frame))).toEqual(times);
      expect(found.map((frame) => reader.keyUntil(frame))).toEqual([
        ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 12, 12],
      ]);
      expect(await reader.readGroup(11, -1)).toEqual(frames.slice(9, 12).map(({ jpeg }) => jpeg));
      // What the decoder has decoded needs no reading.
      expect(await reader.readGroup(11, 10)).toEqual([frames[11]?.jpeg]);
      expect(await reader.readGroup(11, 3)).toHaveLength(3);
    }
  });

  test('has fewer places in Cues than frames, so a reader that knew only them would miss frames', async () => {
    const whole = wholeFile(facts, frames);
    const places = whole.indexOf('FRAME_PLACES');
    expect(places).toBeGreaterThan(0);
    whole.write('FRAME_PLACEX', places);
    const reader = await SegmentReader.open(bufferSource(whole));
    expect(reader.frameCount).toBe(times.length);
    expect(reader.keyUntil(11)).toBe(9);
  });
});

describe('a file of H.264 whose writer was killed', () => {
  test.each([
    ['in the middle of its last frame', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5), 13],
    [
      'with zeros in place of the end of its last frame',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, bytes.length - 40), Buffer.alloc(40)]),
      13,
    ],
    ['after its last cluster', (bytes: Buffer) => bytes, 14],
  ])('%s is repaired to its whole frames, and played', async (name, cut, count) => {
    const path = join(folder, `${name.length}.mkv`);
    writeFileSync(path, cut(unfinishedFile(facts, frames)));
    const outcome = await repairFile(path);
    expect(outcome).toMatchObject({ kind: 'finished', frames: count });
    expect(packetsOf(path).map(({ atMs }) => atMs)).toEqual(times.slice(0, count));
    const reader = await SegmentReader.open(bufferSource(readFileSync(path)));
    expect([reader.isFinished, reader.frameCount, reader.keyUntil(10)]).toEqual([true, count, 9]);
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-xerror',
      '-i',
      path,
      '-fps_mode',
      'passthrough',
      '-f',
      'null',
      '-',
    ]);
  });

  test('and that is damaged in the middle has a void there; what follows up to the next key frame has no picture', async () => {
    const path = join(folder, 'damaged.mkv');
    const bytes = unfinishedFile(facts, frames);
    const second = bytes.indexOf(frames[2]?.jpeg ?? Buffer.alloc(1));
    bytes.fill(0, second, second + 6);
    writeFileSync(path, bytes);
    expect(await repairFile(path)).toMatchObject({ kind: 'finished' });
    const reader = await SegmentReader.open(bufferSource(readFileSync(path)));
    const last = reader.frameCount - 1;
    expect(reader.timeOf(last)).toBe(7_800);
    expect(reader.keyUntil(last)).toBe(last - 1);
  });
});
