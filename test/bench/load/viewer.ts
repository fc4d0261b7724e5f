import { connect, type Socket } from 'node:net';
import { errorText } from '../../../server/contract/error-text.ts';
import { FrameTally } from './frame-tally.ts';
import { HttpResponse, type ResponseHead } from './http-response.ts';
import { JpegProbe } from './jpeg-probe.ts';
import { monotonicMs } from './monotonic.ts';
import { MultipartSplitter } from './multipart.ts';
import type { ByteSink } from './byte-sink.ts';

const slowReadBytes = 16 * 1024;

/** One viewer of an MJPEG stream over a raw socket. */
export class Viewer {
  readonly tally = new FrameTally();
  /** Why it ended by itself; says nothing any more once it was closed. */
  failure: string | undefined;
  connectingAtMs = 0;
  readonly #url: URL;
  readonly #bytesPerSecond: number;
  readonly #response = new HttpResponse((head) => this.#partsOf(head));
  #socket: Socket | undefined;

  /** @param bytesPerSecond how fast it reads; 0 never reads at all, Infinity as fast as it can */
  constructor(url: URL, bytesPerSecond: number) {
    this.#url = url;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** It reads as fast as it can, so what it misses is the server's doing. */
  get fast(): boolean {
    return this.#bytesPerSecond === Infinity;
  }

  /** @param readBuffer may be shared by all viewers: each read is handled before the next */
  open(readBuffer: Buffer): void {
    this.connectingAtMs = monotonicMs();
    const buffer = this.fast ? readBuffer : readBuffer.subarray(0, slowReadBytes);
    const socket = connect({
      host: this.#url.hostname,
      port: Number(this.#url.port || 80),
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          this.#read(socket, buffer, length);
          return true;
        },
      },
    });
    this.#socket = socket;
    if (this.#bytesPerSecond === 0) socket.pause();
    socket.on('connect', () => socket.write(requestFor(this.#url)));
    socket.on('error', (error) => (this.failure ??= error.message));
    socket.on('close', () => (this.failure ??= 'ended by the server'));
  }

  close(): void {
    this.#socket?.destroy();
  }

  #read(socket: Socket, buffer: Buffer, length: number): void {
    try {
      this.#response.take(buffer, 0, length);
    } catch (error) {
      this.failure ??= errorText(error);
      socket.destroy();
      return;
    }
    if (this.fast) return;
    socket.pause();
    setTimeout(() => socket.resume(), (length / this.#bytesPerSecond) * 1_000);
  }

  #partsOf(head: ResponseHead): ByteSink {
    const boundary = /boundary="?([^";]+)"?/i.exec(head.headers.get('content-type') ?? '')?.[1];
    if (head.status !== 200 || boundary === undefined) throw new Error(`no stream: status ${head.status}`);
    const frame = new JpegProbe();
    return new MultipartSplitter(boundary, {
      take: frame.take,
      end: () => {
        this.tally.add(frame, monotonicMs());
        frame.reset();
      },
    }).take;
  }
}

/** A request as a browser or curl sends it, on a connection of its own. */
export function requestFor(url: URL): string {
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
}
