import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';

/** A window that covers its screen and whose page can reach nothing but its server and the bridge. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    fullscreen: true,
    kiosk: true,
    frame: false,
    autoHideMenuBar: true,
    // What is seen until the first picture: black, as the wall is.
    backgroundColor: '#000000',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false,
    },
  };
}

export async function openWindow(preload: string, url: string): Promise<BrowserWindow> {
  const window = new BrowserWindow(windowOptions(preload));
  await window.loadURL(url);
  return window;
}
