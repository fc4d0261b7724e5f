import type * as Electron from 'electron';
import type { CdpSession } from './cdp-connection.ts';

type InputEvent = Parameters<Electron.WebContents['sendInputEvent']>[0];
const mouseTypes = { mouseDown: 'mousePressed', mouseUp: 'mouseReleased', mouseMove: 'mouseMoved' } as const;
const keyTypes = { keyDown: 'keyDown', keyUp: 'keyUp', char: 'char' } as const;

/** Pointer, keys and zoom of a page. */
export class PageInput {
  zoomFactor = 1;

  send(page: CdpSession, event: InputEvent): void {
    if ('x' in event && event.type in mouseTypes) {
      const type = mouseTypes[event.type as keyof typeof mouseTypes];
      const button = type === 'mouseMoved' ? 'none' : (event.button ?? 'left');
      page.tell('Input.dispatchMouseEvent', { type, x: event.x, y: event.y, button, clickCount: 1 });
    } else if ('keyCode' in event && event.type in keyTypes) {
      const type = keyTypes[event.type as keyof typeof keyTypes];
      page.tell('Input.dispatchKeyEvent', { type, key: event.keyCode });
    } else {
      throw new Error(`the stand-in cannot send ${event.type}`);
    }
  }

  async zoom(page: CdpSession, factor: number, window: Electron.Size): Promise<void> {
    if (factor === this.zoomFactor) return;
    this.zoomFactor = factor;
    if (factor === 1) return void page.tell('Emulation.clearDeviceMetricsOverride');
    page.tell('Emulation.setDeviceMetricsOverride', {
      width: Math.round(window.width / factor),
      height: Math.round(window.height / factor),
      deviceScaleFactor: factor,
      mobile: false,
    });
  }
}
