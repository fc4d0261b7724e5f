import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { jpegs } from '../../recording/jpeg-frames.ts';

export interface StreamForm {
  contentType: string;
  /** The line before each part. */
  delimiter: string;
  hasLengths: boolean;
}

export const usualForm: StreamForm = {
  contentType: 'multipart/x-mixed-replace; boundary=frame',
  delimiter: '--frame',
  hasLengths: true,
};

export interface StreamCameraOptions extends Partial<StreamForm> {
  images?: Buffer[];
  /** Between two pictures, in turn, from the first on; then it is silent, unless it goes round. */
  intervalsMs?: number[];
  goesRound?: boolean;
  /** How the answer goes on after the last picture; silent by default. */
  end?: 'silent' | 'close';
  tls?: { key: string; cert: string };
  /** "user:password" that it wants. */
  login?: string;
  port?: number;
}

export const pictures = jpegs(30);

/** A camera whose pictures come when the test says it. */
export class StreamCamera implements AsyncDisposable {
  readonly #options: StreamCameraOptions;
  readonly #server: Server;
  readonly #viewers = new Set<ServerResponse>();
  /** When the pictures of the last viewer were sent. */
  sentAtMs: number[] = [];

  private constructor(options: StreamCameraOptions) {
    this.#options = options;
    const listener: RequestListener = (request, response) => {
      const { login } = this.#options;
      const expected = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
      if (login !== undefined && request.headers.authorization !== expected) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="camera"' });
        response.end();
        return;
      }
      void this.#stream(response);
    };
    this.#server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  }

  static async start(options: StreamCameraOptions = {}): Promise<StreamCamera> {
    const camera = new StreamCamera(options);
    camera.#server.listen(options.port ?? 0, '127.0.0.1');
    await once(camera.#server, 'listening');
    return camera;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `userinfo` is e.g. "user:password@". */
  url(userinfo = ''): string {
    return `${this.#options.tls ? 'https' : 'http'}://${userinfo}127.0.0.1:${this.port}/stream`;
  }

  /** Cuts what is being sent, as a camera without power does. */
  cut(): void {
    for (const viewer of this.#viewers) viewer.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #stream(response: ServerResponse): Promise<void> {
    const { images = pictures, intervalsMs = [33], goesRound = true, end = 'silent' } = this.#options;
    const { contentType, delimiter, hasLengths } = { ...usualForm, ...this.#options };
    this.#viewers.add(response);
    response.on('close', () => this.#viewers.delete(response));
    response.on('error', () => undefined); // the viewer may leave at any time
    response.writeHead(200, { 'Content-Type': contentType });
    response.socket?.setNoDelay(true);
    this.sentAtMs = [];
    let dueAtMs = performance.now();
    for (let count = 0; goesRound || count <= intervalsMs.length; count++) {
      const jpeg = images[count % images.length] ?? Buffer.alloc(0);
      const length = hasLengths ? `Content-Length: ${jpeg.length}\r\n` : '';
      const head = `${delimiter}\r\nContent-Type: image/jpeg\r\n${length}\r\n`;
      response.write(Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]));
      this.sentAtMs.push(performance.now());
      dueAtMs += intervalsMs[count % intervalsMs.length] ?? 0;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAtMs - performance.now())));
      if (response.destroyed) return;
    }
    if (end === 'close') response.end(`${delimiter}--\r\n`);
  }
}
