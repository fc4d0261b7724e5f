/** What a page on this machine's own screen can ask of the kiosk around it: `window.kiosk`. */
export interface KioskBridge {
  status(): Promise<ScreenStatus>;
  /** Calls `listener` when it changes, until what this returns is called. */
  onStatus(listener: (status: ScreenStatus) => void): () => void;
  act(action: ScreenAction): Promise<void>;
  /** @param percent 1 to 100 */
  setBrightness(percent: number): Promise<void>;
  /**
   * Opens the settings, or leaves the kiosk.
   * @param pin what was typed; null when nobody was asked yet
   */
  unlock(purpose: UnlockPurpose, pin: string | null): Promise<UnlockAnswer>;
}

export interface ScreenStatus {
  /** False: it is dark, and the page shows nothing. */
  screenOn: boolean;
  pinSet: boolean;
  /** Percent; null where it cannot be set. */
  brightness: number | null;
  /** "idle": hidden while the pointer rests. */
  cursor: 'idle' | 'hidden' | 'shown';
}

/** "home": what the screen shows by its settings; "touched": somebody is there. */
export type ScreenAction = 'reload' | 'sleep' | 'wake' | 'home' | 'touched';

export type UnlockPurpose = 'settings' | 'leave';

export type UnlockAnswer =
  | { kind: 'opened' }
  | { kind: 'pin-needed' }
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'wait'; seconds: number };

export const kioskChannels = {
  status: 'kiosk:status',
  statusChanged: 'kiosk:status-changed',
  act: 'kiosk:act',
  setBrightness: 'kiosk:set-brightness',
  unlock: 'kiosk:unlock',
} as const;

/**
 * Goes before the origin of the server's pages in one of a window's `additionalArguments`, e.g.
 * "--kiosk-origin=http://127.0.0.1:8000": to pages of any other origin the preload gives nothing.
 */
export const bridgeOriginSwitch = '--kiosk-origin=';

/** What comes back over a channel: Electron would put words of its own around the message of an error. */
export type BridgeReply<Value> = { ok: true; value: Value } | { ok: false; message: string };
