import { setMaxListeners } from 'node:events';
import { ConfigStore } from '../config/config-store.ts';
import { EventFeed } from '../event/event-feed.ts';
import { Faults } from '../log/faults.ts';
import { appVersion } from '../runtime/app-version.ts';
import { systemClock } from '../runtime/clock.ts';
import type { ServerOptions } from '../server-options.ts';
import { openLog, orNoStart } from '../start-problem.ts';
import { openTls } from '../tls/open-tls.ts';

/** The parts that all other parts of a server use. */
export type Foundation = Awaited<ReturnType<typeof openFoundation>>;

/**
 * Opens everything that the server cannot start without.
 * @throws StartError; then nothing stays open
 */
export async function openFoundation(options: ServerOptions) {
  const clock = systemClock;
  const { dataFolder } = options;
  const log = openLog(options.log);
  const { logger } = log;
  const faults = new Faults({ clock, logger });
  const reservedPorts = options.port === 0 ? [] : [options.port];
  const store = await orNoStart(ConfigStore.open({ folder: dataFolder, reservedPorts, clock, logger }), log);
  const tls =
    options.tls && (await orNoStart(openTls(options.tls, { folder: dataFolder, clock, logger }), log));
  const stop = new AbortController();
  // Every part and every wall listens to this signal; Node 20 warns of a leak from the eleventh listener on.
  setMaxListeners(0, stop.signal);
  return {
    options,
    dataFolder,
    clock,
    log,
    logger,
    faults,
    /** Ports that no camera may use. */
    reservedPorts,
    store,
    tls,
    events: new EventFeed(faults),
    /** Aborts when the server ends. */
    stop,
    version: appVersion(),
  };
}
