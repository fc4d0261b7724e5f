import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { probe } from '../../recording/jpeg-frames.ts';
import { OutputFolder, RecordRun } from './record-run.ts';
import { StreamCamera } from './stream-camera.ts';
import { splitJpegs } from '../../recording/split-jpegs.ts';

/** A disk of its own, as large as a few seconds of video. */
class SmallDisk implements Disposable {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    execFileSync('mkdir', [path]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path]);
  }

  [Symbol.dispose](): void {
    execFileSync('umount', [this.path]);
  }
}

const cannotMount = spawnSync('unshare', ['-m', 'true']).status !== 0;

describe.skipIf(cannotMount).each(['mkv', 'mp4'])('a disk that fills up under a .%s', (format) => {
  test('ends the recording with an error that says what to do, and the file plays', async () => {
    using folder = new OutputFolder();
    using disk = new SmallDisk(folder.file('disk'));
    // Noise: no encoder makes it small.
    const noise = execFileSync(
      'ffmpeg',
      [
        ...['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:size=320x240:rate=30,noise=alls=100:allf=t'],
        ...['-frames:v', '20', '-q:v', '3', '-f', 'mjpeg', 'pipe:1'],
      ],
      { maxBuffer: 100_000_000 },
    );
    const images = splitJpegs(noise);
    await using camera = await StreamCamera.start({ images });
    const file = `${disk.path}/out.${format}`;
    await using run = new RecordRun(['--url', camera.url(), '--output', file]);
    const { code, stdout, stderr } = await run.ended();
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: expect.stringContaining(`Recorded ${file}`),
      stderr: expect.stringContaining(`Error: the disk of ${file} is full; make room, or choose an --output`),
    });
    expect(readdirSync(disk.path)).toEqual([`out.${format}`]);
    expect(probe(file).timesMs.length).toBeGreaterThan(10);
  });
});
