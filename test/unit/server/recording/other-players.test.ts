import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repairFile } from '../../../../server/recording/matroska/repair.ts';
import { hasProgram, jpegs, testFacts } from './jpeg-frames.ts';
import { unfinishedFile, wholeFile } from './whole-file.ts';

const frames = 90;
const mayMake = hasProgram('ffmpeg');
let folder: string;

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'players-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** One of each kind of file that we write, and how many pictures are in it. */
async function makeFiles(): Promise<{ path: string; pictures: number }[]> {
  const images = jpegs(frames, '320x240');
  const steady = images.map((jpeg, index) => ({ jpeg, atMs: index * 33 }));
  const withGap = steady.map(({ jpeg, atMs }, index) => ({ jpeg, atMs: atMs + (index < 45 ? 0 : 1_800) }));
  const write = (name: string, bytes: Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const cut = write('cut.mkv', unfinishedFile(testFacts, steady));
  truncateSync(cut, unfinishedFile(testFacts, steady).length - 2_000);
  await repairFile(cut);
  const damaged = Buffer.from(unfinishedFile(testFacts, steady));
  damaged.fill(0, damaged.length >> 1, (damaged.length >> 1) + 9_000);
  const zeros = write('zeros.mkv', damaged);
  const repaired = await repairFile(zeros);
  return [
    { path: write('finished.mkv', wholeFile(testFacts, steady)), pictures: frames },
    { path: write('gap.mkv', wholeFile(testFacts, withGap)), pictures: frames },
    { path: write('turned.mkv', wholeFile({ ...testFacts, orientation: 6 }, steady)), pictures: frames },
    { path: write('mirrored.mkv', wholeFile({ ...testFacts, orientation: 2 }, steady)), pictures: frames },
    { path: write('lone.mkv', wholeFile(testFacts, steady.slice(0, 1))), pictures: 1 },
    { path: cut, pictures: frames - 1 },
    { path: zeros, pictures: repaired.kind === 'finished' ? repaired.frames : 0 },
  ];
}

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64_000_000 });

const canRead = (program: string) =>
  mayMake && hasProgram(program) ? '' : ` (left out: ${program} or ffmpeg is not installed)`;

describe('each kind of recording: finished, with a gap, turned, cut, damaged, of one picture', () => {
  test.skipIf(canRead('mkvinfo') !== '')(
    `has the structure that mkvinfo expects${canRead('mkvinfo')}`,
    async () => {
      for (const { path, pictures } of await makeFiles()) {
        const told = run('mkvinfo', '--all', '--continue', path);
        expect(told, path).not.toMatch(/error|unknown element|invalid|bogus/i);
        expect(told.match(/Simple block/g), path).toHaveLength(pictures);
        expect(told.match(/Cue point/g)?.length, path).toBeGreaterThan(0);
      }
    },
  );

  test.skipIf(canRead('mkvmerge') !== '')(
    `is read by mkvmerge without a warning${canRead('mkvmerge')}`,
    async () => {
      for (const { path } of await makeFiles()) {
        const told = JSON.parse(run('mkvmerge', '--identify', '--identification-format', 'json', path));
        expect(told, path).toMatchObject({ container: { recognized: true, supported: true }, warnings: [] });
        expect(told.errors, path).toEqual([]);
        run('mkvmerge', '--quiet', '--output', `${path}.copy`, path);
      }
    },
  );

  test.skipIf(canRead('mpv') !== '')(`is played to its end by mpv${canRead('mpv')}`, async () => {
    for (const { path, pictures } of await makeFiles()) {
      const quiet = [
        '--no-config',
        '--vo=null',
        '--ao=null',
        '--untimed',
        '--framedrop=no',
        '--msg-level=all=warn',
        '--term-status-msg=',
      ];
      expect(run('mpv', ...quiet, path).trim(), path).toBe('');
      const seeked = ['--start=50%', '--frames=1'];
      expect(run('mpv', ...quiet, ...(pictures > 1 ? seeked : []), path).trim(), path).toBe('');
    }
  });
});
