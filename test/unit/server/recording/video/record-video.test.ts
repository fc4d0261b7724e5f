import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Encoders } from '../../../../../server/publish/encoders.ts';
import type { VideoWatcher } from '../../../../../server/recording/video/encoded-video.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { childPids } from '../../../../fixtures/process-state.ts';
import { until } from '../../../../fixtures/until.ts';
import { encoderSource, size, VideoStage } from './video-stage.ts';

/** The times of all frames, to the millisecond that a file keeps. */
const rounded = (times: number[]) => times.map((time) => Math.round(time));
const nearly = (times: number[]) => times.map((time) => expect.closeTo(time, -0.3) as number);

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
    expect(files.flatMap(({ atMs }) => atMs)).toEqual(nearly(stage.sentMs));
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
    expect(files.map(({ isAvc }) => isAvc).slice(-3)).toEqual([true, false, true]);
    expect(files.flatMap(({ atMs }) => atMs)).toEqual(nearly(stage.sentMs));
    expect(stage.states.map(({ kind }) => kind)).toEqual(['h264', 'mjpeg', 'h264']);
    await encoders.close();
  });

  test('loses nothing when the encoder hangs, and says so', async () => {
    const encoders = encodersOf();
    await using stage = new VideoStage(encoderSource(encoders));
    await stage.sendUntilVideo();
    const pid = await until('the encoder runs', ffmpegPid);
    process.kill(pid, 'SIGSTOP');
    await until('it is MJPEG', async () => {
      await stage.sendFor(50);
      return stage.states.at(-1)?.kind === 'mjpeg';
    });
    await stage.sendFor(600);
    expect(stage.states.at(-1)).toMatchObject({ kind: 'mjpeg', problem: { reason: 'slow-encoder' } });
    const files = await stage.files();
    expect(files.map(({ isAvc }) => isAvc).slice(-2)).toEqual([true, false]);
    // Those that still wait for the encoder, half a second at most, are not in it when it is stopped.
    const recorded = files.flatMap(({ atMs }) => atMs);
    expect(recorded).toEqual(nearly(stage.sentMs.slice(0, recorded.length)));
    expect(rounded(stage.sentMs).at(-1)).toBeLessThan((recorded.at(-1) ?? 0) + 1_000);
    await encoders.close();
  });

  test('is recorded as MJPEG while too many others are encoded', async () => {
    await using stage = new VideoStage(encoderSource(encodersOf(0)));
    await stage.sendFor(1_200);
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
    expect(files.flatMap(({ atMs }) => atMs)).toEqual(nearly(stage.sentMs));
    await encoders.close();
  });
});

describe('a recording that comes to an encoder that runs already', () => {
  test('begins as MJPEG, and is H.264 from the next key frame on, without a frame twice', async () => {
    let watcher: VideoWatcher | undefined;
    await using stage = new VideoStage(() => ({ watch: (given) => void (watcher = given) }));
    const format = { configuration: Buffer.from([1, 66, 0, 30, 255, 224, 0]), ...size };
    const encoded = (isKey: boolean) => {
      const capturedAtMs = stage.sentMs.at(-1) ?? 0;
      watcher?.picture({
        data: Buffer.from([0, 0, 0, 1, 1]),
        isKey,
        capturedAtMs,
        capturedAt: Date.now(),
        format,
      });
    };
    const startMs = systemClock.nowMs();
    for (let frame = 0; frame < 10; frame++) {
      stage.send('camera', startMs + 40 * frame);
      encoded(frame === 4);
    }
    const files = await stage.files();
    expect(stage.recorder.counters.drops).toEqual({});
    expect(files.map(({ isAvc, atMs }) => [isAvc, atMs.length])).toEqual([
      [false, 4],
      [true, 6],
    ]);
    expect(files.flatMap(({ atMs }) => atMs)).toEqual(nearly(stage.sentMs));
  });
});
