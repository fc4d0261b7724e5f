import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineStage } from '../doubles/engine-stage.ts';
import { FakeSocket } from '../doubles/fake-socket.ts';

let stage: EngineStage;
let sequence: number;
beforeEach(() => {
  [stage, sequence] = [new EngineStage(), 0];
});
afterEach(() => stage[Symbol.dispose]());

/** A server that says welcome to each connection and sends pictures of these cameras only. */
function serve(...cameras: string[]): () => void {
  const welcomed = new Set<FakeSocket>();
  return () => {
    const socket = FakeSocket.newest;
    if (!welcomed.has(socket)) socket.welcome();
    welcomed.add(socket);
    for (const camera of cameras) socket.show(stage.numberOf(camera), ++sequence);
  };
}

const repairsTold = () =>
  FakeSocket.all
    .flatMap(({ sent }) => sent.flatMap((request) => (request.type === 'report' ? [request.repairs] : [])))
    .reduce((sum, { tile, socket }) => ({ tile: sum.tile + tile, socket: sum.socket + socket }), {
      tile: 0,
      socket: 0,
    });

describe('a tile that stands still although the server has pictures', () => {
  test('is subscribed anew, then the connection opened, then the page asked to be loaded anew', async () => {
    stage.add(1, 'hall');
    stage.flow(1);
    const server = serve();
    await stage.pass(4, server);
    const first = stage.numberOf('hall');
    const counts = () => [FakeSocket.all.length, stage.count('reload')];
    await stage.pass(8, server);
    expect(stage.numberOf('hall')).not.toBe(first);
    expect(counts()).toEqual([1, 0]);
    await stage.pass(10, server);
    expect(counts()).toEqual([2, 0]);
    await stage.pass(18, server);
    expect(counts()).toEqual([2, 1]);
    expect(repairsTold()).toEqual({ tile: 1, socket: 1 });
  });

  test('is left alone while its camera has no pictures, and while it is out of sight', async () => {
    stage.add(1, 'hall');
    stage.add(2, 'yard');
    stage.flow(2);
    stage.engine.take({ type: 'wish', key: 2, wish: null });
    await stage.pass(120, serve());
    expect([FakeSocket.all.length, stage.count('reload'), repairsTold().tile]).toEqual([1, 0, 0]);
  });

  test('has its connection opened anew at most twelve times an hour', async () => {
    stage.add(1, 'hall');
    stage.flow(1);
    const server = serve();
    await stage.pass(3_500, server);
    expect(FakeSocket.all).toHaveLength(1 + 12);
    await stage.pass(1_000, server);
    expect(FakeSocket.all.length).toBeGreaterThan(1 + 12);
  });

  test('costs the tiles that are well one new connection, and nothing for being many', async () => {
    const still = Array.from({ length: 20 }, (_, index) => index + 2);
    stage.add(1, 'hall');
    for (const key of still) stage.add(key, `still-${key}`);
    stage.flow(1, ...still);
    await stage.pass(45, serve('hall'));
    expect(stage.viewOf(1)?.kind).toBe('live');
    expect([FakeSocket.all.length, stage.count('reload')]).toEqual([2, 1]);
    expect(repairsTold()).toEqual({ tile: still.length, socket: 1 });
  });
});

test('a connection on which nothing comes any more is opened anew', async () => {
  stage.add(1, 'hall');
  const server = serve();
  await stage.pass(2, server);
  FakeSocket.newest.answers = false;
  await stage.pass(20, server);
  expect(FakeSocket.all).toHaveLength(2);
});
