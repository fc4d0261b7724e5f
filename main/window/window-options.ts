import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { bridgeOriginSwitch } from '../bridge.ts';

export interface WindowWish {
  /** Of the display that it covers. */
  bounds: Rectangle;
  /** Also what window rules of a compositor know it by. */
  title: string;
  /** Size of everything on the page. */
  zoom: number;
  /** What gives pages of that origin the bridge, by its absolute path; undefined for a page that asks nothing of us. */
  preload: { path: string; origin: string } | undefined;
  /** Windows of another name have other cookies: what one screen is let in for is not open on the next. */
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
    // What is seen until the first picture: black, as the wall is.
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
