import { BrowserWindow, type WebContents } from 'electron';
import type { Clock } from '../../server/runtime/clock.ts';
import type { RunningServer } from '../../server/index.ts';
import { hasOrigin, guardPage } from './page-guard.ts';
import { watchPage, type PageFailure } from './page-watch.ts';
import type { PlacedScreen } from './place-screens.ts';
import { RepairLadder, type Repair } from './repair-ladder.ts';
import { windowOptions } from './window-options.ts';

/** What all windows share. */
export interface WindowSurroundings {
  server: Pick<RunningServer, 'url' | 'kioskUrl' | 'logger' | 'faults'>;
  /** Absolute path. */
  preloadPath: string;
  developerTools: boolean;
  clock: Clock;
  /** A dark one is not woken by a pointer that we move. */
  screenOn: () => boolean;
  /** Somebody at the screen needs a PIN to close it, e.g. by Alt+F4, and to get at the settings. */
  pinSet: () => boolean;
  onRepair: (step: Repair) => void;
  /** Somebody at the screen closed it. */
  onClosed: () => void;
}

type Scope = 'view' | 'admin';

/** Where auth is off the server shows them to everybody; a screen with a PIN does not. */
const adminPages = ['/settings', '/status', '/api-docs'];

/** The window of one display, kept alive until it is closed. */
export class KioskWindow {
  readonly #surroundings: WindowSurroundings;
  readonly #ladder: RepairLadder;
  #place: PlacedScreen;
  #page: string;
  #scope: Scope = 'view';
  #window: BrowserWindow | undefined;
  /** Of `#window`. */
  #lifetime = new AbortController();
  #repairing = false;

  constructor(place: PlacedScreen, surroundings: WindowSurroundings) {
    this.#place = place;
    this.#page = place.screen.page;
    this.#surroundings = surroundings;
    this.#ladder = new RepairLadder(surroundings.clock);
  }

  get place(): PlacedScreen {
    return this.#place;
  }

  /** A path of the server; what somebody at the screen went on to is not noticed. */
  get page(): string {
    return this.#page;
  }

  /** Undefined while it is not open. */
  get browserWindow(): BrowserWindow | undefined {
    return this.#window?.isDestroyed() === false ? this.#window : undefined;
  }

  open(): void {
    const { server, preloadPath, developerTools, clock, pinSet, onClosed } = this.#surroundings;
    const origin = new URL(server.url).origin;
    const before = this.#window;
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    const { display, screen } = this.#place;
    const window = new BrowserWindow(
      windowOptions({
        bounds: display.bounds,
        title: `rpicam-kiosk ${display.name}`,
        zoom: screen.zoom,
        partition: `screen-${screen.display}`,
        preload: { path: preloadPath, origin },
        developerTools,
      }),
    );
    this.#window = window;
    guardPage(window.webContents, (url) => hasOrigin(url, origin) && this.#mayVisit(new URL(url)));
    watchPage(window, (failure) => this.#repair(failure), clock, signal);
    window.on('page-title-updated', (event) => event.preventDefault());
    window.on('close', (event) => {
      if (!pinSet()) onClosed();
      // Who ends the kiosk closes the windows, in its order.
      event.preventDefault();
    });
    window.webContents.on('did-finish-load', () => this.#loaded(window.webContents));
    for (const emitter of [window, window.webContents])
      server.faults.guard(emitter, 'window', () => this.failed('a handler of its window failed'));
    this.#load();
    // Only now, so that there is never a moment without a window.
    before?.destroy();
  }

  /** Shows a page of the server. @param scope "admin": for somebody who has the PIN, until the next page is shown */
  show(page: string, scope: Scope = 'view'): void {
    this.#page = page;
    this.#scope = scope;
    this.#load();
  }

  /** What the settings say. */
  showHome(): void {
    this.show(this.#place.screen.page);
  }

  reload(): void {
    this.#window?.webContents.reload();
  }

  /** Takes over what changed in the settings or of the display; only what did is done. */
  move(place: PlacedScreen): void {
    const { screen, display } = this.#place;
    this.#place = place;
    const window = this.browserWindow;
    if (!window) return;
    const { bounds } = place.display;
    const sides = ['x', 'y', 'width', 'height'] as const;
    if (sides.some((side) => bounds[side] !== display.bounds[side])) {
      window.setBounds(bounds);
      window.setFullScreen(true);
    }
    if (screen.zoom !== place.screen.zoom) window.webContents.setZoomFactor(place.screen.zoom);
    if (screen.page !== place.screen.page) this.showHome();
  }

  focus(): void {
    this.browserWindow?.show();
    this.browserWindow?.focus();
  }

  /** A failure that is not its own, e.g. of the GPU. */
  failed(why: string): void {
    this.#repair({ why, delayMs: 0 });
  }

  close(): void {
    this.#lifetime.abort();
    this.browserWindow?.destroy();
  }

  /** A link or a redirect to what belongs to admins: only for who has shown the PIN, or where it is this screen's page. */
  #mayVisit({ pathname, origin }: URL): boolean {
    if (this.#scope === 'admin' || !adminPages.includes(pathname) || !this.#surroundings.pinSet())
      return true;
    return pathname === new URL(this.#page, origin).pathname;
  }

  #loaded(contents: WebContents): void {
    contents.setZoomFactor(this.#place.screen.zoom);
    // A compositor draws its own pointer until it first moves over a page; the page's wish holds from then on.
    if (this.#surroundings.screenOn()) contents.sendInputEvent({ type: 'mouseMove', x: 1, y: 1 });
  }

  #load(): void {
    const url = this.#surroundings.server.kioskUrl(this.#page, this.#scope);
    // Its failure is told by did-fail-load, and repaired.
    this.#window?.loadURL(url).catch(() => {});
  }

  #repair({ why, delayMs }: PageFailure): void {
    // Two signs of one failure, such as a GPU that took a page with it.
    if (this.#repairing) return;
    this.#repairing = true;
    const { server, clock, onRepair } = this.#surroundings;
    const step = this.#ladder.next();
    server.logger.error({ display: this.#place.display.name, why, step }, 'a page on the screen failed');
    const { signal } = this.#lifetime;
    // Never within the event: a reload there is lost, or takes Electron down (electron#19887).
    void clock.sleep(delayMs, signal).then(() => {
      this.#repairing = false;
      if (signal.aborted) return;
      onRepair(step);
      if (step === 'exit') return;
      // Who had the PIN may have gone meanwhile.
      if (this.#scope === 'admin') this.#page = this.#place.screen.page;
      this.#scope = 'view';
      if (step === 'window') this.open();
      else this.#load();
    });
  }
}
