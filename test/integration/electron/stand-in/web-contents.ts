import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Electron from 'electron';
import { app } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import { CancelableEvent, emitCancelable } from './cancelable-event.ts';
import type { CdpSession } from './cdp-connection.ts';
import { Frames, isolatedWorldName, type Frame } from './frames.ts';
import { watchForHangs } from './hang-watch.ts';
import { ipcMain } from './ipc-main.ts';
import { NativeImage } from './native-image.ts';
import { Navigation } from './navigation.ts';
import { PageInput } from './page-input.ts';
import { decidePermissions } from './permissions.ts';
import { isolatedWorldScript, mainWorldScript, postName, receiveName } from './renderer-bridge.ts';
import { session, type Session } from './session.ts';

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];
type FromPreload =
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'send'; channel: string; args: unknown[] };

/** Electron's, without a switch: how long input may stay unanswered. STAND_IN_HANG_MS is for tests. */
const hangLimitMs = Number(process.env['STAND_IN_HANG_MS'] ?? 15_000);

export class WebContents extends EventEmitter {
  readonly id: number;
  readonly session: Session;
  readonly #preferences: Electron.WebPreferences;
  readonly #window: BrowserWindow;
  readonly #frames = new Frames();
  readonly #navigation = new Navigation(this, this.#frames);
  readonly #input = new PageInput();
  readonly #attached = Promise.withResolvers<CdpSession>();
  readonly #end = new AbortController();
  #page: CdpSession | undefined;
  #crashed = false;
  #openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(window: BrowserWindow, id: number, preferences: Electron.WebPreferences) {
    super();
    this.#preferences = preferences;
    this.session = session.fromPartition(preferences.partition ?? '');
    this.id = id;
    this.#window = window;
    this.#attached.promise.catch(() => {}); // the window's own failure, which it reports
  }

  /** To be called once, when the page of the window is there. */
  async attach(page: CdpSession, targetId: string): Promise<void> {
    this.#page = page;
    const { browser } = (await app.chromium()).connection;
    browser.on('Target.targetCrashed', (crash) => {
      if (crash.targetId === targetId) this.#gone(crash.status, crash.errorCode);
    });
    let wanted = { url: '', windowName: '' };
    page.on('Page.windowOpen', (opening) => (wanted = opening));
    browser.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.openerId !== targetId || targetInfo.type !== 'page') return;
      const details = { url: wanted.url || targetInfo.url, frameName: wanted.windowName, features: '' };
      const { action } = this.#openHandler({
        ...details,
        disposition: 'foreground-tab',
      } as Electron.HandlerDetails);
      if (action === 'deny') browser.tell('Target.closeTarget', { targetId: targetInfo.targetId });
    });
    page.on('Runtime.consoleAPICalled', ({ type, args }) => {
      const message = args.map(({ value, description }) => String(value ?? description)).join(' ');
      emitCancelable(this, 'console-message', { level: type, message });
    });
    page.on('Page.javascriptDialogOpening', ({ type }) => {
      // Electron lets a page keep its window open unless the app says otherwise, and asks nobody.
      const accept = type === 'beforeunload' && emitCancelable(this, 'will-prevent-unload').defaultPrevented;
      page.tell('Page.handleJavaScriptDialog', { accept });
      if (type === 'beforeunload') this.emit('stand-in:unload-answered', accept);
    });
    await this.#frames.follow(page, (text, frame, contextId) => void this.#received(text, frame, contextId));
    page.on('Page.lifecycleEvent', ({ name, frameId }) => {
      if (name === 'firstPaint' && this.#frames.isMain(frameId)) this.#window.painted();
    });
    await Promise.all([
      page.send('Page.enable'),
      page.send('Network.enable'),
      page.send('Runtime.enable'),
      page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      page.send('Runtime.addBinding', { name: postName, executionContextName: isolatedWorldName }),
      this.#navigation.follow(page),
      this.#addPreload(page),
    ]);
    void watchForHangs(page, hangLimitMs, (hangs) => this.#hangs(hangs), this.#end.signal);
    this.#attached.resolve(page);
    this.setZoomFactor(this.#preferences.zoomFactor ?? 1);
  }

  attachFailed(error: unknown): void {
    this.#attached.reject(error);
  }

  windowClosed(): void {
    this.#end.abort();
    this.emit('destroyed');
  }

  get mainFrame(): Frame {
    return this.#frames.main;
  }

  async loadURL(url: string): Promise<void> {
    await this.#attached.promise;
    this.#crashed = false;
    if (URL.canParse(url)) await decidePermissions(this, new URL(url).origin);
    await this.#navigation.load(url);
  }

  loadFile(path: string): Promise<void> {
    return this.loadURL(pathToFileURL(resolve(app.getAppPath(), path)).href);
  }

  reload(): void {
    this.#crashed = false;
    this.#navigation.reload(false);
  }

  reloadIgnoringCache(): void {
    this.#crashed = false;
    this.#navigation.reload(true);
  }

  stop(): void {
    this.#page?.tell('Page.stopLoading');
  }

  getURL(): string {
    return this.#frames.main.url;
  }

  isLoading(): boolean {
    return this.#navigation.isLoading;
  }

  isCrashed(): boolean {
    return this.#crashed;
  }

  isDestroyed(): boolean {
    return this.#window.isDestroyed();
  }

  send(channel: string, ...args: unknown[]): void {
    for (const contextId of this.#frames.mainPreloads())
      this.#answer(contextId, { kind: 'message', channel, args });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async executeJavaScript(expression: string): Promise<unknown> {
    const page = await this.#attached.promise;
    const answer = await page.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description);
    return answer.result.value;
  }

  async insertCSS(text: string): Promise<string> {
    const page = await this.#attached.promise;
    await page.send('DOM.enable');
    await page.send('CSS.enable');
    const { styleSheetId } = await page.send('CSS.createStyleSheet', { frameId: this.#frames.mainId });
    await page.send('CSS.setStyleSheetText', { styleSheetId, text });
    return styleSheetId;
  }

  async removeInsertedCSS(styleSheetId: string): Promise<void> {
    await this.#page?.send('CSS.setStyleSheetText', { styleSheetId, text: '' });
  }

  async capturePage(): Promise<NativeImage> {
    const page = await this.#attached.promise;
    const { data } = await page.send('Page.captureScreenshot', { format: 'png' });
    return new NativeImage(Buffer.from(data, 'base64'));
  }

  sendInputEvent(event: Parameters<Electron.WebContents['sendInputEvent']>[0]): void {
    if (this.#page) this.#input.send(this.#page, event);
  }

  setZoomFactor(factor: number): void {
    const { width, height } = this.#window.getBounds();
    void this.#attached.promise.then((page) => this.#input.zoom(page, factor, { width, height }));
  }

  getZoomFactor(): number {
    return this.#input.zoomFactor;
  }

  /** A page that hangs is woken from its script first: it could not be asked to crash otherwise. */
  forcefullyCrashRenderer(): void {
    this.#page?.tell('Runtime.terminateExecution');
    this.#page?.tell('Page.crash');
  }

  /** Asks the page as `beforeunload` does; false: it wants to stay, and the app lets it. */
  async mayUnload(): Promise<boolean> {
    const page = this.#page;
    if (!page || this.#crashed || this.isDestroyed()) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.once('stand-in:unload-answered', resolve).once('destroyed', () => resolve(true));
    page.tell('Page.close');
    return promise;
  }

  setBackgroundThrottling(): void {}

  setAudioMuted(): void {}

  async setVisualZoomLevelLimits(): Promise<void> {}

  setIgnoreMenuShortcuts(): void {}

  async #addPreload(page: CdpSession): Promise<void> {
    const { preload, additionalArguments = [] } = this.#preferences;
    if (preload === undefined) return;
    const text = readFileSync(preload, 'utf8');
    const preloadScript = isolatedWorldScript(text, process.versions, additionalArguments);
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript() });
    await page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadScript,
      worldName: isolatedWorldName,
    });
  }

  async #received(text: string, frame: Frame, contextId: number): Promise<void> {
    const message = JSON.parse(text) as FromPreload;
    const { channel, args } = message;
    const event = Object.assign(new CancelableEvent(), {
      type: 'frame',
      sender: this,
      senderFrame: frame,
      processId: 1,
      frameId: 1,
    });
    if (message.kind === 'send') {
      ipcMain.emit(channel, event, ...args);
      return;
    }
    const { id } = message;
    const sent = event as unknown as Electron.IpcMainInvokeEvent;
    await ipcMain.invoked(channel, sent, args).then(
      (value) => this.#answer(contextId, { kind: 'reply', id, ok: true, value }),
      (error: Error) => this.#answer(contextId, { kind: 'reply', id, ok: false, value: error.message }),
    );
  }

  #answer(contextId: number, message: object): void {
    const expression = `${receiveName}(${JSON.stringify(JSON.stringify(message))})`;
    this.#page?.tell('Runtime.evaluate', { contextId, expression });
  }

  #gone(status: string, exitCode: number): void {
    if (this.#crashed) return;
    this.#crashed = true;
    this.#frames.forgetPreloads();
    const details = { reason: ['killed', 'oom'].includes(status) ? status : 'crashed', exitCode };
    emitCancelable(this, 'render-process-gone', {}, details);
    emitCancelable(app, 'render-process-gone', {}, this, details);
  }

  #hangs(hangs: boolean): void {
    if (this.#crashed || this.isDestroyed()) return;
    this.emit(hangs ? 'unresponsive' : 'responsive');
    this.#window.emit(hangs ? 'unresponsive' : 'responsive');
  }
}
