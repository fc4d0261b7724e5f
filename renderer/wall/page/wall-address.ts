import type { WallModel } from '../layout/wall-model.svelte.ts';

/** The wall in the page's address: `?camera=ID` is enlarged, and `?group=NAME` shows only the cameras of that group. */
export interface WallAddress {
  camera: string | null;
  /** Undefined: the saved group, because the address names none; null (`?group=`): all groups. */
  group: string | null | undefined;
}

export function readAddress(search: string): WallAddress {
  const query = new URLSearchParams(search);
  const group = query.has('group') ? query.get('group') || null : undefined;
  return { camera: query.get('camera') || null, group };
}

/** The address with the camera and group replaced. The rest of it stays. */
export function addressOf({ camera, group }: WallAddress, href: string): string {
  const url = new URL(href);
  if (camera === null) url.searchParams.delete('camera');
  else url.searchParams.set('camera', camera);
  if (group === undefined) url.searchParams.delete('group');
  else url.searchParams.set('group', group ?? '');
  return url.href;
}

/** The parts of the browser's `window` that are used here. */
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
 * Keeps the address and the wall equal. An enlarged camera is a step forward in the browser's history, so that Back
 * on a phone closes the camera.
 */
export class WallHistory {
  readonly #model: WallModel;
  readonly #window: BrowserWindow;
  /** The browser was asked to go back, and has not gone yet. */
  #goingBack = false;

  constructor(model: WallModel, window: BrowserWindow) {
    this.#model = model;
    this.#window = window;
  }

  /** Opens the camera and group of the address, and follows Back and Forward until `signal` aborts. */
  start(signal: AbortSignal): void {
    const { camera, group } = readAddress(this.#window.location.search);
    this.#model.group = group;
    this.#model.enlarged = camera;
    this.#window.addEventListener('popstate', () => this.#turned(), { signal });
  }

  /** Call it whenever the wall's camera or group has changed. */
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
      // A person may have enlarged another camera meanwhile, so the wall counts and not the address.
      this.#goingBack = false;
      this.show({ camera: this.#model.enlarged, group: this.#model.group });
      return;
    }
    const { camera, group } = readAddress(this.#window.location.search);
    this.#model.enlarged = camera;
    this.#model.group = group;
  }
}

/** Whether this page made the step forward, so that Back leads to the wall and not to another site. */
function isOurStep(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'enlarged' in state;
}
