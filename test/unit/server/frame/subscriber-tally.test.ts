import { beforeEach, describe, expect, test } from 'vitest';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import type { Subscriber } from '../../../../server/frame/subscriber.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const nothing = () => {};
let clock: SteppedClock;
beforeEach(() => {
  clock = new SteppedClock();
});

/** A hub that reads another hub and has readers itself, like the hub of a resized camera. */
function relayOf(source: FrameHub): FrameHub {
  let subscriber: Subscriber | undefined;
  const hub: FrameHub = new FrameHub((count) => {
    if (count === 0) {
      subscriber?.[Symbol.dispose]();
      subscriber = undefined;
    } else subscriber ??= source.subscribe('variant', nothing, nothing, hub);
  }, clock);
  return hub;
}

describe('the tally of a hub', () => {
  test('counts current subscribers by kind, and viewers are its streams', () => {
    const hub = new FrameHub(nothing, clock);
    hub.subscribe('stream', nothing, nothing);
    hub.subscribe('snapshot', nothing, nothing);
    const { stream, snapshot, variant } = hub.tally();
    expect([stream.count, snapshot.count, variant.count]).toEqual([1, 1, 0]);
    expect(hub.viewerCount).toBe(1);
  });

  test('keeps the missed frames and the seconds of subscribers that left', () => {
    const hub = new FrameHub(nothing, clock);
    const gone = hub.subscribe('stream', nothing, nothing);
    hub.subscribe('stream', nothing, nothing);
    for (let sequence = 1; sequence <= 3; sequence++) hub.publish(testFrame(sequence));
    clock.pass(2_000);
    gone[Symbol.dispose]();
    gone[Symbol.dispose]();
    clock.pass(3_000);
    expect(hub.tally().stream).toEqual({ count: 1, dropped: 4, seconds: 7 });
  });

  test('counts the viewers of all sizes as those of the camera, once, also after they left', () => {
    const hub = new FrameHub(nothing, clock);
    const small = relayOf(hub);
    const first = small.subscribe('stream', nothing, nothing);
    const second = small.subscribe('stream', nothing, nothing);
    for (let sequence = 1; sequence <= 3; sequence++) small.publish(testFrame(sequence));
    clock.pass(1_000);
    expect(hub.tally().stream).toEqual({ count: 2, dropped: 4, seconds: 2 });
    expect(hub.tally().variant.count).toBe(1);
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(hub.tally().stream).toEqual({ count: 0, dropped: 4, seconds: 2 });
    const third = small.subscribe('stream', nothing, nothing);
    clock.pass(1_000);
    expect(hub.tally().stream).toEqual({ count: 1, dropped: 4, seconds: 3 });
    third[Symbol.dispose]();
    expect(hub.tally().stream).toEqual({ count: 0, dropped: 4, seconds: 3 });
  });
});
