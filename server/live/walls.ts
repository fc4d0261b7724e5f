import type { LiveNotice, LiveReport } from '../contract/live.ts';
import type { WallCommand, WallHealth, WallRepairs, WallSettings } from '../contract/wall.ts';
import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';

/** The most walls whose repairs are remembered. Anybody who may watch can invent names of walls. */
const maxRememberedWalls = 64;

type Notify = (notice: LiveNotice) => void;

/** How often pages asked for more than is allowed: their tiles had to wait, or their connection was ended. */
export interface Floods {
  slowed: number;
  ended: number;
}

/** What hooks saw: how much of it was sent to pages, and how much was replaced by newer before it could be sent. */
export interface AnnotationCounts {
  sent: number;
  replaced: number;
}

/** An open page of a wall. */
export interface WallPage {
  /** The saved settings of its wall. */
  readonly settings: WallSettings;
  report(report: LiveReport): void;
}

interface OpenPage {
  notify: Notify;
  /** Undefined until the page has sent a report. */
  last: { report: LiveReport; atMs: number } | undefined;
}

/** The walls with open pages: the pictures they show, and a way to send them messages. */
export class Walls {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #settingsOf: (wall: string) => WallSettings;
  readonly #isCamera: (id: string) => boolean;
  readonly #pages = new Map<string, Set<OpenPage>>();
  readonly #repairs = new RecentMap<string, WallRepairs>(maxRememberedWalls);
  readonly #unreadableFrames = new RecentMap<string, number>(maxRememberedWalls);
  readonly #floods: Floods = { slowed: 0, ended: 0 };
  readonly #annotations: AnnotationCounts = { sent: 0, replaced: 0 };

  /** @param isCamera whether a camera with this id exists; without the check, a page could add any id to the metrics */
  constructor(
    clock: Pick<Clock, 'nowMs'>,
    settingsOf: (wall: string) => WallSettings,
    isCamera: (id: string) => boolean,
  ) {
    this.#clock = clock;
    this.#settingsOf = settingsOf;
    this.#isCamera = isCamera;
  }

  /** Adds a page until `left` aborts. */
  join(wall: string, notify: Notify, left: AbortSignal): WallPage {
    const page: OpenPage = { notify, last: undefined };
    const pages = this.#pages.get(wall) ?? new Set();
    this.#pages.set(wall, pages.add(page));
    left.addEventListener('abort', () => this.#leave(wall, page), { once: true });
    return {
      settings: this.#settingsOf(wall),
      report: (report) => {
        page.last = { report, atMs: this.#clock.nowMs() };
        this.#countRepairs(wall, report.repairs);
        const unreadable = this.#unreadableFrames.get(wall) ?? 0;
        this.#unreadableFrames.set(wall, added(unreadable, report.unreadable_frames ?? 0));
      },
    };
  }

  /** Sends a command to all open pages of a wall. Returns their number. */
  command(wall: string, command: WallCommand): number {
    return this.#tell(wall, { type: 'command', command });
  }

  /** Sends the saved settings of a wall to its open pages. */
  settingsChanged(wall: string): void {
    this.#tell(wall, { type: 'settings', settings: this.#settingsOf(wall) });
  }

  /** Counts since the server started. */
  get floods(): Readonly<Floods> {
    return this.#floods;
  }

  countFlood(kind: keyof Floods): void {
    this.#floods[kind]++;
  }

  /** Counts since the server started. */
  get annotations(): Readonly<AnnotationCounts> {
    return this.#annotations;
  }

  countAnnotations(what: keyof AnnotationCounts): void {
    this.#annotations[what]++;
  }

  /** The sorted names of the walls with open pages. */
  openNames(): string[] {
    return [...this.#pages.keys()].sort();
  }

  /** The number of open pages of a wall. */
  pageCount(wall: string): number {
    return this.#pages.get(wall)?.size ?? 0;
  }

  /** The health of every wall with open pages, by name. */
  health(): WallHealth[] {
    return this.openNames().map((wall) => this.#healthOf(wall, [...(this.#pages.get(wall) ?? [])]));
  }

  #healthOf(wall: string, pages: OpenPage[]): WallHealth {
    return {
      wall,
      pages: pages.length,
      hidden_pages: pages.filter(({ last }) => last?.report.hidden).length,
      tiles: oldestTiles(pages, this.#clock.nowMs()).filter(({ camera }) => this.#isCamera(camera)),
      repairs: this.#repairs.get(wall) ?? noRepairs,
      unreadable_frames: this.#unreadableFrames.get(wall) ?? 0,
    };
  }

  #countRepairs(wall: string, { tile, socket, page }: WallRepairs): void {
    const sum = this.#repairs.get(wall) ?? noRepairs;
    this.#repairs.set(wall, {
      tile: added(sum.tile, tile),
      socket: added(sum.socket, socket),
      page: added(sum.page, page),
    });
  }

  #tell(wall: string, notice: LiveNotice): number {
    const pages = this.#pages.get(wall) ?? new Set();
    for (const { notify } of pages) notify(notice);
    return pages.size;
  }

  #leave(wall: string, page: OpenPage): void {
    const pages = this.#pages.get(wall);
    pages?.delete(page);
    if (pages?.size === 0) this.#pages.delete(wall);
  }
}

const noRepairs: WallRepairs = { tile: 0, socket: 0, page: 0 };

/** A number that a page invented must not make a sum that JSON cannot hold. */
function added(sum: number, more: number): number {
  return Math.min(sum + more, Number.MAX_SAFE_INTEGER);
}

/** For each camera the tile with the oldest picture. */
function oldestTiles(pages: OpenPage[], nowMs: number): WallHealth['tiles'] {
  const oldest = new Map<string, WallHealth['tiles'][number]>();
  for (const { last } of pages) {
    if (!last || last.report.hidden) continue;
    // A page without recent reports paints no pictures either, so the time since the last report is added.
    const sinceSeconds = (nowMs - last.atMs) / 1_000;
    for (const { camera, frame_age, paint_delay, fps } of last.report.tiles) {
      const age = frame_age === null ? null : Math.round((frame_age + sinceSeconds) * 1_000) / 1_000;
      const known = oldest.get(camera);
      if (!known || isOlder(age, known.frame_age))
        oldest.set(camera, { camera, frame_age: age, paint_delay, fps });
    }
  }
  return [...oldest.values()];
}

/** A tile without any picture counts as the oldest. */
function isOlder(age: number | null, than: number | null): boolean {
  return than !== null && (age === null || age > than);
}
