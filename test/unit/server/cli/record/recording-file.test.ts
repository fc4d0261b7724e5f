import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RecordingFile } from '../../../../../server/cli/record/recording-file.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { probe } from '../../recording/jpeg-frames.ts';
import { OutputFolder } from './record-run.ts';
import { pictures } from './stream-camera.ts';

const boot = { id: '3b5d0e34-9c3c-4a4e-9b59-0c8d7a3e4f11', offsetMs: 0 };

/** A file of pictures that were captured at these times. */
async function written(output: string, times: number[], orientation?: number): Promise<RecordingFile> {
  const end = new AbortController();
  const file = new RecordingFile({
    ...{ output, boot, force: false, source: 'camera/stream', isClockSynchronised: true, clock: systemClock },
    onProblem: () => undefined,
  });
  const run = file.run(end.signal);
  times.forEach((capturedAtMs, index) => {
    const jpeg = pictures[index % pictures.length] ?? Buffer.alloc(0);
    file.add({ jpeg, width: 160, height: 120, capturedAtMs, orientation });
  });
  file.finish();
  end.abort();
  await run;
  return file;
}

describe.each(['mkv', 'mp4'])('a .%s of pictures with known times', (format) => {
  test('has these times to the millisecond, also behind a long gap, and lasts one frame longer', async () => {
    using folder = new OutputFolder();
    const times = [5_000, 5_033, 5_067, 5_500, 5_501, 7_000, 7_040, 187_000, 187_001, 187_900];
    const { closed, problem } = await written(folder.file(`out.${format}`), times);
    expect(problem).toBeUndefined();
    const { timesMs, durationMs } = probe(folder.file(`out.${format}`));
    const offsets = times.map((time) => time - 5_000);
    expect(timesMs.map(Math.round)).toEqual(offsets);
    const whole = 182_900 * (1 + 1 / 9);
    expect(Math.abs(durationMs - whole)).toBeLessThan(2);
    expect(closed).toMatchObject([{ frames: 10 }]);
  });

  test('of one frame a second plays as many seconds as it has frames', async () => {
    using folder = new OutputFolder();
    await written(folder.file(`out.${format}`), [0, 1_000, 2_000, 3_000]);
    expect(Math.abs(probe(folder.file(`out.${format}`)).durationMs - 4_000)).toBeLessThan(2);
  });

  test('of one picture can be played', async () => {
    using folder = new OutputFolder();
    await written(folder.file(`out.${format}`), [0]);
    const { timesMs, durationMs } = probe(folder.file(`out.${format}`));
    expect(timesMs).toEqual([0]);
    expect(durationMs).toBeGreaterThan(20);
    expect(durationMs).toBeLessThan(50);
  });

  test('can be decoded to its last picture', async () => {
    using folder = new OutputFolder();
    const file = folder.file(`out.${format}`);
    await written(
      file,
      Array.from({ length: 90 }, (_, index) => index * 33),
    );
    const said = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'null', '-'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(said.toString()).toBe('');
    expect(probe(file).timesMs).toHaveLength(90);
  });
});

test('a recording that never had a picture makes no file', async () => {
  using folder = new OutputFolder();
  const file = await written(folder.file('out.mkv'), []);
  expect(file).toMatchObject({ closed: [], left: [], problem: undefined });
  expect(existsSync(folder.file('out.mkv.part'))).toBe(false);
});

test('pictures for which there is no room are counted', async () => {
  using folder = new OutputFolder();
  const end = new AbortController();
  const file = new RecordingFile({
    ...{ output: folder.file('out.mkv'), boot, force: false, source: 'x', isClockSynchronised: true },
    ...{ clock: systemClock, onProblem: () => undefined },
  });
  const jpeg = Buffer.alloc(10_000_000);
  const added = [0, 40, 80, 120].map((capturedAtMs) =>
    file.add({ jpeg, width: 160, height: 120, capturedAtMs }),
  );
  // Nothing is written yet: 32 MB are held.
  expect(added).toEqual([true, true, true, false]);
  expect(file).toMatchObject({ frames: 3, dropped: 1, bytes: 30_000_000 });
  const run = file.run(end.signal);
  file.finish();
  end.abort();
  await run;
  expect(file.closed).toMatchObject([{ frames: 3 }]);
});
