import { livePath } from '../../server/contract/live.ts';
import { defaultWallSettings, type WallCommand, type WallSettings } from '../../server/contract/wall.ts';
import { fromRoot } from '../root-path.ts';
import type { PageSession } from '../session.svelte.ts';
import { ImageSlots } from './image-slots.svelte.ts';
import { LiveTileHandle, type TileLink } from './live-tile-handle.svelte.ts';
import type { RecordedView, TileWish } from './live-tile.ts';
import { LiveWorker } from './live-worker-host.ts';
import { PageReloads } from './page-reloads.ts';
import { isThisMachine } from '../this-machine.ts';
import type { Access } from './worker/socket-state.ts';
import type { WorkerMessage } from './worker/worker-messages.ts';

export type WallConnection =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** `retryAtMs` is by performance.now(). */
  | { kind: 'lost'; why: string; retryAtMs: number }
  /** The server answers only after a login. */
  | { kind: 'locked' };

type CommandListener = (command: WallCommand) => void;

/** The page's side of `/api/live`. A worker keeps the connection and paints the tiles. */
export class LiveClient {
  connection = $state.raw<WallConnection>({ kind: 'connecting' });
  /** The saved settings of this wall; the defaults until the connection is open. */
  settings = $state.raw<WallSettings>(defaultWallSettings());
  /** The server has sent the settings. */
  hasSettings = $state(false);
  /** The server's clock is ahead of Date.now() by this many milliseconds. */
  clockOffsetMs = $state(0);
  /** The number of the worker. Each worker needs new canvases. 0: there is no worker. */
  generation = $state(0);
  /** The number of times that the connection was opened. */
  openCount = $state(0);
  /** For browsers that cannot paint in a worker. */
  readonly images = new ImageSlots();
  readonly #url: string;
  readonly #session: Pick<PageSession, 'mayWatch' | 'mustLogIn'>;
  #listeners: CommandListener[] = [];
  #tiles: LiveTileHandle[] = [];
  #recorded: { key: number; onview: (view: RecordedView) => void }[] = [];
  readonly #link: TileLink;
  readonly #worker: LiveWorker;
  #lastKey = 0;
  #dark = false;

  /** @param query says what the page shows @param session says whether the server would refuse this page */
  constructor({ query, session }: { query: string; session: Pick<PageSession, 'mayWatch' | 'mustLogIn'> }) {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#url = `${scheme}//${location.host}${fromRoot(livePath)}?${query}`;
    this.#session = session;
    const reloads = new PageReloads(() => sessionStorage);
    this.#worker = new LiveWorker({
      first: () => [
        {
          type: 'start',
          url: this.#url,
          sameMachine: isThisMachine(location.hostname),
          unreported: reloads.takeUnreported(),
        },
        { type: 'access', access: this.#access },
        { type: 'hidden', hidden: this.#hidden },
      ],
      started: () => {
        this.#tiles = [];
        this.#recorded = [];
        this.connection = { kind: 'connecting' };
        this.generation++;
      },
      told: (message) => this.#take(message, reloads),
    });
    this.#link = {
      send: (message) => this.#worker.send(message),
      snapshot: (key) => this.#worker.snapshot(key),
      remove: (key) => {
        this.#tiles = this.#tiles.filter((tile) => tile.key !== key);
        this.#recorded = this.#recorded.filter((tile) => tile.key !== key);
        this.#worker.send({ type: 'remove', key });
      },
    };
  }

  /** Calls `listener` with each command for the wall until `signal` aborts. */
  onCommand(listener: CommandListener, signal: AbortSignal): void {
    this.#listeners = [...this.#listeners, listener];
    const stop = () => (this.#listeners = this.#listeners.filter((other) => other !== listener));
    signal.addEventListener('abort', stop, { once: true });
  }

  /** Paints the canvas until the handle is disposed of. The canvas must never have been used before. */
  addTile(canvas: HTMLCanvasElement, wish: TileWish | null): LiveTileHandle {
    const handle = this.#add(canvas, wish, false);
    this.#tiles.push(handle);
    return handle;
  }

  /** As `addTile`, for a tile whose wishes have a place in the recordings. @param onview called with each view */
  addRecordedTile(
    canvas: HTMLCanvasElement,
    wish: TileWish | null,
    onview: (view: RecordedView) => void,
  ): LiveTileHandle {
    const handle = this.#add(canvas, wish, true);
    this.#recorded.push({ key: handle.key, onview });
    return handle;
  }

  /** True while the display is off. Then the page watches no camera, as in the background. */
  set dark(dark: boolean) {
    if (dark === this.#dark) return;
    this.#dark = dark;
    this.#tellHidden();
  }

  /** Keeps the wall connected until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    window.addEventListener('online', () => this.#worker.send({ type: 'hurry' }), { signal });
    document.addEventListener('visibilitychange', () => this.#tellHidden(), { signal });
    // The worker tells the same, but a browser may have no worker.
    const stopFollowing = $effect.root(() => {
      $effect(() => {
        const access = this.#access;
        if (access === 'locked') this.connection = { kind: 'locked' };
        this.#worker.send({ type: 'access', access });
      });
    });
    signal.addEventListener('abort', stopFollowing, { once: true });
    await this.#worker.run(signal);
  }

  #add(canvas: HTMLCanvasElement, wish: TileWish | null, recorded: boolean): LiveTileHandle {
    const key = ++this.#lastKey;
    const offscreen = canvas.transferControlToOffscreen();
    this.#worker.send({ type: 'add', key, canvas: offscreen, wish, recorded }, [offscreen]);
    return new LiveTileHandle(key, this.#link);
  }

  get #hidden(): boolean {
    return this.#dark || document.visibilityState === 'hidden';
  }

  #tellHidden(): void {
    const hidden = this.#hidden;
    this.#worker.send({ type: 'hidden', hidden });
    if (!hidden) this.#worker.send({ type: 'hurry' });
  }

  get #access(): Access {
    if (this.#session.mayWatch) return 'open';
    return this.#session.mustLogIn ? 'locked' : 'unknown';
  }

  #take(message: WorkerMessage, reloads: PageReloads): void {
    switch (message.type) {
      case 'connection': {
        const { state } = message;
        if (state.kind === 'open') this.openCount++;
        this.connection =
          state.kind === 'lost'
            ? { kind: 'lost', why: state.why, retryAtMs: performance.now() + state.retryInMs }
            : state;
        return;
      }
      case 'settings':
        this.settings = message.settings;
        this.hasSettings = true;
        return;
      case 'command':
        for (const listener of this.#listeners) listener(message.command);
        return;
      case 'clock':
        this.clockOffsetMs = message.offsetMs;
        return;
      case 'views':
        for (const { key, view } of message.views) {
          const tile = this.#tiles.find((each) => each.key === key);
          if (tile) tile.view = view;
        }
        return;
      case 'seen': {
        const tile = this.#tiles.find(({ key }) => key === message.key);
        if (tile) tile.seen = message.seen;
        return;
      }
      case 'recorded-view':
        return this.#recorded.find(({ key }) => key === message.key)?.onview(message.view);
      case 'reload':
        if (reloads.admit(message.unreported, Date.now())) location.reload();
        return;
      case 'snapshot':
      case 'pong':
        return; // LiveWorker has handled these messages.
      default:
        return message satisfies never;
    }
  }
}
