import type { ServerConfig } from '../../contract/config/config.ts';
import { CameraPort, type CameraPortParts, type PortStatus } from './camera-port.ts';

type PortConfig = Pick<ServerConfig, 'port_mode' | 'cameras'>;

interface OpenPort {
  port: CameraPort;
  /** Settles after the first try to listen. */
  tried: Promise<void>;
  /** Resolves when the port is free again. */
  close(): Promise<void>;
}

/** A change of the configuration is answered when the new ports are tried, or after this time. */
const applyLimitMs = 1_000;

/** Keeps a port of its own open for each camera while `port_mode` is "embedded". */
export class CameraPorts {
  readonly #parts: CameraPortParts;
  readonly #open = new Map<string, OpenPort>();
  #config: PortConfig = { port_mode: 'off', cameras: [] };
  #tail: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: CameraPortParts) {
    this.#parts = parts;
  }

  /** Which program answers on a camera's port, for /health. */
  statusOf(id: string): PortStatus {
    const { port_mode } = this.#config;
    if (port_mode !== 'embedded') return { port_state: port_mode, port_problem: '' };
    return this.#open.get(id)?.port.status ?? { port_state: 'off', port_problem: '' };
  }

  /**
   * Opens and closes the ports that differ from `config`; viewers of other ports notice nothing. Resolves when each new
   * port listens or is known to be taken, so that the answer to the change is true. Never rejects.
   */
  async apply(config: PortConfig): Promise<void> {
    if (this.#closed) return;
    this.#config = config;
    this.#tail = this.#tail.then(() => this.#follow());
    const limit = new AbortController();
    await Promise.race([this.#tail, this.#parts.clock.sleep(applyLimitMs, limit.signal)]);
    limit.abort();
  }

  /** Closes all ports; resolves when their viewers are gone too. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#config = { port_mode: 'off', cameras: [] };
    this.#tail = this.#tail.then(() => this.#follow());
    await this.#tail;
  }

  async #follow(): Promise<void> {
    const wanted = wantedPorts(this.#config);
    const leaving = [...this.#open].filter(([id, { port }]) => wanted.get(id) !== port.port);
    for (const [id] of leaving) this.#open.delete(id);
    // Closed first and completely, because another camera may get the same port.
    await Promise.all(leaving.map(([, port]) => port.close()));
    for (const [id, port] of wanted) {
      if (!this.#open.has(id)) this.#open.set(id, openPort(new CameraPort(id, port, this.#parts)));
    }
    await Promise.all([...this.#open.values()].map(({ tried }) => tried));
  }
}

function wantedPorts({ port_mode, cameras }: PortConfig): Map<string, number> {
  if (port_mode !== 'embedded') return new Map();
  return new Map(cameras.flatMap(({ id, port }) => (port ? [[id, port] as const] : [])));
}

function openPort(port: CameraPort): OpenPort {
  const stop = new AbortController();
  let ended = Promise.resolve();
  const tried = new Promise<void>((onTried) => {
    ended = port.run(stop.signal, onTried);
  });
  return {
    port,
    tried,
    close() {
      stop.abort();
      return ended;
    },
  };
}
