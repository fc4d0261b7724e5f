import * as electron from 'electron';
import type { BrowserWindow as WindowDouble, screen as screenDouble } from './electron.ts';

// Under the name by which the code under test knows them: by its own path the double would be loaded once more.
const { BrowserWindow, screen } = electron as unknown as {
  BrowserWindow: typeof WindowDouble;
  screen: typeof screenDouble;
};

export { screen as displaysDouble };

/** Windows that were made, oldest first. */
export function allWindows(): WindowDouble[] {
  return BrowserWindow.all;
}

export function forgetWindows(): void {
  BrowserWindow.all = [];
}

/** Those that are still there. */
export function openWindows(): WindowDouble[] {
  return BrowserWindow.all.filter((window) => !window.isDestroyed());
}

/** The window that is there, which is the only one. */
export function onlyWindow(): WindowDouble {
  const [window, ...others] = openWindows();
  if (!window || others.length > 0) throw new Error(`there are ${openWindows().length} windows`);
  return window;
}
