export interface ChromiumWish {
  /**
   * Address of the server. The page to show is sent through the pipe, because its address holds a secret: see
   * devtools-page.ts.
   */
  serverUrl: string;
  /** A fresh folder that the browser alone uses. */
  profileFolder: string;
  /** There is no X server, only Wayland. */
  wayland: boolean;
  isRoot: boolean;
}

/** The mark and the name of the product. */
const startPath = '/start.svg';

/** The arguments that make Chromium a kiosk: one page, the whole screen, no questions, no calls home. */
export function chromiumArgs({ serverUrl, profileFolder, wayland, isRoot }: ChromiumWish): string[] {
  return [
    '--kiosk',
    // A page of the same origin as the wall. With another origin, Chromium would show a bar with the address.
    `--app=${new URL(startPath, serverUrl).href}`,
    `--user-data-dir=${profileFolder}`,
    // The browser gets the address of its page through this pipe. It ends when the pipe closes, so it never outlives
    // this process.
    '--remote-debugging-pipe',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-features=Translate',
    '--noerrdialogs',
    '--password-store=basic',
    ...(wayland ? ['--ozone-platform=wayland'] : []),
    // Chromium refuses to start as root with its sandbox. All other users keep the sandbox.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}
