import type { WebSocket } from 'ws';
import { liveLimits, writeLiveHeader, type LiveNotice } from '../contract/live.ts';
import type { HeldFrame } from '../frame/held-frame.ts';

/** The sending side of a wall's WebSocket. */
export class LiveConnection {
  readonly #socket: WebSocket;
  readonly #onSent: () => void;
  #unsentNoticeBytes = 0;

  /** @param onSent called when the kernel has taken a frame: there may be room for the next */
  constructor(socket: WebSocket, onSent: () => void) {
    this.#socket = socket;
    this.#onSent = onSent;
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** False while too much of what was sent has not left. */
  get hasRoom(): boolean {
    return this.#isOpen && this.#socket.bufferedAmount < liveLimits.unsentBytes;
  }

  /** Notices cannot be left out as frames can: a page that asks for many and reads none is cut off. */
  send(notice: LiveNotice): void {
    if (!this.#isOpen) return;
    const text = Buffer.from(JSON.stringify(notice));
    this.#unsentNoticeBytes += text.length;
    if (this.#unsentNoticeBytes > liveLimits.unsentNoticeBytes) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(text, { binary: false }, () => (this.#unsentNoticeBytes -= text.length));
  }

  /** Header and JPEG are two fragments of one message, so that the image is not copied. Releases the frame. */
  sendFrame(tile: number, held: HeldFrame): void {
    const { sequence, capturedAt, orientation = 1, origin, jpeg } = held.frame;
    const placeholder = origin === 'placeholder';
    const header = writeLiveHeader({ tile, sequence, capturedAt, orientation, placeholder });
    this.#socket.send(header, { binary: true, fin: false });
    this.#socket.send(jpeg, { binary: true, fin: true }, (error) => {
      if (error) return; // the connection broke with bytes of the frame still in it: not to be used again
      held.release();
      this.#onSent();
    });
  }
}
