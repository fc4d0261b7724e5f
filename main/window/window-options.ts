import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { bridgeOriginSwitch } from '../bridge.ts';

export interface WindowWish {
  /** The bounds of the display that the window covers. */
  bounds: Rectangle;
  /** The title. Window rules of a compositor find the window by it. */
  title: string;
  /** Size of everything on the page. */
  zoom: number;
  /**
   * The script that gives pages of this origin the bridge, by its absolute path; undefined for a page without the
   * bridge.
   */
  preload: { path: string; origin: string } | undefined;
  /** Windows with different names have separate cookies: a login on one screen does not count on another. */
  partition: string;
  developerTools: boolean;
}

/** A window that covers its display, and whose page can reach nothing but its server and the bridge. */
export function windowOptions(wish: WindowWish): BrowserWindowConstructorOptions {
  const { bounds, title, zoom, preload, partition, developerTools } = wish;
  return {
    ...bounds,
    title,
    fullscreen: true,
    kiosk: true,
    frame: false,
    autoHideMenuBar: true,
    // The colour until the first picture: black, as the wall is.
    backgroundColor: '#000000',
    webPreferences: {
      ...(preload && {
        preload: preload.path,
        additionalArguments: [bridgeOriginSwitch + preload.origin],
      }),
      // Without "persist:" it is kept in memory: nothing of a page is written to the card.
      partition,
      zoomFactor: zoom,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false,
      devTools: developerTools,
    },
  };
}
