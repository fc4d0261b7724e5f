import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stageFile } from '../config/whole-file.ts';
import type { ServerConfig } from '../contract/config.ts';
import type { NginxReport } from '../contract/nginx.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { nginxConfig } from './nginx-config.ts';
import { NginxUpdate } from './nginx-update.ts';
import { offlinePicture } from './offline-picture.ts';

export const nginxFileName = 'nginx.cameras.conf';
const pictureName = 'nginx.offline.jpg';
/** nginx reads it as another user. */
const readableByAll = 0o644;
/** Missing where IPv6 is switched off in the kernel. */
const ipv6Addresses = '/proc/net/if_inet6';

export interface NginxFileParts {
  /** Absolute; the data folder. */
  folder: string;
  /** Where nginx reaches this server. */
  server: () => string;
  reload: readonly string[] | undefined;
  clock: Clock;
  logger: Logger;
}

type PortConfig = Pick<ServerConfig, 'port_mode' | 'cameras'>;

/**
 * Keeps nginx.cameras.conf matching the configuration, also while the server serves the ports itself: who includes the
 * file can change over at any time. Without ports ("off") there is nothing in it.
 */
export class NginxFile {
  readonly #parts: NginxFileParts;
  readonly #path: string;
  readonly #update: NginxUpdate;
  #config: PortConfig = { port_mode: 'off', cameras: [] };
  #text = '';
  #writeProblem = '';
  #tail: Promise<void> = Promise.resolve();

  constructor(parts: NginxFileParts) {
    this.#parts = parts;
    this.#path = join(parts.folder, nginxFileName);
    this.#update = new NginxUpdate({ ...parts, path: this.#path });
  }

  get report(): NginxReport {
    return {
      path: this.#path,
      text: this.#text,
      port_mode: this.#config.port_mode,
      check: this.#update.check,
      apply: [
        `sudo ln -sf ${shellQuoted(this.#path)} /etc/nginx/conf.d/rpicam-kiosk.conf`,
        'sudo nginx -t && sudo systemctl reload nginx',
      ],
    };
  }

  /** What keeps nginx from serving the ports although it is to, for /health. */
  get problems(): string[] {
    if (this.#config.port_mode !== 'nginx') return [];
    return [this.#writeProblem, this.#update.problem].filter((problem) => problem !== '');
  }

  /** Resolves when the file is written for the first time; nginx is not told of it yet. Never rejects. */
  prepare(config: PortConfig): Promise<void> {
    this.#config = config;
    this.#tail = this.#tail.then(async () => void (await this.#write()));
    return this.#tail;
  }

  /** Resolves when the file is written; nginx is told of it afterwards. Never rejects. */
  apply(config: PortConfig): Promise<void> {
    this.#config = config;
    this.#tail = this.#tail.then(() => this.#follow());
    return this.#tail;
  }

  /** Resolves when no program of it is left. */
  async close(): Promise<void> {
    await this.#tail;
    await this.#update.close();
  }

  async #follow(): Promise<void> {
    const isNew = await this.#write();
    if (this.#config.port_mode !== 'nginx') this.#update.leave();
    // Also at the first time: nobody knows whether nginx has read what is there.
    else if (isNew || !this.#update.inUse) this.#update.begin(this.#text);
  }

  /** Whether the file has another content than before. */
  async #write(): Promise<boolean> {
    const { folder, server, logger } = this.#parts;
    const { port_mode, cameras } = this.#config;
    this.#text = nginxConfig({
      cameras: port_mode === 'off' ? [] : cameras,
      server: server(),
      ipv6: existsSync(ipv6Addresses),
      picture: { folder, name: pictureName },
    });
    let isNew = false;
    try {
      isNew = await writeIfNew(this.#path, Buffer.from(this.#text));
      const picture = join(folder, pictureName);
      // Drawn once for a data folder: the drawing costs a server that only passes JPEGs through its first 26 MB.
      if (port_mode !== 'off' && !existsSync(picture)) {
        await writeIfNew(picture, await offlinePicture());
      }
      this.#writeProblem = '';
    } catch (error) {
      const problem = `nginx cannot get its file: ${error instanceof Error ? error.message : String(error)}. Mend that and start the server again.`;
      if (problem !== this.#writeProblem) logger.warn({ err: error }, problem);
      this.#writeProblem = problem;
    }
    return isNew;
  }
}

async function writeIfNew(path: string, content: Buffer): Promise<boolean> {
  // What cannot be read is written anew, or the writing says why it cannot.
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(content)) return false;
  const staged = await stageFile(path, content, readableByAll);
  try {
    await staged.commit();
  } finally {
    await staged.discard();
  }
  return true;
}

function shellQuoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
