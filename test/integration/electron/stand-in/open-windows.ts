import type { BrowserWindow } from './browser-window.ts';

/** All windows that have not been closed, the oldest first. */
export const openWindows = new Set<BrowserWindow>();
