import { beforeEach, describe, expect, test } from 'vitest';
import type { LiveNotice, LiveTile } from '../../../../server/contract/live.ts';
import type { Frame } from '../../../../server/frame/frame.ts';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { LiveTileFeed, type OpenTile } from '../../../../server/live/live-tile.ts';
import type { SeenByHook } from '../../../../server/live/tile-annotations.ts';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';
import { Listeners } from '../../../../server/runtime/listeners.ts';
import { testFrame } from '../../../doubles/frames.ts';
import type { HeldFrame } from '../../../../server/frame/held-frame.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const wanted: LiveTile = { tile: 7, camera: 'hall', width: null, fps: null };

/** Records the sent frames, and has room when the test says so. */
class Connection {
  hasRoom = true;
  readonly sent: HeldFrame[] = [];
  readonly notices: LiveNotice[] = [];
  /** Called by the test when the kernel has taken a notice. */
  readonly taken: (() => void)[] = [];

  send(notice: LiveNotice, onTaken?: () => void): void {
    this.notices.push(notice);
    if (onTaken) this.taken.push(onTaken);
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
let seen: Listeners<[seen: SeenByHook]>;
let counted: string[];
let feed: LiveTileFeed;
beforeEach(() => {
  own = new FrameHub(() => {}, new SteppedClock());
  small = new FrameHub(() => {}, new SteppedClock());
  hubs = new Map<number | 'own', FrameHub>().set('own', own).set(320, small);
  connection = new Connection();
  watchedBy = [];
  seen = new Listeners();
  counted = [];
  const open: OpenTile = ({ width }, left) => {
    watchedBy.push(left);
    const hub = hubs.get(width ?? 'own');
    return hub
      ? { hub, watchSeen: (listener, left) => seen.add(listener, left) }
      : { refusal: { code: 'unknown-camera', message: 'none' } };
  };
  feed = new LiveTileFeed(connection, open, wanted, (what) => counted.push(what));
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

describe('a tile and what hooks see', () => {
  const see = (label: string, hook = 'people.ts', drawn = false) =>
    seen.tell({ hook, capturedAt: 1_000, drawn, annotations: [{ label, score: 0.5, box: [0, 0, 1, 1] }] });
  const told = () =>
    connection.notices.flatMap((notice) =>
      notice.type === 'annotations' ? [[notice.hook, notice.annotations[0]?.label, notice.drawn]] : [],
    );

  test('is told nothing unless it asks', () => {
    see('cat');
    expect([connection.notices, seen.count]).toEqual([[], 0]);
    feed.change({ ...wanted, annotations: true });
    see('cat');
    expect(connection.notices).toEqual([
      {
        ...{ type: 'annotations', tile: 7, hook: 'people.ts', at_ms: 1_000, drawn: false },
        annotations: [{ label: 'cat', score: 0.5, box: [0, 0, 1, 1] }],
      },
    ]);
    feed.change(wanted);
    see('dog');
    expect([told().length, seen.count]).toEqual([1, 0]);
  });

  test('gets one message at a time, then the newest of each hook', () => {
    feed.change({ ...wanted, annotations: true });
    for (const label of ['a', 'b', 'c']) see(label);
    see('x', 'other.ts');
    expect(told()).toEqual([['people.ts', 'a', false]]);
    for (let each = connection.taken.shift(); each; each = connection.taken.shift()) each();
    expect(told().slice(1)).toEqual([
      ['people.ts', 'c', false],
      ['other.ts', 'x', false],
    ]);
    expect(counted).toEqual(['sent', 'replaced', 'sent', 'sent']);
  });

  test('gets no more than the newest of eight hooks while the connection has no room', () => {
    feed.change({ ...wanted, annotations: true });
    connection.hasRoom = false;
    for (let hook = 0; hook < 20; hook++) see('a', `hook${hook}.ts`);
    expect(told()).toEqual([]);
    connection.hasRoom = true;
    feed.flush();
    for (let each = connection.taken.shift(); each; each = connection.taken.shift()) each();
    expect(told()).toHaveLength(8);
  });

  test('without hooks, shows in its pictures nothing that they have drawn', () => {
    feed.change({ ...wanted, annotations: true });
    see('a', 'draws.ts', true);
    feed.change({ ...wanted, annotations: true, plain: true });
    see('a', 'draws.ts', true);
    expect(told().map(([, , drawn]) => drawn)).toEqual([true, false]);
  });
});
