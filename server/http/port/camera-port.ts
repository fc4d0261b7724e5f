import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { CameraHealth } from '../../contract/health.ts';
import type { Logger } from '../../log/logger.ts';
import { nginxOnPort } from '../../proxy/nginx-on-port.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';
import { withoutSlashRuns } from '../message/slash-runs.ts';
import type { Listener } from './listen.ts';

export interface CameraPortParts {
  /** Answers all requests of the server. */
  handler: RequestListener;
  /** Rejects with the system's error where the port cannot be opened. */
  open: (handler: RequestListener, port: number) => Promise<Listener>;
  /** A sentence about the program that has a port, if it is a known one; the default knows nginx. */
  holderOf?: (port: number) => Promise<string | undefined>;
  /** Called when the status of a camera's port changed. */
  onStatus: (cameraId: string) => void;
  clock: Clock;
  logger: Logger;
}

export type PortStatus = Pick<CameraHealth, 'port_state' | 'port_problem'>;

const firstRetryMs = 1_000;
/** A try costs next to nothing, and a person who ended the other program waits for it. */
const retryCeilingMs = 10_000;

/** One camera's own LAN port. While another program has it, it is asked for again and again. */
export class CameraPort {
  readonly id: string;
  readonly port: number;
  readonly #parts: CameraPortParts;
  readonly #backoff = new Backoff(firstRetryMs, retryCeilingMs);
  /** Kept while the port is in use, so that the other program is asked for its name once and not at every try. */
  #inUseProblem: string | undefined;
  #status: PortStatus = { port_state: 'off', port_problem: '' };

  constructor(id: string, port: number, parts: CameraPortParts) {
    this.id = id;
    this.port = port;
    this.#parts = parts;
  }

  get status(): PortStatus {
    return this.#status;
  }

  /** Serves until `signal` aborts; then the port is free and its viewers are gone. `onTried` follows each try to listen. */
  async run(signal: AbortSignal, onTried: () => void): Promise<void> {
    while (!signal.aborted) {
      const listener = await this.#listen();
      onTried();
      if (!listener) {
        await this.#parts.clock.sleep(this.#backoff.next(), signal);
        continue;
      }
      if (!signal.aborted) await once(signal, 'abort');
      await listener.close();
    }
  }

  async #listen(): Promise<Listener | undefined> {
    const { handler, open, logger } = this.#parts;
    const before = this.#status;
    const place = { camera: this.id, port: this.port };
    try {
      const listener = await open(toCamera(this.id, handler), this.port);
      this.#inUseProblem = undefined;
      this.#setStatus({ port_state: 'listening', port_problem: '' });
      if (before.port_state === 'taken') logger.info(place, `port ${this.port} could be had after all`);
      return listener;
    } catch (error) {
      this.#inUseProblem = isInUse(error) ? (this.#inUseProblem ?? (await this.#holder(error))) : undefined;
      const problem = this.#inUseProblem ?? portProblem(error, this.port);
      this.#setStatus({ port_state: 'taken', port_problem: problem });
      if (before.port_problem !== problem) logger.warn(place, problem);
      return undefined;
    }
  }

  async #holder(error: unknown): Promise<string> {
    const { holderOf = nginxOnPort } = this.#parts;
    return (await holderOf(this.port)) ?? portProblem(error, this.port);
  }

  #setStatus(status: PortStatus): void {
    this.#status = status;
    this.#parts.onStatus(this.id);
  }
}

/** Answers `/` with the camera's video and `/snapshot` with its still, through the server's own routes and guards. */
function toCamera(id: string, handler: RequestListener): RequestListener {
  const base = `/cam/${encodeURIComponent(id)}`;
  return (request, response) => {
    const [, path, query] = /^([^?]*)(.*)$/s.exec(withoutSlashRuns(request.url ?? '')) ?? [];
    // The server has no such page. Its other pages and the API are not served on this port.
    const page = pages.get(path ?? '') ?? 'no-such-page';
    request.url = `${base}/${page}${query}`;
    handler(request, response);
  };
}

const pages = new Map([
  ['/', 'video'],
  // Programs that know the server's /cam/{id}/video may add "/video" to the address of the port.
  ['/video', 'video'],
  ['/video/', 'video'],
  ['/video.mp4', 'video.mp4'],
  ['/snapshot', 'snapshot'],
  ['/snapshot/', 'snapshot'],
]);

function isInUse(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

function portProblem(error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Port ${port} is in use by another program. End that program or choose another port; ` +
        `if it is nginx with the generated file, set "port_mode" to "nginx".`
      );
    case 'EACCES':
      return (
        `No permission to listen on port ${port}. Choose one from 1024 on, ` +
        `or let nginx serve the ports: set "port_mode" to "nginx".`
      );
    default:
      return `Cannot listen on port ${port}: ${message}. Choose another port.`;
  }
}
