import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { liveVersion } from '../../../../../server/contract/live.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';
import { EngineStage } from '../doubles/engine-stage.ts';
import { FakeSocket } from '../doubles/fake-socket.ts';
import { wishOf } from '../doubles/pictures.ts';

let stage: EngineStage;
beforeEach(() => {
  stage = new EngineStage();
});
afterEach(() => stage[Symbol.dispose]());

const settle = () => vi.advanceTimersByTimeAsync(0);
const cameras = (socket: FakeSocket) => socket.wanted.at(-1)?.map(({ camera }) => camera);

describe('the tiles of a wall', () => {
  test('are subscribed when the server has said welcome, and not before', () => {
    stage.add(1, 'hall');
    stage.add(2, 'yard');
    expect(FakeSocket.newest.wanted).toEqual([]);
    FakeSocket.newest.welcome();
    expect(FakeSocket.newest.wanted).toHaveLength(1);
    expect(cameras(FakeSocket.newest)).toEqual(['hall', 'yard']);
  });

  test('are subscribed again, under other numbers, after the connection broke', async () => {
    stage.add(1, 'hall');
    stage.add(2, 'yard');
    const first = FakeSocket.newest;
    first.welcome();
    const numbers = [stage.numberOf('hall'), stage.numberOf('yard')];
    first.break();
    await stage.pass(2);
    const second = FakeSocket.newest;
    expect(second).not.toBe(first);
    second.welcome();
    expect(cameras(second)).toEqual(['hall', 'yard']);
    const numbersAfter = [stage.numberOf('hall'), stage.numberOf('yard')];
    expect(new Set([...numbers, ...numbersAfter]).size).toBe(4);
    second.show(stage.numberOf('hall'), 5);
    await stage.pass(1);
    expect(stage.viewOf(1)?.kind).toBe('live');
  });

  test('are not named again while nothing changed, and one that is gone is left out', () => {
    const socket = FakeSocket.newest;
    stage.add(1, 'hall');
    stage.add(2, 'yard');
    socket.welcome();
    stage.engine.take({ type: 'wish', key: 1, wish: wishOf('hall') });
    expect(socket.wanted).toHaveLength(1);
    stage.engine.take({ type: 'remove', key: 1 });
    expect(cameras(socket)).toEqual(['yard']);
  });

  test('keep their number at another size, and have another one for another camera', () => {
    stage[Symbol.dispose]();
    stage = new EngineStage({ sameMachine: false });
    const large = { widthPx: 1_920, heightPx: 1_080, cameraWidthPx: 1_920 };
    stage.add(1, 'hall', large);
    const socket = FakeSocket.newest;
    socket.welcome();
    const number = stage.numberOf('hall');
    const wish = (camera: string, widthPx: number) =>
      stage.engine.take({ type: 'wish', key: 1, wish: wishOf(camera, { ...large, widthPx }) });
    wish('hall', 300);
    wish('hall', 310);
    expect(socket.wanted).toMatchObject([[{ tile: number, width: null }], [{ tile: number, width: 320 }]]);
    wish('yard', 310);
    expect(socket.wanted.at(-1)).toMatchObject([{ camera: 'yard', width: 320 }]);
    expect(stage.numberOf('yard')).not.toBe(number);
  });

  test('of a page in the background are none, also over a new connection, and all of them when it is seen again', async () => {
    stage.add(1, 'hall');
    const first = FakeSocket.newest;
    first.welcome();
    stage.engine.take({ type: 'hidden', hidden: true });
    expect(first.wanted.at(-1)).toEqual([]);
    stage.engine.take({ type: 'wish', key: 1, wish: wishOf('yard') });
    first.break();
    await stage.pass(2);
    FakeSocket.newest.welcome();
    await stage.pass(60);
    expect(FakeSocket.newest.wanted).toEqual([[]]);
    stage.engine.take({ type: 'hidden', hidden: false });
    expect(cameras(FakeSocket.newest)).toEqual(['yard']);
  });

  test('are at most as many as the server takes', () => {
    for (let key = 1; key <= 70; key++) stage.add(key, `camera-${key}`);
    FakeSocket.newest.welcome();
    expect(FakeSocket.newest.wanted.at(-1)).toHaveLength(64);
  });
});

describe('the frames of a tile', () => {
  test('are confirmed once each: when they are painted, or when a newer one takes their place', async () => {
    stage.glass.held = true;
    stage.add(1, 'hall');
    const socket = FakeSocket.newest;
    socket.welcome();
    const tile = stage.numberOf('hall');
    socket.show(tile, 1, 2);
    await vi.waitFor(() => expect(stage.glass.decoded).toEqual([1]), patienceMs);
    expect(socket.confirmed(tile)).toEqual([]);
    socket.show(tile, 3);
    expect(socket.confirmed(tile)).toEqual([2]);
    stage.glass.finish();
    await vi.waitFor(() => expect(stage.glass.decoded).toEqual([1, 3]), patienceMs);
    expect(socket.confirmed(tile)).toEqual([2, 1]);
    stage.glass.finish();
    await vi.waitFor(() => expect(socket.confirmed(tile)).toEqual([2, 1, 3]), patienceMs);
    expect([stage.glass.drawn, stage.glass.open]).toEqual([[1, 3], []]);
  });

  test('that come late for a tile that is gone are neither shown nor confirmed', async () => {
    stage.add(1, 'hall');
    const socket = FakeSocket.newest;
    socket.welcome();
    const tile = stage.numberOf('hall');
    stage.engine.take({ type: 'remove', key: 1 });
    socket.show(tile, 1);
    await settle();
    expect([stage.glass.decoded, socket.confirmed(tile)]).toEqual([[], []]);
  });

  test('with a header that is too short or of another version are refused and counted, and told to the server', async () => {
    stage.add(1, 'hall');
    const socket = FakeSocket.newest;
    socket.welcome();
    const tile = stage.numberOf('hall');
    socket.bring(Uint8Array.of(liveVersion, 20, 1).buffer);
    socket.bring(new Uint8Array(40).fill(9).buffer);
    socket.show(tile, 7);
    await stage.pass(3);
    expect(stage.glass.drawn).toEqual([7]);
    await stage.pass(2);
    const reports = socket.sent.filter((request) => request.type === 'report');
    expect(reports.map((report) => report.unreadable_frames)).toEqual([2, 0]);
  });

  test('that cannot be decoded are confirmed, named as the problem of their tile, and leave the other tiles alone', async () => {
    stage.add(1, 'hall');
    stage.add(2, 'yard');
    const socket = FakeSocket.newest;
    socket.welcome();
    const [hall, yard] = [stage.numberOf('hall'), stage.numberOf('yard')];
    let sequence = 0;
    await stage.pass(3, () => {
      socket.showBroken(hall, ++sequence);
      socket.show(yard, sequence);
    });
    expect(stage.viewOf(1)).toEqual({ kind: 'undecodable' });
    expect(stage.viewOf(2)?.kind).toBe('live');
    expect([socket.confirmed(hall), socket.confirmed(yard)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    socket.show(hall, 4);
    await stage.pass(1);
    expect(stage.viewOf(1)?.kind).toBe('live');
  });
});

describe('a refused subscription', () => {
  test('says why, is tried again every ten seconds under another number, and shows pictures when it is let in', async () => {
    stage.add(1, 'hall');
    stage.add(2, 'yard');
    const socket = FakeSocket.newest;
    socket.welcome();
    const yard = stage.numberOf('yard');
    const refuse = () => {
      const tile = stage.numberOf('hall');
      socket.say({ type: 'refused', tile, code: 'too-many-viewers', message: 'Too many people watch.' });
      return tile;
    };
    const first = refuse();
    await stage.pass(1);
    expect(stage.viewOf(1)).toEqual({ kind: 'refused', message: 'Too many people watch.' });
    expect(socket.wanted).toHaveLength(1);
    await stage.pass(10);
    expect(socket.wanted).toHaveLength(2);
    const second = refuse();
    await stage.pass(10);
    expect(socket.wanted).toHaveLength(3);
    expect(new Set([first, second, stage.numberOf('hall')]).size).toBe(3);
    // The tile that was not refused goes on under its number.
    expect(stage.numberOf('yard')).toBe(yard);
    socket.show(stage.numberOf('hall'), 1);
    await stage.pass(30);
    expect(socket.wanted).toHaveLength(3);
    expect(stage.viewOf(1)?.kind).not.toBe('refused');
  });

  test('is no reason to open the connection or the page anew', async () => {
    stage.add(1, 'hall');
    stage.flow(1);
    const socket = FakeSocket.newest;
    socket.welcome();
    await stage.pass(120, () => {
      const tile = stage.numberOf('hall');
      socket.say({ type: 'refused', tile, code: 'too-many-viewers', message: 'Too many people watch.' });
    });
    expect([FakeSocket.all.length, stage.count('reload')]).toEqual([1, 0]);
  });
});

test('a server of another version has the page loaded anew', () => {
  FakeSocket.newest.welcome(liveVersion + 1);
  expect(stage.count('reload')).toBe(1);
});

describe('what hooks see', () => {
  const seen = () => stage.told.flatMap((message) => (message.type === 'seen' ? [message] : []));
  const annotations = [
    { label: 'person', score: 0.9, box: [0, 0, 0.5, 0.5] as [number, number, number, number] },
  ];
  const tell = (label?: string) =>
    FakeSocket.newest.say({
      ...{ type: 'annotations', tile: stage.numberOf('hall'), hook: 'people.ts', at_ms: 1, drawn: false },
      annotations: label === undefined ? [] : annotations.map((each) => ({ ...each, label })),
    });

  test('is asked for by tiles that show it, and is told to the page with the size of the picture', async () => {
    stage.add(1, 'hall', { annotations: true });
    stage.add(2, 'yard');
    FakeSocket.newest.welcome();
    expect(FakeSocket.newest.wanted.at(-1)?.map(({ annotations: wanted }) => wanted)).toEqual([
      true,
      undefined,
    ]);
    FakeSocket.newest.show(stage.numberOf('hall'), 1);
    await settle();
    tell('person');
    tell('person');
    expect(seen()).toEqual([
      {
        ...{ type: 'seen', key: 1 },
        seen: {
          picture: { widthPx: 64, heightPx: 48 },
          annotations: [{ ...annotations[0], hook: 'people.ts', drawn: false }],
        },
      },
    ]);
    tell();
    expect(seen().at(-1)).toEqual({ type: 'seen', key: 1, seen: undefined });
  });

  test('vanishes by itself when no more comes, and at once when the tile shows another camera', async () => {
    stage.add(1, 'hall', { annotations: true });
    FakeSocket.newest.welcome();
    FakeSocket.newest.show(stage.numberOf('hall'), 1);
    await settle();
    tell('person');
    await stage.pass(1);
    expect(seen()).toHaveLength(1);
    await stage.pass(1);
    expect(seen().at(-1)?.seen).toBeUndefined();
    tell('person');
    stage.engine.take({ type: 'wish', key: 1, wish: wishOf('yard', { annotations: true }) });
    await stage.pass(1);
    expect(seen().map(({ seen: what }) => what?.annotations.length)).toEqual([1, undefined, 1, undefined]);
  });
});
