import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The network between browser and server, which can fail for the streams and walls that are open now. */
export class Wire implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #streams: Set<Socket>;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, streams: Set<Socket>, sockets: Set<Socket>) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#streams = streams;
    this.#sockets = sockets;
  }

  static async to(serverUrl: string): Promise<Wire> {
    const streams = new Set<Socket>();
    const sockets = new Set<Socket>();
    const server = createServer((browser) => {
      const upstream = connect(Number(new URL(serverUrl).port), '127.0.0.1');
      for (const socket of [browser, upstream]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
      browser.on('data', (request: Buffer) => {
        if (/^GET (\S*\/video|\/api\/live)\b/.test(request.toString('latin1'))) streams.add(upstream);
      });
      browser.pipe(upstream).pipe(browser);
      browser.on('close', () => upstream.destroy());
      upstream.on('close', () => browser.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, streams, sockets);
  }

  /** The open streams deliver nothing more and never end, as when a switch loses power. Returns how many. */
  silence(): number {
    for (const stream of this.#streams) stream.unpipe().resume();
    return this.#forget();
  }

  /** The connections of the open streams are closed. Returns how many. */
  close(): number {
    for (const stream of this.#streams) stream.destroy();
    return this.#forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #forget(): number {
    const count = this.#streams.size;
    this.#streams.clear();
    return count;
  }
}
