import type { AttachedKiosk } from './attached-kiosk.ts';
import { compose } from './compose.ts';
import { kioskStartPage } from './contract/kiosk/kiosk.ts';
import { kioskSessionPath } from './contract/session.ts';
import { listen } from './http/port/listen.ts';
import { serverUrls } from './http/port/server-urls.ts';
import type { Faults } from './log/faults.ts';
import type { Logger } from './log/logger.ts';
import { useDataFolder, type DataFolder } from './server-folder.ts';
import { StartError, type ServerOptions } from './server-options.ts';

export interface RunningServer {
  /** The address for this machine, e.g. http://127.0.0.1:8000; in plain HTTP, which is always served here. */
  url: string;
  /** All addresses people can type. */
  urls: string[];
  /** SHA-256 of the certificate in use, "AB:CD:…"; undefined without HTTPS. */
  readonly tlsFingerprint: string | undefined;
  /**
   * An address that lets a browser on this machine in to watch or to administer, whatever auth says, and sends it on to
   * `page` (a path of ours). Good once, for a minute, and only on this machine; it must stand on no command line.
   */
  kioskUrl(page?: string, scope?: 'view' | 'admin'): string;
  /** Writes to the server's own log. */
  logger: Logger;
  /** Counts what handlers of windows throw, with those of the server. */
  faults: Faults;
  /** Settles when the server has ended after its signal aborted: no child, socket or timer of it is left. */
  closed: Promise<void>;
  /** Reads cameras.json and the certificate again, as SIGHUP asks for. */
  reload(): Promise<void>;
}

/**
 * Starts the camera server and returns when it listens. It ends when `signal` aborts.
 * @param kiosk the screen of this machine, when this process shows the wall on it
 * @throws StartError when it cannot start; then nothing of it is left running
 */
export async function startServer(
  options: ServerOptions,
  signal: AbortSignal,
  kiosk?: AttachedKiosk,
): Promise<RunningServer> {
  const folder = await useDataFolder(options.dataFolder);
  try {
    return await startIn(folder, options, signal, kiosk);
  } catch (error) {
    await folder.leave();
    throw error;
  }
}

async function startIn(
  folder: DataFolder,
  options: ServerOptions,
  signal: AbortSignal,
  kiosk: AttachedKiosk | undefined,
): Promise<RunningServer> {
  const server = await compose(options, kiosk);
  for (const warning of folder.warnings) server.logger.warn(warning);
  const { host, port } = options;
  const listener = await listen(server.app, host, port, server.listenOptions).catch(
    async (error: NodeJS.ErrnoException) => {
      await server.closeLog();
      throw new StartError(listenProblem(error, host, port), { cause: error });
    },
  );
  const { tls } = server.listenOptions;
  const urls = serverUrls(host, listener.port, tls ? 'https' : 'http');
  const closed = new Promise<void>((resolve) => {
    const close = () =>
      resolve(
        Promise.all([listener.close(), server.close()])
          .then(() => server.closeLog())
          .then(() => folder.leave()),
      );
    if (signal.aborted) close();
    else signal.addEventListener('abort', close, { once: true });
  });
  await server.start(listener.port);
  const url = serverUrls(host, listener.port, 'http')[0] ?? '';
  const kioskUrl: RunningServer['kioskUrl'] = (page = kioskStartPage, scope = 'view') => {
    const query = new URLSearchParams({ secret: server.mintKioskSecret(scope), page });
    return new URL(`${kioskSessionPath}?${query}`, url).href;
  };
  return {
    url,
    urls,
    kioskUrl,
    logger: server.logger,
    faults: server.faults,
    get tlsFingerprint() {
      return tls?.fingerprint;
    },
    closed,
    reload: () => server.reload(),
  };
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} is in use by another program; choose another with --port`;
    case 'EACCES':
      return `no permission to listen on port ${port}; choose one from 1024 on with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `this machine has no address ${host}; choose another with --host`;
    default:
      return `cannot listen on ${host} port ${port}: ${error.message}`;
  }
}
