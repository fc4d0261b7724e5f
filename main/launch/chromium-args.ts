export interface ChromiumWish {
  /** Address of the server. What is shown follows through the pipe, since it holds a secret: see devtools-page.ts. */
  serverUrl: string;
  /** A fresh folder that the browser alone uses. */
  profileFolder: string;
  /** There is no X server, only Wayland. */
  wayland: boolean;
  isRoot: boolean;
}

const blankPath = '/icon.svg';

/** The arguments that make Chromium a kiosk: one page, the whole screen, no questions, no calls home. */
export function chromiumArgs({ serverUrl, profileFolder, wayland, isRoot }: ChromiumWish): string[] {
  return [
    '--kiosk',
    // Of the same origin as the wall, so that no bar with an address appears, and with nothing on it.
    `--app=${new URL(blankPath, serverUrl).href}`,
    `--user-data-dir=${profileFolder}`,
    // It is told its page by this pipe. It also ends when the pipe does, so it never outlives us, however we die.
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
    // Chromium refuses to start as root with its sandbox. Everybody else keeps the sandbox.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}
