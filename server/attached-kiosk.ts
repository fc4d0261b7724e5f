import type { KioskAction, KioskChange, KioskReport } from './contract/kiosk/kiosk.ts';

/** The screen of this machine as the server sees it: what /api/kiosk reads and commands. Given to `startServer`. */
export interface AttachedKiosk {
  report(): KioskReport;
  /** Resolves when it is stored and holds; undefined fields stay. @throws KioskRefusal */
  change(change: KioskChange): Promise<void>;
  /** Resolves when it is done. @throws KioskRefusal */
  act(action: KioskAction): Promise<void>;
  /**
   * What a display shows now, as PNG; a dark screen stays dark.
   * @param display by name; undefined: the first one. @throws KioskRefusal
   */
  screenshot(display: string | undefined): Promise<Uint8Array>;
}

/** The screen cannot do that: `message` says why and what to do. */
export class KioskRefusal extends Error {
  /** "no-such-display", "no-window": what is asked for is not there; "not-stored": the settings cannot be written. */
  readonly code: 'no-such-display' | 'no-window' | 'not-stored';

  constructor(code: KioskRefusal['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
