import { vi } from 'vitest';
import type { TileView, TileWish } from '../../../../../renderer/live/live-tile.ts';
import { LiveEngine } from '../../../../../renderer/live/worker/live-engine.ts';
import type { WorkerMessage } from '../../../../../renderer/live/worker/worker-messages.ts';
import { FakeGlass } from './fake-glass.ts';
import { FakeSocket } from './fake-socket.ts';
import { wishOf } from './pictures.ts';

/** A worker's engine on a clock that a test moves, before a server that a test plays. */
export class EngineStage implements Disposable {
  readonly glass: FakeGlass;
  readonly told: WorkerMessage[] = [];
  readonly engine: LiveEngine;
  readonly #lifetime = new AbortController();
  #flowing: number[] = [];

  constructor({ sameMachine = true } = {}) {
    const toFake = [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'performance',
      'Date',
    ] as const;
    vi.useFakeTimers({ toFake: [...toFake] });
    FakeSocket.all = [];
    vi.stubGlobal('WebSocket', FakeSocket);
    this.glass = new FakeGlass();
    const start = { url: 'ws://kiosk/api/live', sameMachine, unreported: { tile: 0, socket: 0, page: 0 } };
    this.engine = new LiveEngine(start, (message) => this.told.push(message));
    this.engine.take({ type: 'access', access: 'open' });
    void this.engine.run(this.#lifetime.signal);
  }

  /** Puts a tile on the page. One whose wish has a place shows recordings. */
  add(key: number, camera: string, changes: Partial<TileWish> = {}): void {
    const wish = wishOf(camera, changes);
    const recorded = wish.place !== undefined;
    this.engine.take({ type: 'add', key, canvas: this.glass.canvas(), wish, recorded });
  }

  /** The server has fresh pictures of these tiles' cameras, and goes on having them. */
  flow(...keys: number[]): void {
    this.#flowing = keys;
    this.#tellFlowing();
  }

  /** Lets time pass; each second the page tells what it knows of the cameras, and `eachSecond` is called. */
  async pass(seconds: number, eachSecond: () => void = () => undefined): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.#tellFlowing();
      eachSecond();
      await vi.advanceTimersByTimeAsync(1_000);
    }
  }

  /** The number under which a tile of the camera was subscribed last. */
  numberOf(camera: string): number {
    const number = FakeSocket.newest.wanted.at(-1)?.find((tile) => tile.camera === camera)?.tile;
    if (number === undefined) throw new Error(`${camera} is not subscribed`);
    return number;
  }

  /** What the page was told last of a tile. */
  viewOf(key: number): TileView | undefined {
    const views = this.told.flatMap((message) => (message.type === 'views' ? message.views : []));
    return views.findLast((each) => each.key === key)?.view;
  }

  count(type: WorkerMessage['type']): number {
    return this.told.filter((message) => message.type === type).length;
  }

  [Symbol.dispose](): void {
    this.#lifetime.abort();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }

  #tellFlowing(): void {
    const camera = { flowing: true, framesPerSecond: 10, staleAfterMs: 5_000 };
    for (const key of this.#flowing) this.engine.take({ type: 'camera', key, camera });
  }
}
