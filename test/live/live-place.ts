import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { liveLimits } from '../../server/contract/live.ts';
import { defaultWallSettings } from '../../server/contract/wall.ts';
import { FrameHub } from '../../server/frame/frame-hub.ts';
import { serveLive, type LiveSession } from '../../server/live/live-session.ts';
import type { OpenTile } from '../../server/live/live-tile.ts';
import { Walls } from '../../server/live/walls.ts';
import { SteppedClock } from '../doubles/stepped-clock.ts';
import { until } from '../fixtures/until.ts';

/** Sessions of walls on real sockets, with a clock and a camera ("hall") that the test plays. */
export class LivePlace implements AsyncDisposable {
  readonly clock = new SteppedClock();
  readonly hall = new FrameHub(() => {});
  readonly stop = new AbortController();
  readonly walls = new Walls(
    this.clock,
    () => defaultWallSettings(),
    () => true,
  );
  /** The server's side of each page, in the order they came. */
  readonly pages: { socket: WebSocket; session: LiveSession }[] = [];
  /** Called whenever a tile is looked for. */
  onOpenTile: () => void = () => {};
  readonly #server: Server;

  private constructor() {
    const sockets = new WebSocketServer({ noServer: true, maxPayload: liveLimits.messageBytes });
    this.#server = createServer().on('upgrade', (request, stream, head) => {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        const openTile: OpenTile = ({ camera }) => {
          this.onOpenTile();
          return camera === 'hall'
            ? { hub: this.hall }
            : { refusal: { code: 'unknown-camera', message: 'There is no such camera.' } };
        };
        const { clock, walls } = this;
        const session = serveLive({ socket, wall: 'wall', walls, openTile, clock }, this.stop.signal);
        this.pages.push({ socket, session });
      });
    });
  }

  static async start(): Promise<LivePlace> {
    const place = new LivePlace();
    await new Promise<void>((resolve) => place.#server.listen(0, '127.0.0.1', resolve));
    return place;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends all pages, and fails when one of them leaves something behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.pages) socket.terminate();
    await until('all pages have left', () => this.pages.every(({ session }) => session.left.aborted));
    await until(
      'nothing is left of them',
      () => this.hall.subscriberCount + this.clock.sleeperCount + this.walls.health().length === 0,
    );
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
