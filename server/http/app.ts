import express, { type Express } from 'express';
import type { StreamMarks } from '../camera/stream-marks.ts';
import type { ConfigStore } from '../config/config-store.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { accessLog } from './gate/access-log.ts';
import { allowPictureOrigins } from './gate/cors.ts';
import { createGuards, type GuardParts } from './gate/guards.ts';
import { refuseForeignWrites } from './gate/request-origin.ts';
import { securityHeaders } from './gate/security-headers.ts';
import { guardUndecodablePaths } from './gate/undecodable-path.ts';
import { errorHandler, notFound } from './message/error-handler.ts';
import { inOrder } from './message/in-order.ts';
import { markStreams } from './message/mark-streams.ts';
import { usePlainJson } from './message/plain-json.ts';
import { mergeSlashes } from './message/slash-runs.ts';
import { trailingSlash } from './message/trailing-slash.ts';
import { mountOperations } from './operation/mount-operations.ts';
import type { Operation } from './operation/operation.ts';

export interface AppParts extends GuardParts {
  operations: readonly Operation[];
  store: ConfigStore;
  marks: StreamMarks;
  clock: Clock;
  logger: Logger;
}

/** Adds all that is served over HTTP to `app`. Nothing starts before a request comes. */
export function createApp(
  { operations, door, store, marks, clock, logger }: AppParts,
  app = express(),
): Express {
  const guards = createGuards({ door, store });
  app.disable('x-powered-by');
  // Answers have no tag of their content, but pages have one: their date alone does not tell an older package's page.
  app.set('etag', () => undefined);
  app.set('query parser', 'simple');
  usePlainJson(app);
  // Only a proxy on this machine may say for which client it speaks.
  app.set('trust proxy', 'loopback');
  app.use(
    inOrder([
      accessLog(logger, clock),
      mergeSlashes,
      securityHeaders,
      refuseForeignWrites,
      allowPictureOrigins(() => store.current),
      trailingSlash,
    ]),
  );
  app.use('/cam/:id', markStreams(marks));
  app.use('/api', guardUndecodablePaths(guards.admin));
  app.use(mountOperations(operations, guards));
  // Paths that do not exist ask for a login too, so that a stranger does not learn which ones exist.
  app.use('/cam', guards.view);
  app.use('/api', guards.admin);
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
