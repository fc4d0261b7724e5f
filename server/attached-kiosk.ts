import type { KioskAction, KioskChange, KioskReport } from './contract/kiosk/kiosk.ts';

/** The screen of this machine, as /api/kiosk reads and commands it. `startServer` receives one. */
export interface AttachedKiosk {
  report(): KioskReport;
  /**
   * Resolves when the change is stored and in effect; undefined fields stay as they are.
   * @throws KioskRefusal
   */
  change(change: KioskChange): Promise<void>;
  /**
   * Resolves when the action is done.
   * @throws KioskRefusal
   */
  act(action: KioskAction): Promise<void>;
  /**
   * The picture that a display shows now, as PNG. The call does not light a dark screen.
   * @param display the display's name; undefined means the first display
   * @throws KioskRefusal
   */
  screenshot(display: string | undefined): Promise<Uint8Array>;
}

/** The screen cannot do what was asked; `message` says why, and how to change that. */
export class KioskRefusal extends Error {
  /**
   * "no-such-display" and "no-window": the display or the window does not exist; "not-stored": the settings cannot be
   * written.
   */
  readonly code: 'no-such-display' | 'no-window' | 'not-stored';

  constructor(code: KioskRefusal['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
