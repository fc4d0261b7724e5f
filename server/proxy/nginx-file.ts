import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readFileText } from '../config/file-text.ts';
import { replaceFile } from '../config/whole-file.ts';
import type { ServerConfig } from '../contract/config/config.ts';
import { errorText } from '../contract/error-text.ts';
import { productName } from '../contract/product.ts';
import type { NginxReport } from '../contract/nginx.ts';
import type { Logger } from '../log/logger.ts';
import { renderPlaceholder } from '../picture/placeholder.ts';
import type { Clock } from '../runtime/clock.ts';
import { nginxConfig } from './nginx-config.ts';
import { NginxUpdate } from './nginx-update.ts';

export const nginxFileName = 'nginx.cameras.conf';
/** The picture that nginx shows while the server is away. */
export const nginxPictureName = 'nginx.offline.jpg';
/** nginx reads the file as another user. */
const readableByAll = 0o644;
/** This file is missing where IPv6 is switched off in the kernel. */
const ipv6Addresses = '/proc/net/if_inet6';
const retryMs = 30_000;

export interface NginxFileParts {
  /** The absolute path of the data folder. */
  folder: string;
  /** The address under which nginx reaches this server. */
  server: () => string;
  reload: readonly string[] | undefined;
  clock: Clock;
  logger: Logger;
}

type NginxPorts = Pick<ServerConfig, 'port_mode' | 'cameras'>;

/**
 * Keeps nginx.cameras.conf matching the configuration, also while the server serves the ports itself: a user whose
 * nginx includes the file can change over at any time. Without ports ("off") the file has no servers in it.
 */
export class NginxFile {
  readonly #parts: NginxFileParts;
  readonly #path: string;
  readonly #update: NginxUpdate;
  #config: NginxPorts = { port_mode: 'off', cameras: [] };
  #text = '';
  #writeProblem = '';
  #tail: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  #retries = false;

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

  /** The problems that keep nginx from serving the ports, for /health. */
  get problems(): string[] {
    if (this.#config.port_mode !== 'nginx') return [];
    return [this.#writeProblem, this.#update.problem].filter((problem) => problem !== '');
  }

  /** Writes the file for the first time, without telling nginx. Never rejects. */
  prepare(config: NginxPorts): Promise<void> {
    this.#config = config;
    this.#tail = this.#tail.then(async () => void (await this.#write()));
    return this.#tail;
  }

  /** Writes the file. Resolves when it is written; nginx is told afterwards. Never rejects. */
  apply(config: NginxPorts): Promise<void> {
    this.#config = config;
    this.#tail = this.#tail.then(() => this.#follow());
    return this.#tail;
  }

  /** Resolves when all its programs have ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#tail;
    await this.#update.close();
  }

  /** Tries again, so that the server need not be restarted once a full or read-only disk is repaired. */
  async #retry(): Promise<void> {
    if (this.#retries) return;
    this.#retries = true;
    while (this.#writeProblem !== '' && !this.#closing.signal.aborted) {
      await this.#parts.clock.sleep(retryMs, this.#closing.signal);
      if (this.#writeProblem !== '' && !this.#closing.signal.aborted) await this.apply(this.#config);
    }
    this.#retries = false;
  }

  async #follow(): Promise<void> {
    const isNew = await this.#write();
    if (this.#config.port_mode !== 'nginx') this.#update.leave();
    // The first time too: nobody knows whether nginx has read the present file.
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
      picture: { folder, name: nginxPictureName },
    });
    let isNew = false;
    try {
      isNew = await writeIfNew(this.#path, Buffer.from(this.#text));
      const picture = join(folder, nginxPictureName);
      // The picture is drawn once for a data folder. Loading the drawing code costs 26 MB, which a server that only
      // passes JPEGs through would not need.
      if (port_mode !== 'off' && !existsSync(picture)) {
        await writeIfNew(picture, await offlinePicture());
      }
      this.#writeProblem = '';
    } catch (error) {
      const problem = `nginx cannot get its file: ${errorText(error)}. It is tried again every 30 seconds.`;
      if (problem !== this.#writeProblem) logger.warn({ err: error }, problem);
      this.#writeProblem = problem;
      void this.#retry();
    }
    return isNew;
  }
}

async function writeIfNew(path: string, content: Buffer): Promise<boolean> {
  // A file that cannot be read is written again, or the write fails and says why.
  const before = await readFileText(path);
  if (before.kind === 'text' && before.text === content.toString()) return false;
  await replaceFile(path, content, readableByAll);
  return true;
}

function shellQuoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** The JPEG that nginx shows while this server does not answer. The same bytes each time. */
async function offlinePicture(): Promise<Buffer> {
  const { jpeg } = await renderPlaceholder({
    cameraName: productName,
    cameraId: productName,
    title: 'The camera server does not answer',
    width: 640,
    height: 360,
    advice: 'It may be starting. If this stays, start it again and look at its log.',
  });
  return jpeg;
}
