import type { WebSocket } from 'ws';
import { liveLimits, writeLiveHeader, type LiveNotice } from '../contract/live.ts';
import type { Frame } from '../frame/frame.ts';

/** The sending side of a wall's WebSocket. */
export class LiveConnection {
  readonly #socket: WebSocket;
  readonly #onSent: () => void;

  /** @param onSent called when the kernel has taken a frame: there may be room for the next */
  constructor(socket: WebSocket, onSent: () => void) {
    this.#socket = socket;
    this.#onSent = onSent;
  }

  /** False while too much of what was sent has not left. */
  get hasRoom(): boolean {
    const { readyState, OPEN, bufferedAmount } = this.#socket;
    return readyState === OPEN && bufferedAmount < liveLimits.unsentBytes;
  }

  send(notice: LiveNotice): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(notice));
  }

  /** Header and JPEG are two fragments of one message, so that the image is not copied. Releases the frame's memory. */
  sendFrame(tile: number, frame: Frame): void {
    const { sequence, capturedAt, orientation = 1, origin, jpeg, memory } = frame;
    const placeholder = origin === 'placeholder';
    const header = writeLiveHeader({ tile, sequence, capturedAt, orientation, placeholder });
    this.#socket.send(header, { binary: true, fin: false });
    this.#socket.send(jpeg, { binary: true, fin: true }, (error) => {
      if (error) return; // the connection broke with bytes of the frame still in it: not to be used again
      memory?.release();
      this.#onSent();
    });
  }
}
