import type { Express } from 'express';
import type { AccessScope } from './access/principal.ts';
import type { AttachedKiosk } from './attached-kiosk.ts';
import { composeAccess } from './compose/access.ts';
import { composeCameras } from './compose/cameras.ts';
import { composeEvents } from './compose/events.ts';
import { openFoundation } from './compose/foundation.ts';
import { composeHooks } from './compose/hooks.ts';
import { composePages } from './compose/pages.ts';
import { composeEncoders, composePublishing } from './compose/publishing.ts';
import { composeRecordings } from './compose/recordings.ts';
import type { Operation } from './http/operation/operation.ts';
import type { ListenOptions } from './http/port/listen.ts';
import type { Faults } from './log/faults.ts';
import type { Logger } from './log/logger.ts';
import type { ServerOptions } from './server-options.ts';

/** The parts of a server, joined but not started. */
export interface ComposedServer {
  app: Express;
  /** The operations that `app` serves. */
  operations: readonly Operation[];
  /**
   * Starts the cameras and the parts that watch over them.
   * @param port the port that `app` is served on
   */
  start(port: number): Promise<void>;
  /** The options for every port that serves `app`. */
  listenOptions: ListenOptions;
  /** Makes a secret that logs in a browser on this machine. It works once and expires soon. */
  mintKioskSecret(scope: AccessScope): string;
  logger: Logger;
  faults: Faults;
  /** Opens the log file anew and reads cameras.json, the walls and the certificate again. A problem is logged; never rejects. */
  reload(): Promise<void>;
  /**
   * Stops the cameras; resolves when every capture has ended. May be called for a server that did not start, or only
   * started partly.
   */
  close(): Promise<void>;
  /** Writes the remaining log lines and closes the log. It is the last call. */
  closeLog(): Promise<void>;
}

/** Joins all parts. @throws StartError when the data folder, the log file or the certificate cannot be used */
export async function compose(options: ServerOptions, kiosk?: AttachedKiosk): Promise<ComposedServer> {
  const foundation = await openFoundation(options);
  const { log, logger, faults, store, tls, stop } = foundation;
  const access = await composeAccess(foundation);
  const cameraPart = await composeCameras(foundation);
  const encoders = composeEncoders(foundation);
  const recordingPart = composeRecordings(foundation, cameraPart, encoders);
  const publishPart = composePublishing(foundation, cameraPart, encoders);
  const eventPart = composeEvents(foundation, cameraPart, recordingPart);
  const hookPart = composeHooks(foundation, cameraPart, eventPart);
  const parts = { access, cameraPart, recordingPart, publishPart, hookPart, eventPart, kiosk };
  const pages = await composePages(foundation, parts);
  return {
    app: pages.app,
    operations: pages.operations,
    mintKioskSecret: (scope) => access.door.kioskSecrets.mint(scope),
    ...{ logger, faults, listenOptions: pages.listenOptions },
    async start(port) {
      const configured = !store.isNew;
      // Listeners are called in the order of these lines: first access control, then the cameras, then the parts that
      // report on cameras.
      access.start();
      cameraPart.start();
      recordingPart.start();
      publishPart.start();
      eventPart.start(port);
      hookPart.start();
      hookPart.found.add(
        (camera, { annotations, capturedAt }) =>
          recordingPart.recordings.session?.noteSeen(
            camera,
            annotations.map(({ label }) => label),
            capturedAt,
          ),
        stop.signal,
      );
      pages.start(port);
      await cameraPart.runFirst();
      await recordingPart.runFirst();
      await eventPart.runFirst();
      publishPart.runFirst();
      hookPart.runFirst();
      access.followCameras(configured);
      await pages.openPorts();
    },
    async reload() {
      log.reopen();
      await tls?.reload();
      try {
        await Promise.all([store.reload(), pages.reload()]);
      } catch (error) {
        logger.error({ err: error }, 'the configuration cannot be read again; the server keeps the old one');
      }
    },
    async close() {
      stop.abort();
      access.rememberTime();
      // Before the cameras: their end is no gap in the last file.
      const recorded = recordingPart.close();
      const shown = [publishPart.close(recorded), cameraPart.close(), hookPart.close(), pages.close()];
      await Promise.all([recorded, ...shown]);
      await eventPart.close();
      await access.settled();
    },
    closeLog: () => log.close(),
  };
}
