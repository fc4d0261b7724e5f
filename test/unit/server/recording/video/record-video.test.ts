import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Encoders } from '../../../../../server/publish/encoders.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { childPids } from '../../../../fixtures/process-state.ts';
import { until } from '../../../../fixtures/until.ts';
import { encoderSource, VideoStage } from './video-stage.ts';

/** To the millisecond that a file keeps. */
const nearly = (times: number[]) => times.map((time) => expect.closeTo(time, -0.3) as number);

/** All frames that were sent are in the files, once, at their times. */
function expectAll(stage: VideoStage, files: { atMs: number[] }[]): void {
  expect(files.flatMap(({ atMs }) => atMs)).toEqual(nearly(stage.sentMs));
}

const encodersOf = (max?: number) =>
  new Encoders({
    clock: systemClock,
    onChosen: () => undefined,
    onFault: (error) => expect.fail(String(error)),
    ...(max === undefined ? {} : { max }),
  });

const ffmpegPid = () =>
  childPids().find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('matroska'));

describe('a camera that is recorded as H.264', () => {
  test('has each frame in the file, at just the time at which it was captured', async () => {
    const encoders = encodersOf();
    await using stage = new VideoStage(encoderSource(encoders));
    await stage.sendUntilVideo();
    await stage.sendFor(2_500);
    const files = await stage.files();
    expect(files.some(({ isAvc }) => isAvc)).toBe(true);
    expectAll(stage, files);
    expect(stage.recorder.counters.drops).toEqual({});
    await encoders.close();
  });

  test('loses nothing when the encoder is killed: what it had not given back is recorded as MJPEG, and H.264 goes on', async () => {
    const encoders = encodersOf();
    await using stage = new VideoStage(encoderSource(encoders));
    await stage.sendUntilVideo();
    const pid = await until('the encoder runs', ffmpegPid);
    process.kill(pid, 'SIGKILL');
    await until('it is MJPEG', async () => {
      await stage.sendFor(50);
      return stage.states.at(-1)?.kind === 'mjpeg';
    });
    await stage.sendUntilVideo();
    const files = await stage.files();
    expect(files.at(-1)?.isAvc).toBe(true);
    expect(files.some(({ isAvc }) => !isAvc)).toBe(true);
    expectAll(stage, files);
    expect(stage.states.map(({ kind }) => kind).slice(-3)).toEqual(['h264', 'mjpeg', 'h264']);
    await encoders.close();
  });

  test('loses nothing when the encoder hangs, and says so', async () => {
    const encoders = encodersOf();
    const patienceMs = { starting: 40_000, h264: 3_000, mjpeg: 3_000 };
    await using stage = new VideoStage(encoderSource(encoders), patienceMs);
    await stage.sendUntilVideo();
    const pid = await until('the encoder runs', ffmpegPid);
    process.kill(pid, 'SIGSTOP');
    await until('it is MJPEG', async () => {
      await stage.sendFor(50);
      return stage.states.at(-1)?.kind === 'mjpeg';
    });
    await stage.sendFor(3_500);
    expect(stage.states.at(-1)).toMatchObject({ kind: 'mjpeg', problem: { reason: 'slow-encoder' } });
    const files = await stage.files();
    expect(files.at(-1)?.isAvc).toBe(false);
    expectAll(stage, files);
    await encoders.close();
  });

  test('is recorded as MJPEG while too many others are encoded', async () => {
    await using stage = new VideoStage(encoderSource(encodersOf(0)));
    await stage.sendFor(4_000);
    const files = await stage.files();
    expect(files.map(({ isAvc }) => isAvc)).toEqual([false]);
    expect(stage.states).toMatchObject([{ kind: 'mjpeg', problem: { reason: 'too-many-encoders' } }]);
  });

  test('has a gap in place of placeholders, and a new file after it', async () => {
    const encoders = encodersOf();
    await using stage = new VideoStage(encoderSource(encoders));
    await stage.sendUntilVideo();
    stage.send('placeholder');
    await until('the gap is told', () => stage.recorder.state.kind === 'gap');
    await delay(2_100);
    await stage.sendFor(500);
    const files = await stage.files();
    // On a machine that is too busy the encoder may be given up in between: then there is one more file.
    expect(files.length).toBeGreaterThanOrEqual(2);
    expectAll(stage, files);
    await encoders.close();
  });
});
