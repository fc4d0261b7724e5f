import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { AppPaths } from './app-paths.ts';
import { readAppPackage } from './app-package.ts';
import { emitCancelable } from './cancelable-event.ts';
import { Chromium } from './chromium.ts';
import { CommandLine } from './command-line.ts';
import { InstanceLock } from './instance-lock.ts';
import { openWindows } from './open-windows.ts';

const quitSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

class App extends EventEmitter {
  readonly commandLine = new CommandLine(process.argv.slice(1)) satisfies Pick<
    Electron.CommandLine,
    'appendSwitch' | 'appendArgument' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch'
  >;
  readonly #package = readAppPackage(process.env);
  readonly #paths = new AppPaths(this.#package.name);
  readonly #lock = new InstanceLock();
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #quitting = false;
  #chromium: Promise<Chromium> | undefined;

  get isPackaged(): boolean {
    return this.#package.isPackaged;
  }

  get name(): string {
    return this.#package.name;
  }

  /** To be called when the entry module has been evaluated, before which Electron is never ready. */
  codeLoaded(): void {
    setImmediate(() => {
      // Electron takes these signals over after the app's code was loaded: listeners from before are never called.
      for (const signal of quitSignals) {
        process.removeAllListeners(signal);
        process.on(signal, () => {
          if (process.listenerCount(signal) === 1) this.quit();
        });
      }
      this.#isReady = true;
      emitCancelable(this, 'will-finish-launching');
      emitCancelable(this, 'ready', {}, {});
      this.#ready.resolve();
    });
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  getVersion(): string {
    return this.#package.version;
  }

  getName(): string {
    return this.#package.name;
  }

  getAppPath(): string {
    return this.#package.folder;
  }

  getLocale(): string {
    return 'en-US';
  }

  getPath(name: string): string {
    return this.#paths.get(name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  enableSandbox(): void {}

  setDesktopName(): void {}

  disableHardwareAcceleration(): void {
    if (this.#isReady)
      throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
    this.commandLine.appendSwitch('disable-gpu');
  }

  requestSingleInstanceLock(additionalData: unknown = {}): boolean {
    const mine = { argv: process.argv, cwd: process.cwd(), additionalData };
    return this.#lock.take(this.getPath('userData'), mine, (second) => {
      emitCancelable(this, 'second-instance', {}, second.argv, second.cwd, second.additionalData);
    });
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock.held;
  }

  releaseSingleInstanceLock(): void {
    this.#lock.release();
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    if (emitCancelable(this, 'before-quit').defaultPrevented) this.#quitting = false;
    else void this.#closeWindows();
  }

  exit(code = 0): void {
    this.#quitting = true;
    for (const window of openWindows) window.destroy();
    void this.#end(code);
  }

  /** The browser of all windows, started with the first one. */
  chromium(): Promise<Chromium> {
    return (this.#chromium ??= Chromium.launch(this.commandLine.all(), this.getPath('sessionData')));
  }

  /** To be called when a window has been closed. */
  windowClosed(): void {
    if (this.#quitting || openWindows.size > 0) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  async #closeWindows(): Promise<void> {
    for (const window of openWindows) {
      if (await window.tryToClose()) continue;
      this.#quitting = false;
      return;
    }
    if (emitCancelable(this, 'will-quit').defaultPrevented) this.#quitting = false;
    else await this.#end(0);
  }

  async #end(code: number): Promise<void> {
    emitCancelable(this, 'quit', {}, code);
    this.#lock.release();
    const chromium = await this.#chromium?.catch(() => undefined); // it never started
    await chromium?.close();
    process.exit(code);
  }
}

export const app = new App() satisfies Pick<
  Electron.App,
  | 'isPackaged'
  | 'name'
  | 'isReady'
  | 'whenReady'
  | 'getVersion'
  | 'getName'
  | 'getAppPath'
  | 'getLocale'
  | 'getPath'
  | 'setPath'
  | 'enableSandbox'
  | 'disableHardwareAcceleration'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'quit'
  | 'exit'
>;
