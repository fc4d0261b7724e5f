import { describe, expect, test } from 'vitest';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { takeSnapshot } from '../../../../server/snapshot/snapshot.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const nothing = () => {};
const never = new AbortController().signal;

describe('a snapshot', () => {
  test('is the newest frame if that is not older than one interval', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    hub.publish(testFrame(3, 1_000));
    expect((await takeSnapshot(hub, 33, 1_033, never))?.sequence).toBe(3);
  });

  test('waits for the next frame when the newest is older, and leaves no subscriber', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    hub.publish(testFrame(3, 1_000));
    const snapshot = takeSnapshot(hub, 33, 1_034, never);
    await Promise.resolve();
    hub.publish(testFrame(4, 1_040));
    expect((await snapshot)?.sequence).toBe(4);
    expect(hub.subscriberCount).toBe(0);
  });

  test('is the placeholder at once, whatever its age', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    hub.publish({ ...testFrame(3, 0), origin: 'placeholder' });
    expect((await takeSnapshot(hub, 33, 60_000, never))?.origin).toBe('placeholder');
  });

  test('ends without a frame when the client leaves or the camera is deleted', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    const client = new AbortController();
    const left = takeSnapshot(hub, 33, 0, client.signal);
    client.abort();
    expect(await left).toBeUndefined();
    const deleted = takeSnapshot(hub, 33, 0, never);
    hub.close();
    expect(await deleted).toBeUndefined();
    expect(await takeSnapshot(hub, 33, 0, client.signal)).toBeUndefined();
    expect(hub.subscriberCount).toBe(0);
  });
});
