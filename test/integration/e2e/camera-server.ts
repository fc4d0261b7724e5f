import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import { endingWithUs } from '../../fixtures/ending-with-us.ts';
import type { FakeCameras } from '../../fixtures/fakecam.ts';
import { patienceMs } from '../../fixtures/patience.ts';

const program = resolve(import.meta.dirname, '../../../dist/server/headless.js');
/** The built server as a process of its own, with a data folder of its own. */
export class CameraServer implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #dataFolder: string;
  readonly #devices: FakeCameras | undefined;
  #process: ChildProcess | undefined;

  private constructor(port: number, dataFolder: string, devices: FakeCameras | undefined) {
    this.#port = port;
    this.#dataFolder = dataFolder;
    this.#devices = devices;
    this.url = `http://127.0.0.1:${port}`;
  }

  /**
   * @param settings the rest of cameras.json
   * @param devices what the server sees as /dev/videoN
   * @param prepare puts files into the data folder before the server starts
   */
  static async start(
    cameras: CameraConfig[],
    settings: object = {},
    devices?: FakeCameras,
    prepare: (dataFolder: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<CameraServer> {
    const dataFolder = mkdtempSync(join(tmpdir(), 'rpicam-e2e-'));
    writeFileSync(
      join(dataFolder, 'cameras.json'),
      JSON.stringify({ port_mode: 'off', ...settings, cameras }),
    );
    await prepare(dataFolder);
    const server = new CameraServer(await freePort(), dataFolder, devices);
    await server.start();
    return server;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const args = ['--port', String(this.#port), '--host', '127.0.0.1', '--data-dir', this.#dataFolder];
    const options = { stdio: ['ignore', 'pipe', 'inherit'] } satisfies SpawnOptions;
    const command = [program, ...args];
    const child = this.#devices
      ? this.#devices.spawn(process.execPath, command, options)
      : spawn(...endingWithUs(process.execPath, command), options);
    const output = child.stdout;
    if (!output) throw new Error('its output cannot be read');
    this.#process = child;
    await new Promise<void>((listening, failed) => {
      const timer = setTimeout(() => {
        // Nobody would end it: the test gets no server.
        child.kill('SIGKILL');
        failed(new Error('the server does not say that it listens'));
      }, patienceMs);
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}`)));
      createInterface({ input: output }).on('line', (line) => {
        if (!line.includes(this.url)) return;
        clearTimeout(timer);
        listening();
      });
    });
  }

  /** Ends it without a chance to say goodbye, as a power cut or a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.#dataFolder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** A port that was free just now; fixed, so that a restarted server is found at the same address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
