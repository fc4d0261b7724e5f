import type { WallModel } from '../layout/wall-model.svelte.ts';

/** What the page's address says of the wall: `?camera=ID` is enlarged, only cameras of `?group=NAME` are shown. */
export interface WallAddress {
  camera: string | null;
  /** Undefined: not named, as saved; null (`?group=`): all. */
  group: string | null | undefined;
}

export function readAddress(search: string): WallAddress {
  const query = new URLSearchParams(search);
  const group = query.has('group') ? query.get('group') || null : undefined;
  return { camera: query.get('camera') || null, group };
}

/** The same address with the wall as it is now; what else it says stays. */
export function addressOf({ camera, group }: WallAddress, href: string): string {
  const url = new URL(href);
  if (camera === null) url.searchParams.delete('camera');
  else url.searchParams.set('camera', camera);
  if (group === undefined) url.searchParams.delete('group');
  else url.searchParams.set('group', group ?? '');
  return url.href;
}

/** What is used of the browser's `window`. */
export interface BrowserWindow {
  readonly location: { readonly href: string; readonly search: string };
  readonly history: {
    readonly state: unknown;
    pushState(state: unknown, unused: string, address: string): void;
    replaceState(state: unknown, unused: string, address: string): void;
    back(): void;
  };
  addEventListener(type: 'popstate', listener: () => void, options: { signal: AbortSignal }): void;
}

/**
 * Keeps the address and the wall the same: an enlarged camera is a step forward in the browser's history, so that Back
 * on a phone closes it.
 */
export class WallHistory {
  readonly #model: WallModel;
  readonly #window: BrowserWindow;
  /** We asked the browser to go back, and it has not gone yet. */
  #goingBack = false;

  constructor(model: WallModel, window: BrowserWindow) {
    this.#model = model;
    this.#window = window;
  }

  /** Opens what the address says, and follows the browser's Back and Forward until `signal` aborts. */
  start(signal: AbortSignal): void {
    const { camera, group } = readAddress(this.#window.location.search);
    this.#model.group = group;
    this.#model.enlarged = camera;
    this.#window.addEventListener('popstate', () => this.#turned(), { signal });
  }

  /** To be called whenever the wall's camera or group changed. */
  show(now: WallAddress): void {
    if (this.#goingBack) return;
    const { history, location } = this.#window;
    const address = addressOf(now, location.href);
    if (address === location.href) return;
    const wasEnlarged = readAddress(this.#window.location.search).camera !== null;
    if (now.camera !== null && !wasEnlarged) history.pushState({ enlarged: true }, '', address);
    else if (now.camera === null && wasEnlarged && isOurStep(history.state)) this.#goBack();
    else history.replaceState(history.state, '', address);
  }

  #goBack(): void {
    this.#goingBack = true;
    this.#window.history.back();
  }

  #turned(): void {
    if (this.#goingBack) {
      // The wall is ahead of the address: somebody may have enlarged another camera meanwhile.
      this.#goingBack = false;
      this.show({ camera: this.#model.enlarged, group: this.#model.group });
      return;
    }
    const { camera, group } = readAddress(this.#window.location.search);
    this.#model.enlarged = camera;
    this.#model.group = group;
  }
}

/** The page can be left that way: what is before it is the wall. */
function isOurStep(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'enlarged' in state;
}
