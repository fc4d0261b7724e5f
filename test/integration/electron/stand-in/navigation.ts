import type { EventEmitter } from 'node:events';
import { emitCancelable } from './cancelable-event.ts';
import type { CdpSession } from './cdp-connection.ts';
import type { Frames } from './frames.ts';
import { NavigationError } from './net-error.ts';
import type { Protocol } from './protocol.ts';

interface Load {
  url: string;
  resolve(): void;
  reject(error: Error): void;
}

/** What a page's document loads are to the app: its events, which of them it can refuse, and the promise of loadURL. */
export class Navigation {
  isLoading = false;
  readonly #events: EventEmitter;
  readonly #frames: Frames;
  #page: CdpSession | undefined;
  #load: Load | undefined;
  /** The next document was asked for by the app, not by the page: that cannot be refused. */
  #byApp = false;
  #documentRequest: string | undefined;
  #failure = '';

  constructor(events: EventEmitter, frames: Frames) {
    this.#events = events;
    this.#frames = frames;
  }

  async follow(page: CdpSession): Promise<void> {
    this.#page = page;
    page.on('Fetch.requestPaused', (paused) => void this.#decide(page, paused));
    page.on('Network.requestWillBeSent', ({ requestId, type, frameId }) => {
      if (type !== 'Document' || !this.#frames.isMain(frameId)) return;
      if (this.#documentRequest === requestId) return; // redirected
      this.#documentRequest = requestId;
      this.#begin();
    });
    page.on('Network.loadingFailed', ({ requestId, errorText, canceled }) => {
      if (requestId !== this.#documentRequest) return;
      this.#failure = errorText;
      if (canceled || errorText === 'net::ERR_ABORTED') this.#abort();
    });
    page.on('Page.frameNavigated', ({ frame }) => {
      if (!this.#frames.isMain(frame.id)) return;
      this.#byApp = false;
      if (frame.unreachableUrl !== undefined) this.#fail(frame.unreachableUrl);
      else emitCancelable(this.#events, 'did-navigate', {}, frame.url, 200, 'OK');
    });
    page.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const isMainFrame = this.#frames.isMain(frameId);
      emitCancelable(this.#events, 'did-navigate-in-page', {}, url, isMainFrame, 1, 1);
    });
    page.on('Page.domContentEventFired', () => emitCancelable(this.#events, 'dom-ready'));
    page.on('Page.loadEventFired', () => {
      // Chromium's own page about an error finishes loading too.
      emitCancelable(this.#events, 'did-finish-load');
      this.#load?.resolve();
      this.#load = undefined;
      this.#stop();
    });
    await page.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] });
  }

  /** Rejects with a NavigationError. */
  async load(url: string): Promise<void> {
    if (!this.#page) throw new Error('the page is not there yet');
    this.#load?.reject(new NavigationError('net::ERR_ABORTED', this.#load.url));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#load = { url, resolve, reject };
    this.#byApp = true;
    const answer = this.#page.send('Page.navigate', { url });
    answer.then(
      ({ errorText }) => {
        if (errorText === 'net::ERR_ABORTED') this.#abort();
      },
      (error: Error) => reject(error),
    );
    return promise;
  }

  reload(ignoreCache: boolean): void {
    this.#byApp = true;
    this.#page?.tell('Page.reload', { ignoreCache });
  }

  async #decide(page: CdpSession, paused: Protocol.Fetch.requestPausedPayload): Promise<void> {
    const { requestId, request, frameId, redirectedRequestId } = paused;
    const isMainFrame = this.#frames.isMain(frameId);
    const byApp = isMainFrame && this.#byApp;
    const details = { url: request.url, isMainFrame, isSameDocument: false };
    const names = [...(isMainFrame ? ['will-navigate'] : []), 'will-frame-navigate'];
    const asked = redirectedRequestId !== undefined ? ['will-redirect'] : byApp ? [] : names;
    const refused = asked.some(
      (name) =>
        emitCancelable(this.#events, name, details, request.url, false, isMainFrame, 1, 1).defaultPrevented,
    );
    if (isMainFrame) this.#byApp = byApp;
    if (refused) page.tell('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    else page.tell('Fetch.continueRequest', { requestId });
  }

  #begin(): void {
    this.#failure = '';
    this.isLoading = true;
    emitCancelable(this.#events, 'did-start-loading');
  }

  #stop(): void {
    if (!this.isLoading) return;
    this.isLoading = false;
    emitCancelable(this.#events, 'did-stop-loading');
  }

  #abort(): void {
    this.#byApp = false;
    this.#load?.reject(new NavigationError('net::ERR_ABORTED', this.#load.url));
    this.#load = undefined;
    this.#stop();
  }

  #fail(url: string): void {
    const error = new NavigationError(this.#failure || 'net::ERR_FAILED', url);
    emitCancelable(this.#events, 'did-fail-load', {}, error.errno, error.code, url, true, 1, 1);
    this.#load?.reject(error);
    this.#load = undefined;
  }
}
