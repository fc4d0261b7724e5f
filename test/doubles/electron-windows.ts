import * as electron from 'electron';
import type { BrowserWindow as WindowDouble, screen as screenDouble } from './electron.ts';

// Imported by the name that the code under test uses: imported by its path, the double would be loaded twice.
const { BrowserWindow, screen } = electron as unknown as {
  BrowserWindow: typeof WindowDouble;
  screen: typeof screenDouble;
};

export { screen as displaysDouble };

/** All windows that were made, oldest first. */
export function allWindows(): WindowDouble[] {
  return BrowserWindow.all;
}

export function forgetWindows(): void {
  BrowserWindow.all = [];
}

/** The windows that are not closed. */
export function openWindows(): WindowDouble[] {
  return BrowserWindow.all.filter((window) => !window.isDestroyed());
}

/** The only open window. */
export function onlyWindow(): WindowDouble {
  const [window, ...others] = openWindows();
  if (!window || others.length > 0) throw new Error(`there are ${openWindows().length} windows`);
  return window;
}
