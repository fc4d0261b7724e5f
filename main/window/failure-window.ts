import { BrowserWindow, screen } from 'electron';
import { failurePageUrl, type StartFailure } from './failure-page.ts';
import { guardPage } from './page-guard.ts';
import { windowOptions } from './window-options.ts';

/** The window that says why there is no wall. */
export class FailureWindow {
  #window: BrowserWindow | undefined;

  show(failure: StartFailure): void {
    if (!this.#window || this.#window.isDestroyed()) this.#window = openWindow();
    // If this fails, the next try of the server shows the page again.
    this.#window.loadURL(failurePageUrl(failure)).catch(() => {});
  }

  close(): void {
    if (this.#window?.isDestroyed() === false) this.#window.destroy();
  }
}

function openWindow(): BrowserWindow {
  const { bounds } = screen.getPrimaryDisplay();
  const shape = { bounds, title: 'rpicam-kiosk', zoom: 1, partition: 'failure' };
  const window = new BrowserWindow(windowOptions({ ...shape, preload: undefined, developerTools: false }));
  guardPage(window.webContents, () => false);
  return window;
}
