import { describe, expect, test } from 'vitest';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { HeldFrame } from '../../../../server/frame/held-frame.ts';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const nothing = () => {};

describe('a subscriber', () => {
  test('is offered the latest frame at once, so that it does not wait for the next', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    hub.publish(testFrame(1));
    using subscriber = hub.subscribe('stream', nothing, nothing);
    await Promise.resolve();
    expect(subscriber.take()?.frame.sequence).toBe(1);
  });

  test('holds the memory of a latest frame that its giver has released', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    const memory = new BufferPool(1).take(100);
    hub.publish({ ...testFrame(1), memory });
    memory.release();
    using subscriber = hub.subscribe('stream', nothing, nothing);
    await Promise.resolve();
    const held = subscriber.take();
    expect(held?.frame.sequence).toBe(1);
    expect(hub.takeLatest()?.frame.sequence).toBe(1);
    held?.release();
  });

  test('is not offered an older frame after a newer one', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    hub.publish(testFrame(1));
    using subscriber = hub.subscribe('stream', nothing, nothing);
    hub.publish(testFrame(2));
    await Promise.resolve();
    expect(subscriber.take()?.frame.sequence).toBe(2);
    expect(subscriber.take()).toBeUndefined();
  });

  test('gets no frame that the hub has forgotten', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    hub.publish(testFrame(1));
    hub.forgetLatest();
    using subscriber = hub.subscribe('stream', nothing, nothing);
    await Promise.resolve();
    expect(subscriber.take()).toBeUndefined();
  });

  test('is gone from the hub once disposed, and hears nothing more', () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    let heard = 0;
    const subscriber = hub.subscribe('stream', () => heard++, nothing);
    subscriber[Symbol.dispose]();
    hub.publish(testFrame(1));
    expect(hub.subscriberCount).toBe(0);
    expect(heard).toBe(0);
  });
});

describe('a slow subscriber', () => {
  test('gets the newest frame, and what it missed is counted; the others miss nothing', () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    const seen: (number | undefined)[] = [];
    using slow = hub.subscribe('stream', nothing, nothing);
    using quick = hub.subscribe('stream', () => seen.push(quick.take()?.frame.sequence), nothing);
    for (let sequence = 1; sequence <= 5; sequence++) hub.publish(testFrame(sequence));
    expect(slow.take()?.frame.sequence).toBe(5);
    expect(slow.dropped).toBe(4);
    expect(hub.dropped).toBe(4);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(quick.dropped).toBe(0);
  });
});

describe('the hub', () => {
  test('reports the number of subscribers whenever it changes', () => {
    const counts: number[] = [];
    const hub = new FrameHub((count) => counts.push(count), new SteppedClock());
    const first = hub.subscribe('stream', nothing, nothing);
    const second = hub.subscribe('snapshot', nothing, nothing);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(counts).toEqual([1, 2, 1, 0]);
  });

  test('ends its subscribers when it closes, also later ones', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    let ended = 0;
    hub.subscribe('stream', nothing, () => ended++);
    hub.subscribe('stream', nothing, () => ended++);
    hub.close();
    hub.subscribe('stream', nothing, () => ended++);
    await Promise.resolve();
    expect(ended).toBe(3);
    expect(hub.subscriberCount).toBe(0);
  });
});

describe('a subscriber whose reader throws', () => {
  const broken = () => {
    throw new Error('broken reader');
  };

  function hubWithFaults() {
    const faults: unknown[] = [];
    return { faults, hub: new FrameHub(nothing, new SteppedClock(), (error) => faults.push(error)) };
  }

  test('is ended with its reader, and the others get the frame', () => {
    const { hub, faults } = hubWithFaults();
    const seen: (number | undefined)[] = [];
    let ended = 0;
    hub.subscribe('stream', broken, () => ended++);
    using other = hub.subscribe('stream', () => seen.push(other.take()?.frame.sequence), nothing);
    hub.publish(testFrame(1));
    hub.publish(testFrame(2));
    expect(seen).toEqual([1, 2]);
    expect([faults.length, ended, hub.subscriberCount]).toEqual([1, 1, 1]);
  });

  test('is ended when it throws at the first frame it is offered', async () => {
    const { hub, faults } = hubWithFaults();
    hub.publish(testFrame(1));
    hub.subscribe('snapshot', broken, nothing);
    await Promise.resolve();
    expect([faults.length, hub.subscriberCount]).toEqual([1, 0]);
  });

  test('does not keep the others from hearing that the hub closes', () => {
    const { hub, faults } = hubWithFaults();
    let ended = 0;
    hub.subscribe('stream', nothing, broken);
    hub.subscribe('stream', nothing, () => ended++);
    hub.close();
    expect([faults.length, ended]).toEqual([1, 1]);
  });
});

describe('a withdrawn frame', () => {
  const withdrawable = () => {
    const end = new AbortController();
    return { frame: { ...testFrame(1), withdrawn: end.signal }, withdraw: () => end.abort() };
  };

  test('is not sent any more, also by a hub that made a copy of it', async () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    const { frame, withdraw } = withdrawable();
    using slow = hub.subscribe('stream', nothing, nothing);
    hub.publish(frame);
    expect(hub.showing).toBe('camera');
    withdraw();
    expect(slow.take()).toBeUndefined();
    expect(hub.takeLatest()).toBeUndefined();
    expect(hub.showing).toBeUndefined();
    using late = hub.subscribe('stream', nothing, nothing);
    await Promise.resolve();
    expect(late.take()).toBeUndefined();
    hub.publish({ ...frame, jpeg: Buffer.from('smaller') });
    expect(slow.take()).toBeUndefined();
    hub.publish(testFrame(2));
    expect(slow.take()?.frame.sequence).toBe(2);
    hub.publish(frame);
    hub.publishHeld(new HeldFrame(frame));
    expect(hub.takeLatest()?.frame.sequence).toBe(2);
  });

  test('gives its memory back', () => {
    const hub = new FrameHub(nothing, new SteppedClock());
    const { frame, withdraw } = withdrawable();
    const pool = new BufferPool(1);
    const memory = pool.take(100);
    using slow = hub.subscribe('stream', nothing, nothing);
    hub.publish({ ...frame, memory });
    memory.release();
    hub.forgetLatest();
    withdraw();
    slow.take();
    expect(pool.take(100).bytes.buffer).toBe(memory.bytes.buffer);
  });
});
