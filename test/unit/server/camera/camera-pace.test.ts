import { describe, expect, test } from 'vitest';
import { publishedState } from '../../../../server/camera/health-report.ts';
import { CaptureError } from '../../../../server/contract/capture-error.ts';
import { Stage } from './camera-stage.ts';

describe('a camera that is faster than is allowed', () => {
  test('has its surplus dropped and counted, and reports that once', async () => {
    const stage = new Stage();
    await stage.settle();
    const viewer = stage.watch();
    for (let count = 0; count < 4_000; count++) {
      stage.capture.image();
      await stage.settle(1);
    }
    const { frames, dropped } = stage.camera.counters;
    // 120 a second, and in the beginning those of another quarter of a second
    expect(frames).toBeGreaterThan(4 * 120);
    expect(frames).toBeLessThan(4.5 * 120);
    expect(frames + (dropped.get('surplus') ?? 0)).toBe(4_000);
    expect(viewer.seen).toHaveLength(frames);
    expect(stage.camera.notices).toEqual([
      'The camera sends more than 120 pictures a second (max_fps); the server leaves the others out.',
    ]);
  });

  test('and then silent is stalled: the dropped pictures were not broken', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.watch();
    for (let count = 0; count < 1_000; count++) {
      stage.capture.image();
      await stage.settle(1);
    }
    await stage.settle(5_100);
    expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'stalled' });
  });
});

describe('a camera whose pictures come seldom', () => {
  /** Gives the camera a frame at long intervals while it has a viewer. */
  async function seldom(stage: Stage, everyMs: number, count: number): Promise<void> {
    for (let frame = 0; frame < count; frame++) {
      stage.capture.image();
      await stage.settle(everyMs);
    }
  }

  test('gets the time that its mode needs, whatever rate is configured', async () => {
    const stage = new Stage({ fps: null });
    await stage.settle();
    stage.watch();
    stage.capture.report.pace(0.1);
    await stage.settle(45_000);
    expect(stage.camera.state.kind).toBe('starting');
    await seldom(stage, 10_000, 6);
    expect(stage.captures).toHaveLength(1);
    expect(stage.camera.state.kind).toBe('live');
    await stage.settle(40_100);
    expect(stage.camera.state).toMatchObject({ kind: 'retrying', detail: 'no picture for 50 s' });
  });

  test('is online with one picture in 20 s although no rate was announced, and is given up at some time', async () => {
    const stage = new Stage({ fps: null });
    await stage.settle();
    stage.watch();
    stage.capture.report.pace(undefined);
    await stage.settle(20_000);
    for (let frame = 0; frame < 10; frame++) {
      stage.capture.image();
      for (let second = 0; second < 20; second++) {
        await stage.settle(1_000);
        expect(publishedState(stage.camera, stage.clock.nowMs())).toMatchObject({ state: 'online' });
      }
    }
    expect(stage.captures).toHaveLength(1);
    expect(stage.camera.meter.framesPerSecond(stage.clock.nowMs())).toBeCloseTo(0.05, 3);
    await stage.settle(35_000);
    expect(publishedState(stage.camera, stage.clock.nowMs())).toMatchObject({ state: 'stale' });
    await stage.settle(45_100);
    expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'stalled' });
  });

  test('gets no longer time when its pictures come fast', async () => {
    const stage = new Stage({ fps: null });
    await stage.settle();
    stage.watch();
    stage.capture.report.pace(undefined);
    await seldom(stage, 33, 10);
    await stage.settle(5_000);
    expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'stalled' });
  });

  test('is remembered after a restart of its capture', async () => {
    const stage = new Stage({ fps: null });
    await stage.settle();
    stage.watch();
    stage.capture.report.pace(undefined);
    await seldom(stage, 40_000, 5);
    stage.capture.fail(new CaptureError('ended', 'gone'));
    await stage.settle(500);
    expect(stage.captures).toHaveLength(2);
    stage.capture.report.pace(undefined);
    await stage.settle(100_000);
    expect(stage.camera.state.kind).toBe('starting');
  });
});

describe('a session that the camera ends by itself', () => {
  test('is followed by another at once, counted, without a placeholder', async () => {
    const stage = new Stage();
    await stage.settle();
    const viewer = stage.watch();
    for (let session = 0; session < 3; session++) {
      await stage.play(60);
      stage.capture.fail(new CaptureError('ended', 'the camera closed the connection'));
      await stage.settle(3_000);
    }
    expect(stage.captures).toHaveLength(4);
    expect(stage.camera.counters.failures.get('ended')).toBe(3);
    expect(stage.camera.counters.starts.get('ended')).toBe(3);
    expect(new Set(viewer.seen)).toEqual(new Set(['picture']));
  });

  test('after a moment is a failure like any other end', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.watch();
    await stage.play(3);
    stage.capture.fail(new CaptureError('ended', 'the camera closed the connection'));
    await stage.settle();
    expect(stage.camera.state.kind).toBe('retrying');
    await stage.settle(500);
    await stage.play(60);
    stage.capture.fail(new CaptureError('unreachable', 'no route'));
    await stage.settle();
    expect(stage.camera.state.kind).toBe('retrying');
  });
});

test('a network camera that sends only broken pictures fails after ten seconds, not after the time of a slow one', async () => {
  const stage = new Stage({ fps: null });
  await stage.settle();
  stage.watch();
  stage.capture.report.pace(undefined);
  for (let count = 0; count < 12; count++) {
    stage.capture.report.dropped('corrupt');
    await stage.settle(1_000);
  }
  expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'bad-frames' });
});

test('one that sends a broken picture now and then gets the time of a slow one', async () => {
  const stage = new Stage({ fps: null });
  await stage.settle();
  stage.watch();
  stage.capture.report.pace(undefined);
  stage.capture.image();
  for (let count = 0; count < 2; count++) {
    stage.capture.report.dropped('corrupt');
    await stage.settle(20_000);
  }
  expect(stage.camera.state.kind).toBe('live');
});
