import { existsSync } from 'node:fs';

const shell = '/usr/bin/chromium-headless-shell';

/** The way bench and screenshots start Debian's Chromium. The variable `CHROMIUM` names another program. */
export const chromiumLaunch = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', // tests run as root in containers, and the pages are trusted
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/**
 * The way tests of pages start it: Debian's build without the windows that nobody sees takes half of the processor time. It
 * is used where it is installed.
 */
export const pageTestLaunch = {
  ...chromiumLaunch,
  executablePath: process.env['CHROMIUM'] ?? (existsSync(shell) ? shell : chromiumLaunch.executablePath),
};
