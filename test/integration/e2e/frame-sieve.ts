import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { livePath } from '../../../server/contract/live.ts';

/** Stands before a server and can keep frames or all messages of walls back, or refuse walls, while all else gets through. */
export class FrameSieve implements AsyncDisposable {
  /** Whether a frame gets through. */
  lets: (wall: { connection: number }) => boolean = () => true;
  /** Messages for walls wait for this. */
  gate: Promise<void> = Promise.resolve();
  /** Why no wall may connect; undefined: all may. */
  refusal: string | undefined;
  /** How often the page itself was asked for. */
  pageCount = 0;
  connectionCount = 0;
  readonly url: string;
  readonly #target: URL;
  readonly #server: Server;
  readonly #walls = new WebSocketServer({ noServer: true });

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) => this.#forward(asked, answer));
    server.on('upgrade', (asked: IncomingMessage, socket, head) => {
      if (this.refusal !== undefined)
        return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      this.#walls.handleUpgrade(asked, socket, head, (page) => this.#join(page, asked.url ?? livePath));
    });
  }

  static async before(serverUrl: string): Promise<FrameSieve> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FrameSieve(server, new URL(serverUrl));
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    if (asked.url === '/') this.pageCount++;
    if (this.refusal !== undefined && asked.url?.startsWith(livePath)) {
      answer.writeHead(403, { 'Content-Type': 'application/json' });
      return void answer.end(JSON.stringify({ detail: this.refusal, code: 'not-allowed' }));
    }
    const { hostname, port } = this.#target;
    const { method, headers, url: path } = asked;
    const forwarded = request({
      hostname,
      port,
      method,
      path,
      headers: { ...headers, host: this.#target.host },
    });
    forwarded.on('response', (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    answer.on('close', () => forwarded.destroy());
    asked.pipe(forwarded);
  }

  #join(page: WebSocket, path: string): void {
    const connection = ++this.connectionCount;
    const server = new WebSocket(new URL(path, this.#target.href.replace('http', 'ws')));
    const waiting: string[] = [];
    page.on('message', (text: Buffer) => {
      if (server.readyState === WebSocket.OPEN) server.send(text.toString());
      else waiting.push(text.toString());
    });
    server.on('open', () => waiting.forEach((text) => server.send(text)));
    server.on('message', (message: Buffer, isFrame) => {
      if (isFrame && !this.lets({ connection })) return;
      void this.gate.then(() => page.send(message, { binary: isFrame }));
    });
    server.on('error', () => page.terminate());
    server.on('close', () => page.close());
    page.on('close', () => server.terminate());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const page of this.#walls.clients) page.terminate();
    this.#server.closeAllConnections();
    await closed;
  }
}
