import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { TakeImage } from '../../../../server/capture/capture.ts';
import { CaptureError } from '../../../../server/contract/capture-error.ts';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';
import { Stage } from './camera-stage.ts';

const nothing = () => {};

test('a camera takes pictures that its capture gives directly, and counts them', async () => {
  let give: TakeImage = nothing;
  const stage = new Stage({}, () => ({
    async *frames(signal, direct = nothing) {
      give = direct;
      await once(signal, 'abort');
      yield* [];
    },
  }));
  await stage.settle();
  const { seen } = stage.watch();
  give({ jpeg: Buffer.from('direct'), width: 64, height: 48, capturedAtMs: stage.clock.nowMs() });
  expect(seen).toEqual(['direct']);
  expect(stage.camera.state.kind).toBe('live');
  expect(stage.camera.counters.frames).toBe(1);
  stage.stop.abort();
  await stage.ended;
});

describe('a camera without viewers', () => {
  test('is checked once when it starts, then sleeps after the linger time', async () => {
    const stage = new Stage();
    await stage.settle();
    await stage.play(9);
    expect(stage.camera.state.kind).toBe('live');
    await stage.play(1);
    expect(stage.camera.state.kind).toBe('sleeping');
    expect(stage.capture.running).toBe(false);
    expect(stage.camera.hub.showing).toBeUndefined();
  });

  test('wakes for a subscriber, and stays awake while it stays', async () => {
    const stage = new Stage();
    await stage.settle();
    await stage.play(10);
    const viewer = stage.watch();
    await stage.settle();
    expect(stage.captures).toHaveLength(2);
    for (let second = 0; second < 60; second++) {
      stage.capture.image('awake');
      await stage.settle(1_000);
    }
    expect(stage.camera.state.kind).toBe('live');
    expect(viewer.seen).toHaveLength(60);
    viewer.leave();
    await stage.settle(3_000);
    const returning = stage.watch();
    stage.capture.image();
    await stage.settle(4_000);
    stage.capture.image();
    await stage.settle(4_000);
    expect(stage.captures).toHaveLength(2);
    returning.leave();
  });

  test('is not put to sleep by the linger time of a capture that was ended before', async () => {
    const stage = new Stage();
    await stage.settle();
    await stage.play(5);
    stage.camera.restart();
    await stage.settle(9_000);
    expect(stage.camera.state.kind).toBe('starting');
  });

  test('is tried again after a failure, so that its state is true', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.fail(new CaptureError('no-device', '/dev/video9 is not there'));
    await stage.settle(100_000);
    expect(stage.captures.length).toBeGreaterThan(1);
    stage.camera.restart();
    await stage.settle();
    stage.capture.image();
    await stage.settle();
    expect(stage.camera.state.kind).toBe('live');
  });
});

test('a frame keeps the memory of its image, so that it can be used again', async () => {
  const stage = new Stage();
  await stage.settle();
  const pool = new BufferPool(1);
  const memory = pool.take(8);
  stage.capture.give({
    jpeg: memory.bytes,
    width: 64,
    height: 48,
    capturedAtMs: stage.clock.nowMs(),
    memory,
  });
  await stage.settle();
  stage.capture.image();
  await stage.settle();
  expect(pool.take(8).bytes).toBe(memory.bytes);
});

describe('a capture that fails', () => {
  test('is tried again after a growing wait up to the ceiling; a live frame starts the waits anew', async () => {
    const stage = new Stage();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      await stage.settle();
      stage.capture.fail(new CaptureError('busy', 'in use'));
      await stage.settle();
      const { state } = stage.camera;
      if (state.kind !== 'retrying') throw new Error(`is ${state.kind}`);
      waits.push(Math.round(state.retryAtMs - stage.clock.nowMs()));
      await stage.settle(state.retryAtMs - stage.clock.nowMs());
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    stage.capture.image();
    await stage.settle();
    stage.capture.fail(new CaptureError('device-error', 'EIO'));
    await stage.settle();
    expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'device-error', attempt: 1 });
    expect(stage.camera.counters.failures.get('busy')).toBe(9);
  });

  test('shows its viewers the reason at once and repeatedly, then the picture when it works again', async () => {
    const stage = new Stage();
    await stage.settle();
    const viewer = stage.watch();
    stage.capture.image();
    await stage.settle();
    stage.capture.fail(new CaptureError('no-bandwidth', 'No space left on device'));
    await stage.settle(1);
    expect(viewer.seen).toEqual(['picture', 'Door: Not enough USB bandwidth']);
    await stage.settle(4_000);
    expect(viewer.seen.length).toBeGreaterThan(2);
    stage.capture.image('back');
    await stage.settle();
    const { length } = viewer.seen;
    expect(viewer.seen.at(-1)).toBe('back');
    await stage.settle(4_000);
    expect(viewer.seen).toHaveLength(length);
  });

  test('gives a viewer that comes later the placeholder at once', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.fail(new CaptureError('permission', 'EACCES'));
    await stage.settle(1);
    const viewer = stage.watch();
    await stage.settle();
    expect(viewer.seen).toEqual(['Door: No permission to open the camera']);
  });

  test('that ends without an error gets the code of an end', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.end();
    await stage.settle();
    expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'ended' });
  });
});

describe('a capture that falls silent', () => {
  test('is ended after five seconds and started anew', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.image();
    await stage.settle(4_999);
    expect(stage.camera.state.kind).toBe('live');
    await stage.settle(1);
    expect(stage.camera.state).toMatchObject({
      kind: 'retrying',
      reason: 'stalled',
      detail: 'no picture for 5 s',
    });
    expect(stage.capture.running).toBe(false);
    await stage.settle(500);
    expect(stage.captures).toHaveLength(2);
  });

  test('of a slow camera gets five of its intervals', async () => {
    const stage = new Stage({ fps: 0.5 });
    await stage.settle();
    stage.capture.image();
    const viewer = stage.watch();
    await stage.settle(9_999);
    expect(stage.camera.state.kind).toBe('live');
    await stage.settle(1);
    expect(stage.camera.state).toMatchObject({ reason: 'stalled' });
    viewer.leave();
  });

  test('but sent broken frames is distinguished from one that sent nothing', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.report.dropped('corrupt');
    await stage.settle(10_000);
    expect(stage.camera.state).toMatchObject({
      kind: 'retrying',
      reason: 'bad-frames',
      detail: 'its pictures are damaged; no picture for 10 s',
    });
  });
});

test('a camera whose pictures cannot be shown says why, and counts the damaged ones that are shown', async () => {
  const stage = new Stage();
  await stage.settle();
  stage.capture.report.dropped('corrupt');
  stage.capture.report.dropped('unsupported', 'a picture has arithmetic coding; browsers cannot show it');
  stage.capture.report.damaged();
  await stage.settle(10_000);
  const detail = 'a picture has arithmetic coding; browsers cannot show it; no picture for 10 s';
  expect(stage.camera.state).toMatchObject({ kind: 'retrying', reason: 'bad-frames', detail });
  expect(stage.camera.counters).toMatchObject({ damaged: 1, droppedTotal: 2 });
});

describe('a restart', () => {
  test('of a healthy camera reads the device anew while its viewers stay', async () => {
    const stage = new Stage();
    await stage.settle();
    const viewer = stage.watch();
    stage.capture.image('before');
    await stage.settle();
    stage.camera.restart();
    await stage.settle();
    expect(stage.captures.map((capture) => capture.running)).toEqual([false, true]);
    stage.capture.image('after');
    await stage.settle();
    expect(viewer.seen).toEqual(['before', 'after']);
  });

  test('ends the wait for a retry', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.fail(new CaptureError('busy', ''));
    await stage.settle();
    stage.camera.restart();
    await stage.settle();
    expect(stage.captures).toHaveLength(2);
  });

  test('checks a sleeping camera', async () => {
    const stage = new Stage();
    await stage.settle();
    await stage.play(10);
    stage.camera.restart();
    await stage.settle();
    expect(stage.camera.state.kind).toBe('starting');
  });

  test('new settings that do not touch the capture leave it alone', async () => {
    const stage = new Stage();
    await stage.settle();
    stage.capture.image();
    await stage.settle();
    stage.camera.reconfigure({ id: 'door', name: 'Front door', device: 'test' }, 'none');
    await stage.settle();
    expect(stage.captures).toHaveLength(1);
    expect(stage.camera.config.name).toBe('Front door');
  });
});

describe('stopping', () => {
  test.each(['starting', 'live', 'retrying', 'sleeping'] as const)(
    'a %s camera ends its viewers and leaves nothing',
    async (kind) => {
      const stage = new Stage();
      await stage.settle();
      if (kind === 'retrying') stage.capture.fail(new CaptureError('busy', ''));
      else if (kind !== 'starting') stage.capture.image();
      if (kind === 'sleeping') await stage.play(10);
      await stage.settle();
      expect(stage.camera.state.kind).toBe(kind);
      let ended = 0;
      if (kind !== 'sleeping') stage.camera.hub.subscribe('stream', nothing, () => ended++);
      stage.stop.abort();
      await stage.ended;
      expect(stage.camera.state.kind).toBe('stopped');
      expect(stage.capture.running).toBe(false);
      expect(stage.camera.hub.subscriberCount).toBe(0);
      expect(ended).toBe(kind === 'sleeping' ? 0 : 1);
      expect(stage.clock.sleeperCount).toBe(0);
    },
  );
});
