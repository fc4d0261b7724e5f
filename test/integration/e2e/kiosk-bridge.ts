import type { Page } from '@playwright/test';
import type { ScreenStatus } from '../../../main/bridge.ts';

/** What the page is given in place of the kiosk's preload, and what a test sees of it. */
interface ScriptedBridge {
  calls: unknown[][];
  tell: (status: Partial<ScreenStatus>) => void;
}

/** The screen as the next page of `page` finds it. */
export interface ScriptedScreen extends Partial<ScreenStatus> {
  /** Asked for; undefined: nothing is. */
  pin?: string;
}

/** Gives every page that is opened from now on a `window.kiosk`: it remembers what it is asked, and does it at once. */
export async function attachBridge(page: Page, { pin, ...given }: ScriptedScreen = {}): Promise<void> {
  const status = { screenOn: true, pinSet: pin !== undefined, brightness: null, cursor: 'idle', ...given };
  await page.addInitScript(`(() => {
    let status = ${JSON.stringify(status)};
    const pin = ${JSON.stringify(pin ?? null)};
    let triesLeft = 3;
    const listeners = new Set();
    const calls = [];
    const tell = (change) => {
      status = { ...status, ...change };
      for (const listener of listeners) listener(status);
    };
    globalThis.bridge = { calls, tell };
    const unlocked = (typed) => {
      if (pin === null || typed === pin) return { kind: 'opened' };
      if (typed === null) return { kind: 'pin-needed' };
      return --triesLeft > 0 ? { kind: 'wrong', triesLeft } : { kind: 'wait', seconds: 30 };
    };
    globalThis.kiosk = {
      status: async () => status,
      onStatus: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      act: async (action) => {
        calls.push(['act', action]);
        if (action === 'sleep') tell({ screenOn: false });
        if (action === 'wake') tell({ screenOn: true });
      },
      setBrightness: async (brightness) => {
        calls.push(['setBrightness', brightness]);
        tell({ brightness });
      },
      unlock: async (purpose, typed) => {
        calls.push(['unlock', purpose, typed]);
        return unlocked(typed);
      },
    };
  })()`);
}

/** What the page has asked of the kiosk, but for the signs of a person. */
export async function bridgeCalls(page: Page): Promise<unknown[][]> {
  const calls = await page.evaluate(() => (globalThis as unknown as { bridge: ScriptedBridge }).bridge.calls);
  return calls.filter(([, action]) => action !== 'touched');
}

/** The kiosk says that its screen is another now. */
export async function tellStatus(page: Page, status: Partial<ScreenStatus>): Promise<void> {
  await page.evaluate(
    (change) => (globalThis as unknown as { bridge: ScriptedBridge }).bridge.tell(change),
    status,
  );
}
