import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect, type Socket } from 'node:net';
import { askOnce } from '../../fixtures/ask-once.ts';
import { parsePrometheusText } from '../../fixtures/prometheus-text.ts';
import { TestServer, collectsGarbage } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

/** What the server holds while it has nothing to do. */
export interface AtRest {
  /** Objects and buffers in use. */
  heldMib: number;
  openFiles: number;
}

/** How long Node may take to give memory back, and sockets to be gone. */

/** A real server with a camera, all its ports and HTTPS, and what it is like after an attack. */
export class AttackedServer implements AsyncDisposable {
  readonly server: TestServer;

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async start(config: object = {}): Promise<AttackedServer> {
    const camera = { id: 'hall', name: 'Hall', device: 'test', width: 320, height: 240, fps: 10 };
    const server = await TestServer.start({
      config: { linger_seconds: 0, cameras: [camera], ...config },
      args: ['--tls', 'self-signed'],
      env: collectsGarbage,
    });
    // This machine is answered without TLS too.
    server.url = server.url.replace('https:', 'http:');
    return new AttackedServer(server);
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  /** What it holds once its captures are gone and nobody is connected. */
  async atRest(): Promise<AtRest> {
    await until('its captures are gone', () => this.server.children().length === 0);
    return this.#now();
  }

  /** Resolves when it holds no more than before: no descriptor, and at most `share` more memory. */
  async untilBackAt(before: AtRest, share = 1.05): Promise<void> {
    await until('its captures are gone', () => this.server.children().length === 0);
    let now = await this.#now();
    await until(`${JSON.stringify(before)} again`, async () => {
      now = await this.#now();
      return now.openFiles <= before.openFiles && now.heldMib <= before.heldMib * share;
    }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}, but ${JSON.stringify(now)}`, { cause: error });
    });
  }

  /** Whether it answers, on a new connection. */
  async isWell(): Promise<boolean> {
    return (await askOnce(`${this.server.url}/health`)).status === 200;
  }

  /** Handlers that failed, at every place. */
  async faults(): Promise<number> {
    const families = parsePrometheusText((await askOnce(`${this.server.url}/metrics`)).text);
    const { samples = [] } = families.get('rpicam_handler_faults_total') ?? {};
    return samples.reduce((sum, { series }) => sum + series.value, 0);
  }

  /** The largest file that anybody may ask for. */
  largestAsset(): string {
    const folder = resolve(import.meta.dirname, '../../../dist/renderer/assets');
    const sizes = readdirSync(folder).map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
    const [largest] = sizes.sort((one, other) => other.bytes - one.bytes);
    return `/assets/${largest?.name}`;
  }

  async #now(): Promise<AtRest> {
    return { heldMib: await this.server.heldMib(), openFiles: this.server.openFiles() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }
}

/** Connections that send what they are told and read nothing. */
export function deafClients(port: number, count: number, bytes: Buffer | string): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(bytes);
    return socket;
  });
}
