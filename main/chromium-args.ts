export interface ChromiumWish {
  /** What it opens; see `kioskUrl` of a running server. */
  pageUrl: string;
  /** A fresh folder that the browser alone uses. */
  profileFolder: string;
  /** There is no X server, only Wayland. */
  wayland: boolean;
  isRoot: boolean;
}

/** The arguments that make Chromium a kiosk: one page, the whole screen, no questions, no calls home. */
export function chromiumArgs({ pageUrl, profileFolder, wayland, isRoot }: ChromiumWish): string[] {
  return [
    '--kiosk',
    `--app=${pageUrl}`,
    `--user-data-dir=${profileFolder}`,
    // Chromium ends when this pipe does, so it never outlives us, however we die.
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
