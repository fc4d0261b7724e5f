import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { emitCancelable } from './cancelable-event.ts';
import type { CdpConnection, CdpSession } from './cdp-connection.ts';
import type { NativeImage } from './native-image.ts';
import { openWindows } from './open-windows.ts';
import { screen } from './screen.ts';
import { WebContents } from './web-contents.ts';

let lastId = 0;

/** A window of Chromium that covers its bounds, full screen or not. It is seen from the start, whatever `show` says. */
export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return [...openWindows];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows()[0] ?? null;
  }

  static fromWebContents(webContents: unknown): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === webContents) ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null;
  }

  readonly id = ++lastId;
  readonly webContents: WebContents;
  readonly #opened: Promise<{ connection: CdpConnection; page: CdpSession; targetId: string }>;
  #bounds: Electron.Rectangle;
  #fullScreen: boolean;
  #destroyed = false;
  #painted = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.webContents = new WebContents(this, this.id, options.webPreferences ?? {});
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#fullScreen = Boolean(options.fullscreen || options.kiosk);
    openWindows.add(this);
    this.#opened = this.#open(options);
    this.#opened.catch((error: unknown) => {
      process.stderr.write(`stand-in: no window: ${String(error)}\n`);
      this.webContents.attachFailed(error);
      this.#gone();
    });
    emitCancelable(app, 'browser-window-created', {}, this);
    emitCancelable(app, 'web-contents-created', {}, this.webContents);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  loadFile(path: string): Promise<void> {
    return this.webContents.loadFile(path);
  }

  capturePage(): Promise<NativeImage> {
    return this.webContents.capturePage();
  }

  getBounds(): Electron.Rectangle {
    return this.#fullScreen ? screen.getDisplayMatching(this.#bounds).bounds : this.#bounds;
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    void this.#place();
  }

  isFullScreen(): boolean {
    return this.#fullScreen;
  }

  isKiosk(): boolean {
    return this.#fullScreen;
  }

  setFullScreen(fullScreen: boolean): void {
    this.#fullScreen = fullScreen;
    void this.#place();
  }

  setKiosk(kiosk: boolean): void {
    this.setFullScreen(kiosk);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isVisible(): boolean {
    return true;
  }

  isMinimized(): boolean {
    return false;
  }

  show(): void {
    this.emit('show');
  }

  focus(): void {
    void this.#opened.then(({ page }) => page.tell('Page.bringToFront'));
    this.emit('focus');
  }

  moveTop(): void {
    this.focus();
  }

  restore(): void {}

  removeMenu(): void {}

  setMenuBarVisibility(): void {}

  setAlwaysOnTop(): void {}

  setBackgroundColor(): void {}

  setTitle(): void {}

  close(): void {
    void this.tryToClose();
  }

  /** False: a listener or the page wants it to stay. */
  async tryToClose(): Promise<boolean> {
    if (this.#destroyed) return true;
    if (emitCancelable(this, 'close').defaultPrevented) return false;
    if (!(await this.webContents.mayUnload())) return false;
    this.destroy();
    return true;
  }

  destroy(): void {
    void this.#opened.then(
      ({ connection, targetId }) => connection.browser.tell('Target.closeTarget', { targetId }),
      () => {}, // there is nothing to close
    );
    this.#gone();
  }

  /** To be called when the page has painted something. */
  painted(): void {
    if (this.#painted) return;
    this.#painted = true;
    this.emit('ready-to-show');
  }

  async #open(options: Electron.BrowserWindowConstructorOptions) {
    const { connection } = await app.chromium();
    const { x: left, y: top, width, height } = this.getBounds();
    const browserContextId = await this.webContents.session.contextId(connection.browser);
    const { targetId } = await connection.browser.send('Target.createTarget', {
      ...(browserContextId && { browserContextId }),
      ...{ url: 'about:blank', newWindow: true, left, top, width, height },
      windowState: 'fullscreen',
    });
    const page = await connection.attach(targetId);
    connection.browser.on('Target.targetDestroyed', (gone) => {
      if (gone.targetId === targetId) this.#gone();
    });
    void connection.closed.then(() => this.#gone());
    page.tell('Emulation.setDefaultBackgroundColorOverride', {
      color: colour(options.backgroundColor ?? '#ffffff'),
    });
    await this.webContents.attach(page, targetId);
    return { connection, page, targetId };
  }

  async #place(): Promise<void> {
    const { connection, targetId } = await this.#opened;
    const { windowId } = await connection.browser.send('Browser.getWindowForTarget', { targetId });
    const { x: left, y: top, width, height } = this.getBounds();
    for (const bounds of [
      { windowState: 'normal' },
      { left, top, width, height },
      { windowState: 'fullscreen' },
    ] as const) {
      await connection.browser.send('Browser.setWindowBounds', { windowId, bounds });
    }
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    openWindows.delete(this);
    this.webContents.windowClosed();
    this.emit('closed');
    app.windowClosed();
  }
}

function colour(hex: string): { r: number; g: number; b: number } {
  const [r = 255, g = 255, b = 255] = (/^#(..)(..)(..)$/.exec(hex) ?? [])
    .slice(1)
    .map((part) => parseInt(part, 16));
  return { r, g, b };
}
