import type { AttachedKiosk } from './attached-kiosk.ts';
import { compose, type ComposedServer } from './compose.ts';
import { kioskStartPage } from './contract/kiosk/kiosk.ts';
import { kioskSessionPath } from './contract/session.ts';
import { listen, type Listener } from './http/port/listen.ts';
import { serverUrls } from './http/port/server-urls.ts';
import type { Faults } from './log/faults.ts';
import type { Logger } from './log/logger.ts';
import { spareThreads } from './runtime/libc/thread-pool.ts';
import { useDataFolder } from './server-folder.ts';
import { StartError, type ServerOptions } from './server-options.ts';

export interface RunningServer {
  /**
   * The address for browsers on this machine, e.g. http://127.0.0.1:8000. It is plain HTTP, which this machine may
   * always use.
   */
  url: string;
  /** All addresses at which people can reach the server. */
  urls: string[];
  /** SHA-256 of the certificate in use, "AB:CD:…"; undefined without HTTPS. */
  readonly tlsFingerprint: string | undefined;
  /**
   * Makes an address that logs in a browser on this machine to watch or to administer, whatever auth says, and sends
   * the browser on to `page` (a path of this server). It works once, for a minute, and only on this machine. It must
   * not appear on a command line, where every user of the machine can read it.
   */
  kioskUrl(page?: string, scope?: 'view' | 'admin'): string;
  /** The server's own log. */
  logger: Logger;
  /** Counts the errors that window handlers throw, together with the server's. */
  faults: Faults;
  /** Settles when the server has ended after its signal aborted: no child, socket or timer of the server is left. */
  closed: Promise<void>;
  /** Reads cameras.json and the certificate again, as after a SIGHUP. */
  reload(): Promise<void>;
}

/**
 * Starts the camera server and returns when it listens. The server ends when `signal` aborts.
 * @param kiosk the screen of this machine, when this process shows the wall on it
 * @param join joins the server's parts; tests pass another function
 * @throws StartError when the server cannot start, and any other error of a part; then nothing is left running
 */
export async function startServer(
  options: ServerOptions,
  signal: AbortSignal,
  kiosk?: AttachedKiosk,
  join = compose,
): Promise<RunningServer> {
  // Before the first use of the pool, see there.
  if (options.capture !== 'child') await spareThreads();
  const folder = await useDataFolder(options.dataFolder);
  const server = await join(options, kiosk).catch(async (error: unknown) => {
    await folder.leave();
    throw error;
  });
  for (const warning of folder.warnings) server.logger.warn(warning);
  let listener: Listener | undefined;
  const endAll = async () => {
    await Promise.all([listener?.close(), server.close()]);
    await server.closeLog();
    await folder.leave();
  };
  let ended: Promise<void> | undefined;
  const end = () => (ended ??= endAll());
  try {
    listener = await listenOn(server, options);
    const closed = new Promise<void>((resolve) => {
      if (signal.aborted) resolve(end());
      else signal.addEventListener('abort', () => resolve(end()), { once: true });
    });
    await server.start(listener.port);
    return runningServer(server, options.host, listener.port, closed);
  } catch (error) {
    await end();
    throw error;
  }
}

/** @throws StartError that says in one line why the server cannot use the port */
async function listenOn(server: ComposedServer, { host, port }: ServerOptions): Promise<Listener> {
  try {
    return await listen(server.app, host, port, server.listenOptions);
  } catch (error) {
    throw new StartError(listenProblem(error as NodeJS.ErrnoException, host, port), { cause: error });
  }
}

function runningServer(
  server: ComposedServer,
  host: string,
  port: number,
  closed: Promise<void>,
): RunningServer {
  const { logger, faults, listenOptions } = server;
  const { tls } = listenOptions;
  const url = serverUrls(host, port, 'http')[0] ?? '';
  return {
    url,
    urls: serverUrls(host, port, tls ? 'https' : 'http'),
    kioskUrl(page = kioskStartPage, scope = 'view') {
      const query = new URLSearchParams({ secret: server.mintKioskSecret(scope), page });
      return new URL(`${kioskSessionPath}?${query}`, url).href;
    },
    logger,
    faults,
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
