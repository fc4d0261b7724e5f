import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasProgram } from './jpeg-frames.ts';

test.skipIf(!hasProgram('ffmpeg'))(
  'what recording 720p30 costs, beside ffmpeg -c copy',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'cost-'));
    try {
      const source = join(folder, 'frames.mjpeg');
      const make = [
        '-loglevel',
        'error',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=1280x720:rate=30,noise=alls=4:allf=t',
      ];
      execFileSync('ffmpeg', [...make, '-frames:v', '60', '-q:v', '5', '-f', 'mjpeg', source]);
      const cost = (way: string) => {
        const program = join(import.meta.dirname, 'cost-process.ts');
        return Number(execFileSync(process.execPath, [program, way, folder, source, '15']).toString());
      };
      // One after the other, twice: the machine may be busy with other things.
      const rounds = [1, 2].map(() => ({ none: cost('none'), own: cost('record'), ffmpeg: cost('ffmpeg') }));
      const own = Math.min(...rounds.map((round) => Math.max(0, round.own - round.none)));
      const peer = Math.min(...rounds.map((round) => round.ffmpeg));
      const bytes = Math.round(statSync(source).size / 60);
      console.log(
        `frames of ${bytes} bytes; CPU of 15 s: the recorder ${own.toFixed(3)} s, ffmpeg ${peer.toFixed(3)} s, ratio ${(own / peer).toFixed(2)}`,
      );
      expect(rounds).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  180_000,
);
