import { errorText } from '../../../server/contract/error-text.ts';
import { liveLimits, liveVersion, type LiveNotice } from '../../../server/contract/live.ts';
import { pause } from '../../pause.ts';
import type { TileWish } from '../live-tile.ts';
import type { PaintedTile } from '../painting/painted-tile.ts';
import { RecordedTile } from '../painting/recorded-tile.ts';
import type { TileFrame } from '../painting/tile-frame.ts';
import type { ClockReading } from '../painting/tile-state.ts';
import { WallTile, type TileSurroundings } from '../painting/wall-tile.ts';
import { ClockOffset } from './clock-offset.ts';
import { LiveSocket } from './live-socket.ts';
import { Repairs } from './repairs.ts';
import { ViewNews } from './view-news.ts';
import type { PageMessage, WorkerMessage } from './worker-messages.ts';

const viewIntervalMs = 250;
const reportIntervalMs = 2_000;
const refusalRetryMs = 10_000;

type StartMessage = Extract<PageMessage, { type: 'start' }>;

/** The worker's side of a wall: one connection, all tiles, and the messages to the page. */
export class LiveEngine {
  readonly #tell: (message: WorkerMessage) => void;
  readonly #socket: LiveSocket;
  readonly #surroundings: TileSurroundings;
  readonly #repairs: Repairs;
  readonly #tiles = new Map<number, { tile: PaintedTile; wish: TileWish | null }>();
  readonly #news = new ViewNews();
  readonly #clock = new ClockOffset();
  #hidden = false;
  #lastNumber = 0;
  /** What the page was told last of what hooks see, as text; by tile, only where there is something. */
  readonly #toldSeen = new Map<number, string>();
  /** The subscriptions that the server was told last, as text. */
  #told = '';

  constructor(
    { url, sameMachine, unreported }: Omit<StartMessage, 'type'>,
    tell: (message: WorkerMessage) => void,
  ) {
    this.#tell = tell;
    this.#repairs = new Repairs(unreported);
    this.#socket = new LiveSocket(url, {
      state: (state) => tell({ type: 'connection', state }),
      notice: (notice) => this.#take(notice),
      frame: (frame) => this.#show(frame),
    });
    this.#surroundings = {
      sameMachine,
      nextNumber: () => ++this.#lastNumber,
      confirm: (tile, sequence) => this.#socket.send({ type: 'painted', tile, sequence }),
    };
  }

  /** Runs the wall until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#socket.run(signal),
      every(viewIntervalMs, signal, () => this.#tellViews()),
      every(reportIntervalMs, signal, () => this.#report()),
      every(refusalRetryMs, signal, () => this.#retryRefused()),
    ]);
  }

  /** Takes a message of the page. */
  take(message: Exclude<PageMessage, StartMessage>): void {
    switch (message.type) {
      case 'access':
        this.#socket.access = message.access;
        return;
      case 'hidden':
        this.#hidden = message.hidden;
        for (const { tile, wish } of this.#tiles.values()) tile.wish = this.#hidden ? null : wish;
        return this.#subscribe();
      case 'hurry':
        return this.#socket.hurry();
      case 'add':
        this.#tiles.set(message.key, { tile: this.#newTile(message), wish: null });
        return this.#wish(message.key, message.wish);
      case 'wish':
        return this.#wish(message.key, message.wish);
      case 'camera': {
        const tile = this.#tiles.get(message.key)?.tile;
        if (tile instanceof WallTile) tile.camera = message.camera;
        return;
      }
      case 'remove':
        this.#tiles.delete(message.key);
        this.#news.forget(message.key);
        this.#toldSeen.delete(message.key);
        return this.#subscribe();
      case 'snapshot':
        return void this.#snapshot(message.key, message.request);
      case 'ping':
        return this.#tell({ type: 'pong' });
      default:
        return message satisfies never;
    }
  }

  #newTile({ key, canvas, recorded }: Extract<PageMessage, { type: 'add' }>): PaintedTile {
    if (!recorded) return new WallTile(canvas, this.#surroundings);
    return new RecordedTile(canvas, {
      ...this.#surroundings,
      resubscribe: () => this.#subscribe(),
      told: (view) => this.#tell({ type: 'recorded-view', key, view }),
    });
  }

  #wish(key: number, wish: TileWish | null): void {
    const entry = this.#tiles.get(key);
    if (!entry) return;
    entry.wish = wish;
    entry.tile.wish = this.#hidden ? null : wish;
    this.#subscribe();
  }

  #take(notice: LiveNotice): void {
    switch (notice.type) {
      case 'welcome':
        if (notice.version !== liveVersion) return this.#reload();
        this.#told = '';
        for (const { tile } of this.#tiles.values()) tile.subscribeAnew();
        this.#tell({ type: 'settings', settings: notice.settings });
        return this.#subscribe();
      case 'settings':
        return this.#tell({ type: 'settings', settings: notice.settings });
      case 'command':
        return this.#tell({ type: 'command', command: notice.command });
      case 'refused':
        for (const { tile } of this.#tiles.values()) tile.refuse(notice.tile, notice.message);
        return;
      case 'clock': {
        const nowMs = performance.now();
        this.#clock.add(notice.at, nowMs, notice.server_at);
        const { serverNow } = this.#moment(nowMs);
        if (serverNow !== undefined) this.#tell({ type: 'clock', offsetMs: serverNow - Date.now() });
        return;
      }
      case 'annotations':
        for (const [key, { tile }] of this.#tiles) {
          if (!(tile instanceof WallTile)) continue;
          tile.annotate(notice.tile, notice);
          this.#tellSeen(key, tile, performance.now());
        }
        return;
      case 'playback':
        for (const { tile } of this.#tiles.values()) if (tile instanceof RecordedTile) tile.take(notice);
        return;
      default:
        return notice satisfies never;
    }
  }

  /** A frame for none of the tiles came late for a removed tile, and the server waits for no confirmation. */
  #show(frame: TileFrame): void {
    for (const { tile } of this.#tiles.values()) if (tile.show(frame)) return;
  }

  /** Tells the server the subscriptions of all tiles, if they have changed. */
  #subscribe(): void {
    const wanted = [...this.#tiles.values()].flatMap(({ tile }) => tile.subscription ?? []);
    const tiles = wanted.slice(0, liveLimits.tiles);
    const text = JSON.stringify(tiles);
    if (!this.#socket.isOpen || text === this.#told) return;
    this.#told = text;
    this.#socket.send({ type: 'tiles', tiles });
  }

  #retryRefused(): void {
    for (const { tile } of this.#tiles.values()) if (tile.isRefused) tile.subscribeAnew();
    this.#subscribe();
  }

  #tellViews(): void {
    const moment = this.#moment(performance.now());
    const all = [...this.#tiles].flatMap(([key, { tile }]) => {
      const view = tile.view(moment);
      return view ? [{ key, view }] : [];
    });
    const views = this.#news.of(all, moment.nowMs);
    if (views.length > 0) this.#tell({ type: 'views', views });
    for (const [key, { tile }] of this.#tiles) {
      this.#repair(tile, moment.nowMs);
      if (tile instanceof WallTile) this.#tellSeen(key, tile, moment.nowMs);
    }
  }

  /** Tells the page what hooks see in a tile, where that has changed. */
  #tellSeen(key: number, tile: WallTile, nowMs: number): void {
    const seen = tile.seen(nowMs);
    const text = JSON.stringify(seen);
    if (text === this.#toldSeen.get(key)) return;
    if (text === undefined) this.#toldSeen.delete(key);
    else this.#toldSeen.set(key, text);
    this.#tell({ type: 'seen', key, seen });
  }

  #repair(tile: PaintedTile, nowMs: number): void {
    const repair = tile.neededRepair(this.#socket.isOpen, nowMs);
    if (!repair || !this.#repairs.admit(repair, nowMs)) return;
    if (repair === 'page') return this.#reload();
    if (repair === 'socket') return this.#socket.reopen();
    tile.subscribeAnew();
    this.#subscribe();
  }

  #reload(): void {
    this.#tell({ type: 'reload', unreported: this.#repairs.unreported });
  }

  #report(): void {
    if (!this.#socket.isOpen) return;
    const moment = this.#moment(performance.now());
    const tiles = [...this.#tiles.values()].flatMap(({ tile }) => tile.report(moment) ?? []);
    this.#socket.send({
      type: 'report',
      hidden: this.#hidden,
      tiles: tiles.slice(0, liveLimits.tiles),
      repairs: this.#repairs.takeUnreported(),
      unreadable_frames: this.#socket.takeUnreadableFrames(),
    });
  }

  async #snapshot(key: number, request: number): Promise<void> {
    try {
      const tile = this.#tiles.get(key)?.tile;
      if (!tile) throw new Error('This tile is gone.');
      this.#tell({ type: 'snapshot', request, result: { blob: await tile.snapshot() } });
    } catch (error) {
      const problem = errorText(error);
      this.#tell({ type: 'snapshot', request, result: { problem } });
    }
  }

  #moment(nowMs: number): ClockReading {
    const { offsetMs } = this.#clock;
    return { nowMs, serverNow: offsetMs === undefined ? undefined : nowMs + offsetMs };
  }
}

async function every(intervalMs: number, signal: AbortSignal, act: () => void): Promise<void> {
  for (;;) {
    await pause(intervalMs, signal);
    if (signal.aborted) return;
    act();
  }
}
