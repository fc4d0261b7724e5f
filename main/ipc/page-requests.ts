import { ipcMain } from 'electron';
import type { Logger } from '../../server/log/logger.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import type { ScreenStatus, UnlockPurpose } from '../bridge.ts';
import { PinLock } from '../pin/pin-lock.ts';
import { unlock } from '../pin/unlock.ts';
import type { Screen } from '../screen/screen.ts';
import type { KioskSettingsStore } from '../settings/kiosk-settings-store.ts';
import type { KioskWindows } from '../window/kiosk-windows.ts';
import { serveBridge } from './serve-bridge.ts';

export interface PageRequestParts {
  settings: KioskSettingsStore;
  screen: Screen;
  windows: KioskWindows;
  clock: Clock;
  logger: Logger;
  /** The origin of the server's pages. */
  origin: string;
  /** Ends the kiosk. */
  leave: () => void;
}

const settingsPage = '/settings#kiosk';

/** Does what the pages on the screen ask for, and tells them how the screen is, until `signal` aborts. */
export function answerPages(parts: PageRequestParts, signal: AbortSignal): void {
  const { settings, screen, windows, clock, logger, origin, leave } = parts;
  const lock = new PinLock(() => settings.pinHash, clock);
  const open = (purpose: UnlockPurpose, windowId: number) => {
    if (purpose === 'leave') leave();
    else windows.withId(windowId)?.show(settingsPage, 'admin');
  };
  const status = (): ScreenStatus => ({
    screenOn: screen.power.state.on,
    pinSet: lock.pinSet,
    brightness: screen.report().brightness,
    cursor: settings.current.cursor,
  });
  const tell = serveBridge(
    {
      ...{ ipcMain, logger, status },
      windows: () => windows.browserWindows,
      origin: () => origin,
      act(windowId, action) {
        const window = windows.withId(windowId);
        switch (action) {
          case 'reload':
            return window?.reload();
          case 'home':
            return window?.showHome();
          case 'sleep':
            return screen.power.sleep();
          // A person at the screen wakes it only by touching it.
          case 'wake':
            return screen.power.wake('touch');
          case 'touched':
            return screen.power.touched();
          default:
            return action satisfies never;
        }
      },
      setBrightness: (percent) => settings.change({ brightness: percent }),
      unlock: (purpose, pin, windowId) => unlock(lock, pin, () => open(purpose, windowId)),
    },
    signal,
  );
  screen.power.onChange(tell, signal);
  settings.onChange(tell, signal);
}
