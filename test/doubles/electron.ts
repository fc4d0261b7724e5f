import { EventEmitter } from 'node:events';
import type { App, BrowserWindowConstructorOptions, Rectangle, Session, WebContents } from 'electron';
import { tmpdir } from 'node:os';

/** The part of Electron that electron-store needs. */
export default {
  app: { getPath: () => tmpdir(), getVersion: () => '0.0.0' } satisfies Pick<App, 'getPath' | 'getVersion'>,
  ipcMain: { on: () => undefined },
};

/** A page in a window: a test emits the events that Electron would send. */
class PageDouble extends EventEmitter {
  /** All requested addresses, oldest first. */
  readonly loaded: string[] = [];
  readonly inputs: unknown[] = [];
  reloads = 0;
  zoom = 1;
  answers = true;
  crashed = false;
  readonly session = new SessionDouble() as unknown as Session;

  /** Ends its process, as if the kernel had killed it. */
  crash(reason = 'crashed'): void {
    this.crashed = true;
    this.emit('render-process-gone', {}, { reason, exitCode: 5 });
  }

  forcefullyCrashRenderer(): void {
    this.crash('killed');
  }

  isCrashed(): boolean {
    return this.crashed;
  }

  executeJavaScript(): Promise<unknown> {
    return this.answers ? Promise.resolve(0) : new Promise(() => undefined);
  }

  reload(): void {
    this.reloads++;
  }

  setZoomFactor(zoom: number): void {
    this.zoom = zoom;
  }

  sendInputEvent(input: unknown): void {
    this.inputs.push(input);
  }

  setWindowOpenHandler: Pick<WebContents, 'setWindowOpenHandler'>['setWindowOpenHandler'] = () => undefined;

  /** Whether the page may follow a link to the address. */
  follows(url: string): boolean {
    let prevented = false;
    this.emit('will-navigate', { url, preventDefault: () => (prevented = true) });
    return !prevented;
  }
}

class SessionDouble extends EventEmitter {
  setPermissionRequestHandler(): void {}
  setPermissionCheckHandler(): void {}
}

/** A window that is not visible. `all` has all windows that were made, oldest first. */
export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly id: number;
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new PageDouble();
  bounds: Rectangle | undefined;
  shown = 0;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.id = BrowserWindow.all.push(this);
  }

  loadURL(url: string): Promise<void> {
    this.webContents.loaded.push(url);
    this.webContents.crashed = false;
    return Promise.resolve();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
  }

  setBounds(bounds: Rectangle): void {
    this.bounds = bounds;
  }

  setFullScreen(): void {}

  show(): void {
    this.shown++;
  }

  focus(): void {}

  /** Closes it as a person at the screen does, e.g. by Alt+F4. Returns whether it closed. */
  close(): boolean {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
    return !prevented;
  }
}

/** A display as Electron describes it; the first display is the primary one. */
export interface DisplayDouble {
  id: number;
  label: string;
  bounds: Rectangle;
  scaleFactor: number;
}

class ScreenDouble extends EventEmitter {
  displays: DisplayDouble[] = [];

  getAllDisplays(): DisplayDouble[] {
    return this.displays;
  }

  getPrimaryDisplay(): DisplayDouble | { id: number } {
    return this.displays[0] ?? { id: 0 };
  }
}

export const screen = new ScreenDouble();
