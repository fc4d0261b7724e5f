import { screen as electronScreen, type BrowserWindow } from 'electron';
import { KioskRefusal } from '../../server/attached-kiosk.ts';
import type { KioskReport, ScreenSettings } from '../../server/contract/kiosk/kiosk.ts';
import { nameDisplays, type NamedDisplay } from './display-name.ts';
import { KioskWindow, type WindowSurroundings } from './kiosk-window.ts';
import { placeScreens } from './place-screens.ts';
import type { WindowRepair } from './window-repairs.ts';

/** The surroundings of the windows, and the way out when no repair helps. */
export interface WindowsSurroundings extends Omit<WindowSurroundings, 'onRepair'> {
  /** Called when no repair keeps a page alive. */
  giveUp: () => void;
}

const displayEvents = ['display-added', 'display-removed', 'display-metrics-changed'] as const;

/** One window for each screen of the settings whose display is there. */
export class KioskWindows {
  readonly #screens: () => ScreenSettings[];
  #windows: KioskWindow[] = [];
  #surroundings: WindowSurroundings | undefined;
  #problems: string[] = [];
  readonly repairs = { reload: 0, window: 0 };

  constructor(screens: () => ScreenSettings[]) {
    this.#screens = screens;
  }

  get problems(): string[] {
    return this.#problems;
  }

  get displays(): NamedDisplay[] {
    return nameDisplays(electronScreen.getAllDisplays(), electronScreen.getPrimaryDisplay().id);
  }

  /** The windows that are open. */
  get all(): readonly KioskWindow[] {
    return this.#windows;
  }

  /** Opens the windows, and follows displays that come and go until `signal` aborts. Then it closes all windows. */
  open({ giveUp, ...shared }: WindowsSurroundings, signal: AbortSignal): void {
    const onRepair = (step: WindowRepair) => {
      if (step === 'exit') giveUp();
      else this.repairs[step]++;
    };
    this.#surroundings = { ...shared, onRepair };
    const arrange = () => this.arrange();
    for (const name of displayEvents) electronScreen.on(name as 'display-added', arrange);
    signal.addEventListener(
      'abort',
      () => {
        for (const name of displayEvents) electronScreen.off(name as 'display-added', arrange);
        this.#surroundings = undefined;
        for (const window of this.#windows) window.close();
        this.#windows = [];
      },
      { once: true },
    );
    this.arrange();
  }

  /** Call it after the settings or the displays have changed. */
  arrange(): void {
    const surroundings = this.#surroundings;
    const { displays } = this;
    const { placed, problems } = placeScreens(this.#screens(), displays);
    this.#problems = problems;
    // A monitor that is switched off at its button may vanish for a while. Its window waits for it.
    if (!surroundings || placed.length === 0) return;
    const kept = placed.map((place) => {
      const there = this.#windows.find((window) => window.place.display.id === place.display.id);
      there?.move(place);
      return there ?? new KioskWindow(place, surroundings);
    });
    const before = this.#windows;
    this.#windows = kept;
    for (const window of kept) if (!before.includes(window)) window.open();
    for (const window of before) if (!kept.includes(window)) window.close();
  }

  /** @param display by name; undefined: the first one. @throws KioskRefusal */
  on(display: string | undefined): KioskWindow {
    const window =
      display === undefined
        ? this.#windows[0]
        : this.#windows.find(
            ({ place }) => place.display.name === display || place.screen.display === display,
          );
    if (window) return window;
    const names = this.displays.map(({ name }) => name);
    if (display !== undefined && display !== 'primary' && !names.includes(display)) {
      const there = names.length === 0 ? 'none is connected' : `there are ${names.join(', ')}`;
      throw new KioskRefusal('no-such-display', `There is no display ${display}; ${there}.`);
    }
    throw new KioskRefusal(
      'no-window',
      'Nothing of the kiosk is shown there; add a screen for it in the settings.',
    );
  }

  get browserWindows(): BrowserWindow[] {
    return this.#windows.map(({ browserWindow }) => browserWindow).filter((window) => window !== undefined);
  }

  /** @param id Electron's number of a BrowserWindow */
  withId(id: number): KioskWindow | undefined {
    return this.#windows.find(({ browserWindow }) => browserWindow?.id === id);
  }

  reload(): void {
    for (const window of this.#windows) window.reload();
  }

  focus(): void {
    for (const window of this.#windows) window.focus();
  }

  /** Handles a failure of all windows, e.g. of the GPU's process. */
  failed(why: string): void {
    for (const window of this.#windows) window.failed(why);
  }

  /** All displays with the page that each shows, for the report. */
  describe(): KioskReport['displays'] {
    return this.displays.map(({ id, name, primary, widthPx: width, heightPx: height }) => ({
      ...{ name, primary, width, height },
      page: this.#windows.find(({ place }) => place.display.id === id)?.page ?? null,
    }));
  }
}
