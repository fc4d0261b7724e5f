import type { ServerResponse } from 'node:http';
import type { Frame } from '../frame/frame.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import { boundary, mjpegPart } from './mjpeg-part.ts';

/** What every stream answer says; also the answer to HEAD. */
export const streamHeaders = {
  'Content-Type': `multipart/x-mixed-replace; boundary=${boundary}`,
  'Cache-Control': 'no-store, no-cache, must-revalidate, max-age=0',
  Pragma: 'no-cache',
  Expires: '0',
  // nginx would collect parts before it passes them on.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
} as const;

/**
 * Serves hubs as multipart/x-mixed-replace. A part is put together once per frame and shared by all viewers, so that
 * each costs one write of one buffer.
 */
export class MjpegStreams {
  readonly #parts = new WeakMap<Frame, Buffer>();

  /** Answers with whole frames until the viewer leaves or the hub closes; a slow viewer gets the newest. */
  serve(hub: FrameHub, response: ServerResponse): void {
    // Until the connection closes, without chunk framing: half the writes and bytes to copy.
    response.removeHeader('Transfer-Encoding');
    response.writeHead(200, streamHeaders);
    response.flushHeaders();
    const socket = response.socket;
    if (!socket) return; // gone before it began
    // Requests behind it are never answered; a viewer who leaves is noticed by reading on.
    socket.resume();
    let flushing = false;
    const send = () => {
      if (flushing || !socket.writable) return;
      const held = subscriber.take();
      if (!held) return;
      socket.write(this.#part(held.frame));
      if (socket.writableLength === 0) {
        held.release(); // the kernel has it all
        return;
      }
      // It did not take it all: the next frame goes out when this one has; meanwhile the slot keeps the newest.
      flushing = true;
      socket.write('', (error) => {
        if (error) return; // the connection broke with bytes of the frame still in it: not to be used again
        held.release();
        flushing = false;
        send();
      });
    };
    const subscriber = hub.subscribe('stream', send, () => socket.end());
    response.once('close', () => subscriber[Symbol.dispose]());
  }

  #part(frame: Frame): Buffer {
    let part = this.#parts.get(frame);
    if (!part) {
      part = mjpegPart(frame);
      this.#parts.set(frame, part);
    }
    return part;
  }
}
