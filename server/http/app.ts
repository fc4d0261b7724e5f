import express, { type Express } from 'express';
import type { StreamMarks } from '../camera/stream-marks.ts';
import { eventsPath } from '../contract/events.ts';
import { healthPath } from '../contract/health.ts';
import { livePath } from '../contract/live.ts';
import type { Logger } from '../runtime/logger.ts';
import { accessLog } from './access-log.ts';
import { backupRoutes } from './backup-routes.ts';
import { cameraDeviceRoutes, type CameraDeviceParts } from './camera-device-routes.ts';
import { cameraRoutes, type CameraParts } from './camera-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { allowPictureOrigins } from './cors.ts';
import { deviceRoutes, type DeviceParts } from './device-routes.ts';
import { deviceTrialRoutes, type DeviceTrialParts } from './device-trial-routes.ts';
import { errorHandler, notFound } from './error-handler.ts';
import { eventRoutes, type EventParts } from './event-routes.ts';
import { createGuards } from './guards.ts';
import { healthRoutes, type HealthParts } from './health-routes.ts';
import { historyRoutes, type HistoryParts } from './history-routes.ts';
import { kioskRoutes, type KioskParts } from './kiosk-routes.ts';
import { liveRoutes, type LiveParts } from './live-routes.ts';
import { linkRoutes, type LinkParts } from './link-routes.ts';
import { markStreams } from './mark-streams.ts';
import { metricsPath, metricsRoutes, type MetricsParts } from './metrics-routes.ts';
import { nginxRoutes, type NginxParts } from './nginx-routes.ts';
import { openApiRoutes, type OpenApiParts } from './openapi-routes.ts';
import { pageRoutes } from './pages.ts';
import { usePlainJson } from './plain-json.ts';
import { refuseForeignPages, refuseForeignWrites } from './request-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionRoutes, type SessionParts } from './session-routes.ts';
import { serverRoutes, type ServerParts } from './server-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { mergeSlashes } from './slash-runs.ts';
import { singleCameraRoutes } from './single-camera-routes.ts';
import { streamRoutes, type StreamParts } from './stream-routes.ts';
import { tokenRoutes, type TokenParts } from './token-routes.ts';
import { trailingSlash } from './trailing-slash.ts';
import { wallRoutes, type WallParts } from './wall-routes.ts';

/** What the routes need, each its part. */
export type AppParts = CameraDeviceParts &
  CameraParts &
  DeviceParts &
  DeviceTrialParts &
  EventParts &
  HealthParts &
  HistoryParts &
  KioskParts &
  LinkParts &
  LiveParts &
  MetricsParts &
  NginxParts &
  OpenApiParts &
  ServerParts &
  SessionParts &
  StreamParts &
  TokenParts &
  WallParts & {
    logger: Logger;
    marks: StreamMarks;
    /** Where the built pages are. */
    pagesFolder: string;
  };

/** All that is served over HTTP; nothing of it begins before a request comes. */
export function createApp(parts: AppParts): Express {
  const { store, logger, clock } = parts;
  const guards = createGuards(parts);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  usePlainJson(app);
  // Only a proxy on this machine may say whom it speaks for.
  app.set('trust proxy', 'loopback');
  app.use(accessLog(logger, clock));
  app.use(mergeSlashes);
  app.use(securityHeaders);
  app.use(refuseForeignWrites);
  app.use(allowPictureOrigins(() => store.current));
  app.use(trailingSlash);
  app.use('/cam/:id', markStreams(parts.marks));
  // Who is outside has to reach it.
  app.use(sessionRoutes(parts));

  app.use('/cam', guards.viewer);
  app.use(streamRoutes(parts));
  app.use(healthPath, guards.status);
  app.use(healthRoutes(parts));
  app.use(metricsPath, guards.status);
  app.use(metricsRoutes(parts));
  // Events tell what /health does, to whoever may see the pictures.
  app.use(eventsPath, guards.status, guards.viewer);
  app.use(eventRoutes(parts));

  // Browsers let a page of any site open a WebSocket anywhere, cookies and all.
  app.get(livePath, guards.viewer, refuseForeignPages);
  app.use(liveRoutes(parts));

  app.use('/api', guards.admin);
  app.use(cameraRoutes(parts));
  app.use(singleCameraRoutes(parts));
  app.use(controlRoutes(parts));
  app.use(deviceRoutes(parts));
  app.use(deviceTrialRoutes(parts));
  app.use(cameraDeviceRoutes(parts));
  app.use(settingsRoutes(parts));
  app.use(wallRoutes(parts));
  app.use(kioskRoutes(parts));
  app.use(backupRoutes(parts));
  app.use(historyRoutes(parts));
  app.use(nginxRoutes(parts));
  app.use(serverRoutes(parts));
  app.use(tokenRoutes(parts));
  app.use(linkRoutes(parts));
  app.use(openApiRoutes(parts));
  app.use(pageRoutes(parts.pagesFolder, guards));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
