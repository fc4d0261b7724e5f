/** The requests that a page on this machine's own screen can make to the kiosk around it: `window.kiosk`. */
export interface KioskBridge {
  status(): Promise<ScreenStatus>;
  /** Calls `listener` after each change of the status, until the returned function is called. */
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
  /** False when the screen is dark. The page then shows nothing. */
  screenOn: boolean;
  pinSet: boolean;
  /** Percent; null where it cannot be set. */
  brightness: number | null;
  /** "idle": hidden while the pointer rests. */
  cursor: 'idle' | 'hidden' | 'shown';
}

/** "home": show the page of the settings; "touched": somebody has touched the screen. */
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
 * The start of one of a window's `additionalArguments`; the origin of the server's pages follows, e.g.
 * "--kiosk-origin=http://127.0.0.1:8000". The preload gives the bridge to pages of this origin only.
 */
export const bridgeOriginSwitch = '--kiosk-origin=';

/**
 * The answer that comes back over a channel. An error is a value in it, because Electron would add its own words to the
 * message of a thrown error.
 */
export type BridgeReply<Value> = { ok: true; value: Value } | { ok: false; message: string };
