import express, { type Express } from 'express';
import type { Links } from '../access/links.ts';
import type { Tokens } from '../access/tokens.ts';
import type { CameraSurroundings } from '../camera/health-report.ts';
import type { Supervisor } from '../camera/supervisor.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { eventsPath } from '../contract/events.ts';
import type { CameraHealth } from '../contract/health.ts';
import type { EventFeed } from '../event/event-feed.ts';
import type { NginxFile } from '../proxy/nginx-file.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { requireAdmin, requireViewer } from './access.ts';
import { cameraRoutes } from './camera-routes.ts';
import { allowPictureOrigins } from './cors.ts';
import { errorHandler, notFound } from './error-handler.ts';
import { eventRoutes } from './event-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { openApiRoutes } from './openapi-routes.ts';
import { nginxRoutes } from './nginx-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { refuseUnknownHosts } from './known-host.ts';
import { pageRoutes } from './pages.ts';
import { refuseForeignWrites } from './request-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { streamRoutes } from './stream-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import type { Viewers } from './viewers.ts';

export interface AppParts {
  cameras: Supervisor;
  store: ConfigStore;
  events: EventFeed;
  /** All cameras as /health shows them. */
  cameraHealths: () => CameraHealth[];
  tokens: Tokens;
  links: Links;
  viewers: Viewers;
  clock: Clock;
  logger: Logger;
  /** What others than the cameras know about them, for /health. */
  surroundingsOf: (id: string) => CameraSurroundings;
  /** What is wrong with the server beside its configuration, for /health. */
  problems: () => readonly string[];
  nginx: NginxFile;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
  /** Where the built pages are. */
  pagesFolder: string;
  version: string;
}

/** All that is served over HTTP; nothing of it begins before a request comes. */
export function createApp(parts: AppParts): Express {
  const { store, logger } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(securityHeaders);
  app.use(refuseForeignWrites);
  app.use(allowPictureOrigins(() => store.current));
  app.use(
    '/cam',
    requireViewer(() => store.current),
  );
  app.use(streamRoutes(parts));
  app.use(healthRoutes(parts));
  app.use(
    eventsPath,
    requireViewer(() => store.current),
  );
  app.use(eventRoutes(parts));
  app.use(
    '/api',
    requireAdmin(() => store.current),
  );
  app.use(refuseUnknownHosts(() => store.current));
  app.use(cameraRoutes(parts));
  app.use(openApiRoutes(parts));
  app.use(nginxRoutes(parts));
  app.use(tokenRoutes(parts));
  app.use(linkRoutes(parts));
  app.use(pageRoutes(parts.pagesFolder));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
