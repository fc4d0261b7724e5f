import { BrowserWindow, type WebContents } from 'electron';
import type { Clock } from '../../server/runtime/clock.ts';
import type { RunningServer } from '../../server/index.ts';
import { hasOrigin, guardPage } from './page-guard.ts';
import { watchPage, type PageFailure } from './page-watch.ts';
import type { PlacedScreen } from './place-screens.ts';
import { WindowRepairs, type WindowRepair } from './window-repairs.ts';
import { windowOptions } from './window-options.ts';

/** The things that all windows share. */
export interface WindowSurroundings {
  server: Pick<RunningServer, 'url' | 'kioskUrl' | 'logger' | 'faults'>;
  /** Absolute path. */
  preloadPath: string;
  developerTools: boolean;
  clock: Clock;
  /** Whether the screen is on. The kiosk moves the pointer only then, because this would wake a dark screen. */
  screenOn: () => boolean;
  /** Whether a person at the screen needs a PIN to close a window, e.g. by Alt+F4, and to reach the settings. */
  pinSet: () => boolean;
  onRepair: (step: WindowRepair) => void;
  /** Called when a person at the screen closes a window. */
  onClosed: () => void;
}

type Scope = 'view' | 'admin';

/** Without auth, the server shows these pages to everybody. A screen with a PIN does not. */
const adminPages = ['/settings', '/status', '/api-docs'];

/** The window of one display, kept alive until it is closed. */
export class KioskWindow {
  readonly #surroundings: WindowSurroundings;
  readonly #repairs: WindowRepairs;
  #place: PlacedScreen;
  #page: string;
  #scope: Scope = 'view';
  #window: BrowserWindow | undefined;
  /** The lifetime of `#window`. */
  #lifetime = new AbortController();
  #repairing = false;

  constructor(place: PlacedScreen, surroundings: WindowSurroundings) {
    this.#place = place;
    this.#page = place.screen.page;
    this.#surroundings = surroundings;
    this.#repairs = new WindowRepairs(surroundings.clock);
  }

  get place(): PlacedScreen {
    return this.#place;
  }

  /** The path on the server that was shown last. It does not follow links that a person at the screen opens. */
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
      // When the kiosk ends, it closes the windows itself, in its order.
      event.preventDefault();
    });
    window.webContents.on('did-finish-load', () => this.#loaded(window.webContents));
    for (const emitter of [window, window.webContents])
      server.faults.guard(emitter, 'window', () => this.failed('a handler of its window failed'));
    this.#load();
    // The old window goes only now, so that there is never a moment without a window.
    before?.destroy();
  }

  /** Shows a page of the server. @param scope "admin": for somebody who has the PIN, until the next page is shown */
  show(page: string, scope: Scope = 'view'): void {
    this.#page = page;
    this.#scope = scope;
    this.#load();
  }

  /** Shows the page of the settings. */
  showHome(): void {
    this.show(this.#place.screen.page);
  }

  reload(): void {
    this.#window?.webContents.reload();
  }

  /** Takes over changes of the settings and of the display. Values that stay the same are not touched. */
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

  /** Handles a failure outside of the window, e.g. of the GPU. */
  failed(why: string): void {
    this.#repair({ why, delayMs: 0 });
  }

  close(): void {
    this.#lifetime.abort();
    this.browserWindow?.destroy();
  }

  /**
   * Whether a link or a redirect may lead to a page. Admin pages are for a person who has typed the PIN, and for a
   * screen whose own page is one.
   */
  #mayVisit({ pathname, origin }: URL): boolean {
    if (this.#scope === 'admin' || !adminPages.includes(pathname) || !this.#surroundings.pinSet())
      return true;
    return pathname === new URL(this.#page, origin).pathname;
  }

  #loaded(contents: WebContents): void {
    contents.setZoomFactor(this.#place.screen.zoom);
    // A compositor draws its own pointer until the pointer first moves over a page. From then on, the page decides.
    if (this.#surroundings.screenOn()) contents.sendInputEvent({ type: 'mouseMove', x: 1, y: 1 });
  }

  #load(): void {
    const url = this.#surroundings.server.kioskUrl(this.#page, this.#scope);
    // The event did-fail-load tells of a failure, which is then repaired.
    this.#window?.loadURL(url).catch(() => {});
  }

  #repair({ why, delayMs }: PageFailure): void {
    // One failure may be reported twice, e.g. when the GPU's process takes a page with it.
    if (this.#repairing) return;
    this.#repairing = true;
    const { server, clock, onRepair } = this.#surroundings;
    const step = this.#repairs.next();
    server.logger.error({ display: this.#place.display.name, why, step }, 'a page on the screen failed');
    const { signal } = this.#lifetime;
    // Never inside the event handler: a reload there is lost, or ends Electron (electron#19887).
    void clock.sleep(delayMs, signal).then(() => {
      this.#repairing = false;
      if (signal.aborted) return;
      onRepair(step);
      if (step === 'exit') return;
      // The person with the PIN may have left in the meantime.
      if (this.#scope === 'admin') this.#page = this.#place.screen.page;
      this.#scope = 'view';
      if (step === 'window') this.open();
      else this.#load();
    });
  }
}
