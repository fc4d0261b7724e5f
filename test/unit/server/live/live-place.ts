import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { defaultWallSettings } from '../../../../server/contract/wall.ts';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { serveLive, type LiveSession } from '../../../../server/live/live-session.ts';
import { liveSocketOptions } from '../../../../server/live/live-socket-options.ts';
import type { OpenTile } from '../../../../server/live/live-tile.ts';
import type { OpenPlayer } from '../../../../server/live/playback-tile.ts';
import { MessageLimits } from '../../../../server/live/message-limits.ts';
import { Walls } from '../../../../server/live/walls.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { until } from '../../../fixtures/until.ts';
import type { SeenByHook } from '../../../../server/live/tile-annotations.ts';
import { Listeners } from '../../../../server/runtime/listeners.ts';

const refusePlayer: OpenPlayer = () => ({
  refusal: { code: 'no-recordings', message: 'There are no recordings.' },
});

/** Sessions of walls on real sockets, with a clock and a camera ("hall") that the test controls. */
export class LivePlace implements AsyncDisposable {
  readonly clock = new SteppedClock();
  readonly hall = new FrameHub(() => {}, new SteppedClock());
  readonly stop = new AbortController();
  /** All pages come from one address. */
  readonly messages = new MessageLimits(this.clock);
  readonly walls = new Walls(
    this.clock,
    () => defaultWallSettings(),
    () => true,
  );
  /** The server's side of each page, in the order in which they came. */
  readonly pages: { socket: WebSocket; session: LiveSession }[] = [];
  /** What hooks of the camera "hall" see. */
  readonly seen = new Listeners<[seen: SeenByHook]>();
  /** Called whenever a tile is opened. */
  onOpenTile: () => void = () => {};
  readonly #server: Server;

  private constructor() {
    const sockets = new WebSocketServer(liveSocketOptions);
    this.#server = createServer().on('upgrade', (request, stream, head) => {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        const openTile: OpenTile = ({ camera }) => {
          this.onOpenTile();
          return camera === 'hall'
            ? { hub: this.hall, watchSeen: (listener, left) => this.seen.add(listener, left) }
            : { refusal: { code: 'unknown-camera', message: 'There is no such camera.' } };
        };
        const { clock, walls } = this;
        const messages = this.messages.of({ address: '10.9.0.2', isOwn: false });
        const session = serveLive(
          { socket, wall: 'wall', walls, openTile, openPlayer: refusePlayer, messages, clock },
          this.stop.signal,
        );
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
