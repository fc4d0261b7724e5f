import { BrowserWindow, screen } from 'electron';
import { startSvg } from '../../server/contract/mark.ts';
import { productName } from '../../server/contract/product.ts';
import { failurePageUrl, type StartFailure } from './failure-page.ts';
import { guardPage } from './page-guard.ts';
import { windowOptions } from './window-options.ts';

const startUrl = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(startSvg)}`;

/** The window of the time without a wall: it shows the mark while the server starts, or why it cannot. */
export class StartWindow {
  #window: BrowserWindow | undefined;

  showStart(): void {
    this.#load(startUrl);
  }

  showFailure(failure: StartFailure): void {
    this.#load(failurePageUrl(failure));
  }

  close(): void {
    if (this.#window?.isDestroyed() === false) this.#window.destroy();
  }

  #load(url: string): void {
    if (!this.#window || this.#window.isDestroyed()) this.#window = openWindow();
    // A picture that does not come leaves the screen dark. The next try of the server shows a failure again.
    this.#window.loadURL(url).catch(() => {});
  }
}

function openWindow(): BrowserWindow {
  const { bounds } = screen.getPrimaryDisplay();
  const shape = { bounds, title: productName, zoom: 1, partition: 'start' };
  const window = new BrowserWindow(windowOptions({ ...shape, preload: undefined, developerTools: false }));
  guardPage(window.webContents, () => false);
  return window;
}
