import { readdirSync, readFileSync } from 'node:fs';
import { healthSchema, type CameraHealth } from '../../../server/contract/health.ts';
import { askOnce, type OneAnswer } from '../../fixtures/ask-once.ts';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import { HangingDriver } from '../../fixtures/hanging-driver.ts';
import { collectsGarbage, TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

/** What reads the cameras; see the option --capture. */
export type Way = 'process' | 'child';

export const framesPerSecond = 15;
/** A camera waits up to ten seconds for a first frame, and the machine may be busy. */
const stateTimeoutMs = 60_000;

/** What the server's process holds. Files and threads must be the same again when no camera runs. */
export interface Holdings {
  /** Counts by kind or path. */
  files: Record<string, number>;
  /** Counts by name. */
  threads: Record<string, number>;
  heldMib: number;
  residentMib: number;
}

interface Parts {
  way: Way;
  devices: FakeCameras;
  driver: HangingDriver;
  server: TestServer;
  broken: string[];
}

/** A server with fake cameras. Each request has a connection of its own, so that open files can be counted. */
export class SoakedServer implements AsyncDisposable {
  readonly way: Way;
  readonly devices: FakeCameras;
  readonly driver: HangingDriver;
  /** The cameras that are broken in turn, by device number. The camera "good" is never touched. */
  readonly broken: readonly string[];
  readonly #server: TestServer;

  private constructor({ way, devices, driver, server, broken }: Parts) {
    this.way = way;
    this.devices = devices;
    this.driver = driver;
    this.broken = broken;
    this.#server = server;
  }

  static async start(way: Way, cameras: number): Promise<SoakedServer> {
    const devices = new FakeCameras();
    const driver = new HangingDriver();
    const broken = Array.from({ length: cameras - 1 }, (_, device) => `broken${device}`);
    const ids = [...broken, 'good'];
    const sizes = ['--mjpeg', `640x480@${framesPerSecond}`, '--mjpeg', `320x240@${framesPerSecond}`];
    for (const device of ids.keys()) devices.up(device, '--pattern', ...sizes);
    const mode = { width: 640, height: 480, fps: framesPerSecond };
    const server = await TestServer.start({
      devices,
      under: driver.under,
      args: ['--capture', way],
      env: { ...collectsGarbage, CAMERA_RETRY_INTERVAL: '1' },
      config: { linger_seconds: 0, cameras: ids.map((id, device) => ({ id, name: id, device, ...mode })) },
    });
    return new SoakedServer({ way, devices, driver, server, broken });
  }

  get url(): string {
    return this.#server.url;
  }

  /** Errors in the log of the server. */
  get loggedErrors(): string[] {
    return this.#server.output.split('\n').filter((line) => /"level":(50|60)/.test(line));
  }

  ask(path: string, options: { method?: string; body?: object } = {}): Promise<OneAnswer> {
    return askOnce(this.url + path, options);
  }

  untilCamera(id: string, condition: Partial<CameraHealth>): Promise<CameraHealth> {
    return until(
      `${id} is ${JSON.stringify(condition)}`,
      async () => {
        const health = healthSchema.parse(JSON.parse((await this.ask('/health')).text));
        const camera = health.cameras.find((entry) => entry.id === id);
        const fulfils = Object.entries(condition).every(
          ([key, value]) => camera?.[key as keyof CameraHealth] === value,
        );
        return fulfils ? camera : undefined;
      },
      stateTimeoutMs,
    );
  }

  /** The sum of a metric over all series that have these labels, e.g. `camera="good"`. */
  async metric(name: string, labels = ''): Promise<number> {
    const { text } = await this.ask('/metrics');
    const lines = text.split('\n').filter((line) => /^\w+/.exec(line)?.[0] === name && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  get children(): number {
    return this.#server.children().length;
  }

  /** Files and threads now. The server has some open for a moment: it reads the state of the machine. */
  get open(): Pick<Holdings, 'files' | 'threads'> {
    const files = Object.fromEntries([...this.#server.openFileNames()].sort());
    return { files, threads: threadsOf(this.#server.child.pid ?? 0) };
  }

  async memory(): Promise<Pick<Holdings, 'heldMib' | 'residentMib'>> {
    return { heldMib: await this.#server.heldMib(), residentMib: this.#server.memoryMib() };
  }

  /** @returns the exit code */
  stop(): Promise<number | null> {
    return this.#server.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.driver.release();
    await this.#server[Symbol.asyncDispose]();
    this.driver[Symbol.dispose]();
    this.devices[Symbol.dispose]();
  }
}

function threadsOf(pid: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const name = readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
