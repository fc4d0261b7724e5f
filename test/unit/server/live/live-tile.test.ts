import { beforeEach, describe, expect, test } from 'vitest';
import type { LiveNotice, LiveTile } from '../../../../server/contract/live.ts';
import type { Frame } from '../../../../server/frame/frame.ts';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { LiveTileFeed, type OpenTile } from '../../../../server/live/live-tile.ts';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';
import { testFrame } from '../../../doubles/frames.ts';
import type { HeldFrame } from '../../../../server/frame/held-frame.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const wanted: LiveTile = { tile: 7, camera: 'hall', width: null, fps: null };

/** Records the sent frames, and has room when the test says so. */
class Connection {
  hasRoom = true;
  readonly sent: HeldFrame[] = [];
  readonly notices: LiveNotice[] = [];

  send(notice: LiveNotice): void {
    this.notices.push(notice);
  }

  sendFrame(_tile: number, held: HeldFrame): void {
    this.sent.push(held);
  }

  get frames(): Frame[] {
    return this.sent.map(({ frame }) => frame);
  }

  get sequences(): number[] {
    return this.frames.map(({ sequence }) => sequence);
  }
}

/** The hubs by width; "own" is the camera's. A test removes it to remove the camera. */
let hubs: Map<number | 'own', FrameHub>;
let own: FrameHub;
let small: FrameHub;
let connection: Connection;
let watchedBy: AbortSignal[];
let feed: LiveTileFeed;
beforeEach(() => {
  own = new FrameHub(() => {}, new SteppedClock());
  small = new FrameHub(() => {}, new SteppedClock());
  hubs = new Map<number | 'own', FrameHub>().set('own', own).set(320, small);
  connection = new Connection();
  watchedBy = [];
  const open: OpenTile = ({ width }, left) => {
    watchedBy.push(left);
    const hub = hubs.get(width ?? 'own');
    return hub ? { hub } : { refusal: { code: 'unknown-camera', message: 'none' } };
  };
  feed = new LiveTileFeed(connection, open, wanted);
  feed.start();
});

const publish = (hub: FrameHub, ...sequences: number[]) => {
  for (const sequence of sequences) hub.publish(testFrame(sequence));
};

describe('a tile', () => {
  test('sends two frames ahead of the confirmed ones, then the newest; the others are counted as dropped', () => {
    publish(own, 1, 2, 3, 4, 5);
    expect(connection.sequences).toEqual([1, 2]);
    feed.confirm(1);
    expect(connection.sequences).toEqual([1, 2, 5]);
    feed.confirm(2);
    expect(connection.sequences).toEqual([1, 2, 5]);
    publish(own, 6, 7);
    expect(connection.sequences).toEqual([1, 2, 5, 6]);
    expect(own.tally().live).toMatchObject({ count: 1, dropped: 2 });
  });

  test('gives nothing for a frame that is confirmed twice or was never sent', () => {
    publish(own, 1, 2, 3, 4);
    for (const sequence of [4, 0, 99]) feed.confirm(sequence);
    expect(connection.sequences).toEqual([1, 2]);
    feed.confirm(2);
    feed.confirm(2);
    publish(own, 5, 6);
    expect(connection.sequences).toEqual([1, 2, 4]);
  });

  test('sends nothing while the connection has no room, and the newest when it has', () => {
    connection.hasRoom = false;
    publish(own, 1, 2, 3);
    expect(connection.frames).toEqual([]);
    connection.hasRoom = true;
    feed.flush();
    expect(connection.sequences).toEqual([3]);
  });

  test('at another size goes on without a frame older than the shown one', () => {
    publish(own, 1, 2);
    feed.confirm(1);
    feed.confirm(2);
    feed.change({ ...wanted, width: 320 });
    publish(small, 1, 2, 3);
    expect(connection.sequences).toEqual([1, 2, 2, 3]);
    expect([own.subscriberCount, small.subscriberCount]).toEqual([0, 1]);
    expect(watchedBy.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  test('at another size still waits for the confirmation of sent frames', () => {
    publish(own, 1, 2);
    feed.change({ ...wanted, width: 320 });
    publish(small, 3, 4);
    expect(connection.sequences).toEqual([1, 2]);
    feed.confirm(1);
    expect(connection.sequences).toEqual([1, 2, 4]);
  });

  test('named again unchanged is not interrupted', () => {
    feed.change({ ...wanted });
    expect(watchedBy).toHaveLength(1);
  });

  test('follows a camera that is made again, whose frames count from 1 again', () => {
    publish(own, 50);
    feed.confirm(50);
    const anew = new FrameHub(() => {}, new SteppedClock());
    hubs.set('own', anew);
    own.close();
    publish(anew, 1);
    expect(connection.sequences).toEqual([50, 1]);
    expect(connection.notices).toEqual([]);
  });

  test('says that its camera is gone, and shows it again when it is named again', () => {
    publish(own, 50);
    feed.confirm(50);
    hubs.clear();
    own.close();
    expect(connection.notices).toEqual([
      { type: 'refused', tile: 7, code: 'unknown-camera', message: 'none' },
    ]);
    const anew = new FrameHub(() => {}, new SteppedClock());
    hubs.set('own', anew);
    publish(anew, 1);
    expect(connection.sequences).toEqual([50]);
    feed.change(wanted);
    publish(anew, 2);
    expect(connection.sequences).toEqual([50, 2]);
  });

  test('that is closed leaves its hub and is no longer counted', () => {
    feed.close();
    publish(own, 1);
    feed.flush();
    feed.confirm(1);
    expect(connection.frames).toEqual([]);
    expect(own.subscriberCount).toBe(0);
    expect(watchedBy.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

test('memory of frames that are not sent goes back to its pool', () => {
  const isFree: [sequence: number, () => boolean][] = [];
  const publishPooled = (hub: FrameHub, sequence: number): void => {
    const pool = new BufferPool(1);
    const memory = pool.take(8);
    isFree.push([sequence, () => pool.take(8).bytes === memory.bytes]);
    hub.publish({ ...testFrame(sequence), memory });
    memory.release();
  };
  for (const sequence of [5, 6, 7, 8]) publishPooled(own, sequence);
  feed.confirm(5);
  feed.confirm(6);
  feed.change({ ...wanted, width: 320 });
  publishPooled(small, 4); // older than the sent frames
  own.forgetLatest();
  small.forgetLatest();
  // The connection must release the frames that were sent: it holds 5, 6 and 8.
  expect(connection.sequences).toEqual([5, 6, 8]);
  const free = isFree.filter(([, isIt]) => isIt()).map(([sequence]) => sequence);
  expect(free).toEqual([7, 4]);
});
