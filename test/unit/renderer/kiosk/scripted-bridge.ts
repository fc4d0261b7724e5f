import { vi } from 'vitest';
import type { KioskBridge, ScreenStatus } from '../../../../main/bridge.ts';

/** The kiosk around a page, which does what it is told. */
export function scriptedBridge(given: Partial<ScreenStatus> = {}) {
  let status: ScreenStatus = {
    screenOn: true,
    pinSet: false,
    brightness: null,
    cursor: 'idle',
    ...given,
  };
  const listeners = new Set<(status: ScreenStatus) => void>();
  const bridge = {
    status: vi.fn<KioskBridge['status']>(() => Promise.resolve(status)),
    onStatus: (listener: (status: ScreenStatus) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    act: vi.fn<KioskBridge['act']>(() => Promise.resolve()),
    setBrightness: vi.fn<KioskBridge['setBrightness']>(() => Promise.resolve()),
    unlock: vi.fn<KioskBridge['unlock']>(() => Promise.resolve({ kind: 'opened' })),
  } satisfies KioskBridge;
  return {
    bridge,
    listeners,
    /** It is another now, and the page is told. */
    tell: (change: Partial<ScreenStatus>) => {
      status = { ...status, ...change };
      for (const listener of listeners) listener(status);
    },
  };
}
