import type { ServerResponse } from 'node:http';
import type { Frame } from '../frame/frame.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import { cutConnection, onceWithdrawn } from '../runtime/withdrawn.ts';
import { boundary, mjpegPart } from './mjpeg-part.ts';

/** The headers of every stream, also in the answer to HEAD. */
export const streamHeaders = {
  'Content-Type': `multipart/x-mixed-replace; boundary=${boundary}`,
  'Cache-Control': 'no-store, no-cache, must-revalidate, max-age=0',
  Pragma: 'no-cache',
  Expires: '0',
  // Without this, nginx would collect several parts before it passes them on.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
} as const;

/**
 * Serves hubs as multipart/x-mixed-replace. All viewers share the part of a frame, so that each viewer costs one write
 * of one buffer.
 */
export class MjpegStreams {
  readonly #parts = new WeakMap<Frame, Buffer>();

  /** Sends whole frames until the viewer leaves or the hub closes; a slow viewer gets the newest frame. */
  serve(hub: FrameHub, response: ServerResponse): void {
    // The answer ends with the connection and has no chunks: that halves the writes and the copied bytes.
    response.removeHeader('Transfer-Encoding');
    response.writeHead(200, streamHeaders);
    response.flushHeaders();
    const socket = response.socket;
    if (!socket) return; // the viewer left before the answer began
    // Later requests on this connection are never answered. Reading goes on, because it shows when the viewer leaves.
    socket.resume();
    let flushing = false;
    const send = () => {
      if (flushing || !socket.writable) return;
      const held = subscriber.take();
      if (!held) return;
      socket.write(this.#part(held.frame));
      if (socket.writableLength === 0) {
        held.release(); // the kernel has taken all bytes
        return;
      }
      // The kernel did not take all bytes. The next frame follows when it has; meanwhile the slot keeps the newest
      // frame.
      flushing = true;
      const flushed = onceWithdrawn(held.frame, () => cutConnection(socket));
      socket.write('', (error) => {
        flushed();
        if (error) return; // the connection broke with bytes of the frame still in it: the frame's memory must not be used again
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
