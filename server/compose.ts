import type { Express } from 'express';
import type { AccessScope } from './access/principal.ts';
import type { AttachedKiosk } from './attached-kiosk.ts';
import { composeAccess } from './compose/access.ts';
import { composeCameras } from './compose/cameras.ts';
import { openFoundation } from './compose/foundation.ts';
import { composePages } from './compose/pages.ts';
import { composeRecordings } from './compose/recordings.ts';
import type { Operation } from './http/operation/operation.ts';
import type { ListenOptions } from './http/port/listen.ts';
import type { Faults } from './log/faults.ts';
import type { Logger } from './log/logger.ts';
import type { ServerOptions } from './server-options.ts';

/** The parts of a server, joined but not started. */
export interface ComposedServer {
  app: Express;
  /** What `app` does. */
  operations: readonly Operation[];
  /** Starts the cameras and what watches over them. @param port the one that `app` is served on */
  start(port: number): Promise<void>;
  /** For every port that serves `app`. */
  listenOptions: ListenOptions;
  /** A secret that lets a browser on this machine in, once and soon. */
  mintKioskSecret(scope: AccessScope): string;
  logger: Logger;
  faults: Faults;
  /** Reads what is configured in files again. Never rejects: what cannot be read is logged. */
  reload(): Promise<void>;
  /** Stops the cameras; resolves when every capture is gone. Also for a server that was not started, or not wholly. */
  close(): Promise<void>;
  /** Last of all: what the log still holds is written. */
  closeLog(): Promise<void>;
}

/** Joins all parts. @throws StartError when the data folder, the log file or the certificate cannot be used */
export async function compose(options: ServerOptions, kiosk?: AttachedKiosk): Promise<ComposedServer> {
  const foundation = await openFoundation(options);
  const { log, logger, faults, store, tls, stop } = foundation;
  const access = await composeAccess(foundation);
  const cameraPart = await composeCameras(foundation);
  const recordingPart = composeRecordings(foundation, cameraPart);
  const pages = await composePages(foundation, { access, cameraPart, recordingPart, kiosk });
  return {
    app: pages.app,
    operations: pages.operations,
    mintKioskSecret: (scope) => access.door.kioskSecrets.mint(scope),
    ...{ logger, faults, listenOptions: pages.listenOptions },
    async start(port) {
      const configured = !store.isNew;
      // Listeners are called in this order: who may watch, the cameras themselves, and then what is told of them.
      access.start();
      cameraPart.start();
      recordingPart.start();
      pages.start(port);
      await cameraPart.runFirst();
      await recordingPart.runFirst();
      access.followCameras(configured);
      await pages.openPorts();
    },
    async reload() {
      log.reopen();
      await tls?.reload();
      try {
        await Promise.all([store.reload(), pages.reload()]);
      } catch (error) {
        logger.error({ err: error }, 'the configuration cannot be read again; what is running goes on');
      }
    },
    async close() {
      stop.abort();
      access.rememberTime();
      // Before the cameras: their end is no gap in the last file.
      const recorded = recordingPart.close();
      await Promise.all([recorded, cameraPart.close(), pages.close()]);
      await access.settled();
    },
    closeLog: () => log.close(),
  };
}
