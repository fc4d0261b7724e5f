import type { AttachedKiosk } from '../../server/attached-kiosk.ts';
import {
  kioskSettingsSchema,
  type KioskAction,
  type KioskChange,
  type KioskReport,
} from '../../server/contract/kiosk/kiosk.ts';

/** One black pixel. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

/** A screen of 1920x1080 that executes each command at once and records it. */
export class ScriptedKiosk implements AttachedKiosk {
  static readonly picture = Buffer.from(onePixel, 'base64');
  readonly changes: KioskChange[] = [];
  readonly actions: KioskAction[] = [];
  /** The displays whose picture was requested. */
  readonly screenshots: (string | undefined)[] = [];
  /** The error that answers every command, if any. */
  refusal: Error | undefined;
  repairs: KioskReport['repairs'] = { reload: 0, window: 0 };
  problems: string[] = [];
  #settings = kioskSettingsSchema.parse({});
  #pin: string | null = null;
  #on = true;
  #page = '/?kiosk=1';

  report(): KioskReport {
    return {
      settings: this.#settings,
      pin_set: this.#pin !== null,
      screen: {
        on: this.#on,
        reason: 'always',
        changes_at: null,
        tool: 'wlopm',
        cec_available: false,
        brightness: null,
      },
      displays: [{ name: 'HDMI-A-1', primary: true, width: 1920, height: 1080, page: this.#page }],
      repairs: this.repairs,
      restart_needed: [],
      problems: this.problems,
      runtime: 'Scripted 1.0',
    };
  }

  change(change: KioskChange): Promise<void> {
    return this.#do(() => {
      this.changes.push(change);
      const { pin = this.#pin, ...settings } = change;
      this.#pin = pin;
      this.#settings = { ...this.#settings, ...settings };
    });
  }

  act(action: KioskAction): Promise<void> {
    return this.#do(() => {
      this.actions.push(action);
      if (action.wake) this.#on = true;
      if (action.sleep) this.#on = false;
      if (action.show !== undefined) this.#page = action.show ?? '/?kiosk=1';
    });
  }

  screenshot(display: string | undefined): Promise<Uint8Array> {
    return this.#do(() => {
      this.screenshots.push(display);
      return ScriptedKiosk.picture;
    });
  }

  async #do<T>(job: () => T): Promise<T> {
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    return job();
  }
}
