import { KioskRefusal, type AttachedKiosk } from '../server/attached-kiosk.ts';
import type { KioskAction, KioskChange, KioskReport, KioskSettings } from '../server/contract/kiosk/kiosk.ts';
import type { Clock } from '../server/runtime/clock.ts';
import type { Screen } from './screen/screen.ts';
import type { KioskSettingsStore } from './settings/kiosk-settings-store.ts';
import type { KioskWindows } from './window/kiosk-windows.ts';

export interface OwnKioskParts {
  settings: KioskSettingsStore;
  screen: Screen;
  windows: KioskWindows;
  clock: Clock;
  /** Whether Electron has drawn without the GPU since the start. */
  softwareRendering: boolean;
  /** E.g. "Electron 45.4.1". */
  runtime: string;
}

/** A display that is off may draw nothing, and then there is no picture to wait for. */
const screenshotLimitMs = 5_000;

/** The screen of this machine, for the server in this process: windows, displays and settings as one. */
export class OwnKiosk implements AttachedKiosk {
  readonly #parts: OwnKioskParts;
  #applied: Promise<void> = Promise.resolve();

  constructor(parts: OwnKioskParts) {
    this.#parts = parts;
  }

  /** Brings windows and displays to the settings whenever they change, until `signal` aborts. */
  followSettings(signal: AbortSignal): void {
    this.#parts.settings.onChange((settings) => {
      this.#applied = this.#apply(settings);
    }, signal);
  }

  report(): KioskReport {
    const { settings, screen, windows, softwareRendering, runtime } = this.#parts;
    const { current } = settings;
    return {
      settings: current,
      pin_set: settings.pinHash !== undefined,
      screen: screen.report(),
      displays: windows.describe(),
      repairs: { ...windows.repairs },
      restart_needed: current.software_rendering === softwareRendering ? [] : ['software_rendering'],
      problems: [...settings.problems, ...windows.problems, ...screen.problems()],
      runtime,
    };
  }

  async change(change: KioskChange): Promise<void> {
    await this.#parts.settings.change(change);
    await this.#applied;
  }

  async act({ wake, sleep, reload, show, display }: KioskAction): Promise<void> {
    const { screen, windows } = this.#parts;
    // A wrong display is refused before anything is done.
    const shown = show === undefined ? undefined : windows.on(display);
    if (wake) await screen.power.wake('asked');
    if (sleep) await screen.power.sleep();
    if (reload) windows.reload();
    if (show === null) shown?.showHome();
    else if (show !== undefined) shown?.show(show);
  }

  async screenshot(display: string | undefined): Promise<Uint8Array> {
    const { windows, clock } = this.#parts;
    const window = windows.on(display).browserWindow;
    const done = new AbortController();
    const late = clock.sleep(screenshotLimitMs, done.signal).then(() => undefined);
    const image = await Promise.race([window?.webContents.capturePage(), late]);
    done.abort();
    if (!image)
      throw new KioskRefusal('no-window', 'Nothing is drawn there now; try again, or wake the screen.');
    return image.toPNG();
  }

  async #apply(settings: KioskSettings): Promise<void> {
    this.#parts.windows.arrange();
    await this.#parts.screen.settingsChanged(settings);
  }
}
