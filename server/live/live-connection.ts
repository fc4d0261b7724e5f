import type { WebSocket } from 'ws';
import { liveLimits, writeLiveHeader, type LiveNotice } from '../contract/live.ts';
import type { HeldFrame } from '../frame/held-frame.ts';
import { onceWithdrawn } from '../runtime/withdrawn.ts';

/** The sending side of a wall's WebSocket. */
export class LiveConnection {
  readonly #socket: WebSocket;
  readonly #onSent: () => void;
  #unsentNoticeBytes = 0;

  /** @param onSent called when the kernel has taken a frame, so that there may be room for the next */
  constructor(socket: WebSocket, onSent: () => void) {
    this.#socket = socket;
    this.#onSent = onSent;
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** False while too many sent bytes are still in memory. */
  get hasRoom(): boolean {
    return this.#isOpen && this.#socket.bufferedAmount < liveLimits.unsentBytes;
  }

  /**
   * Sends a notice. Notices cannot be dropped as frames can: a page that causes many and reads none is disconnected.
   * @param onTaken called when the kernel has taken it
   */
  send(notice: LiveNotice, onTaken?: () => void): void {
    if (!this.#isOpen) return;
    const text = Buffer.from(JSON.stringify(notice));
    this.#unsentNoticeBytes += text.length;
    if (this.#unsentNoticeBytes > liveLimits.unsentNoticeBytes) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(text, { binary: false }, (error) => {
      this.#unsentNoticeBytes -= text.length;
      if (!error) onTaken?.();
    });
  }

  /**
   * Sends the header and the JPEG as two fragments of one message, so that the image is not copied. Releases the frame.
   */
  sendFrame(tile: number, held: HeldFrame): void {
    const { sequence, capturedAt, orientation = 1, origin, jpeg } = held.frame;
    const placeholder = origin === 'placeholder';
    const header = writeLiveHeader({ tile, sequence, capturedAt, orientation, placeholder });
    this.#socket.send(header, { binary: true, fin: false });
    let taken: () => void = () => undefined;
    this.#socket.send(jpeg, { binary: true, fin: true }, (error) => {
      taken();
      if (error) return; // the connection broke with bytes of the frame still in it: the frame's memory must not be used again
      held.release();
      this.#onSent();
    });
    // A page that reads slowly connects again: the rest of a picture that is withdrawn cannot be left out.
    if (this.#socket.bufferedAmount > 0) taken = onceWithdrawn(held.frame, () => this.#socket.terminate());
  }
}
