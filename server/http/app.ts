import express, { type Express } from 'express';
import type { StreamMarks } from '../camera/stream-marks.ts';
import { eventsPath } from '../contract/events.ts';
import { healthPath } from '../contract/health.ts';
import { livePath } from '../contract/live.ts';
import type { Logger } from '../log/logger.ts';
import { accessLog } from './gate/access-log.ts';
import { allowPictureOrigins } from './gate/cors.ts';
import { createGuards } from './gate/guards.ts';
import { refuseForeignPages, refuseForeignWrites } from './gate/request-origin.ts';
import { securityHeaders } from './gate/security-headers.ts';
import { errorHandler, notFound } from './message/error-handler.ts';
import { markStreams } from './message/mark-streams.ts';
import { usePlainJson } from './message/plain-json.ts';
import { mergeSlashes } from './message/slash-runs.ts';
import { trailingSlash } from './message/trailing-slash.ts';
import { linkRoutes, type LinkParts } from './routes/access/link-routes.ts';
import { sessionRoutes, type SessionParts } from './routes/access/session-routes.ts';
import { tokenRoutes, type TokenParts } from './routes/access/token-routes.ts';
import { backupRoutes } from './routes/backup-routes.ts';
import { cameraDeviceRoutes, type CameraDeviceParts } from './routes/camera/camera-device-routes.ts';
import { cameraRoutes, type CameraParts } from './routes/camera/camera-routes.ts';
import { controlRoutes } from './routes/camera/control-routes.ts';
import { singleCameraRoutes } from './routes/camera/single-camera-routes.ts';
import { deviceRoutes, type DeviceParts } from './routes/device/device-routes.ts';
import { deviceTrialRoutes, type DeviceTrialParts } from './routes/device/device-trial-routes.ts';
import { kioskRoutes, type KioskParts } from './routes/kiosk-routes.ts';
import { nginxRoutes, type NginxParts } from './routes/nginx-routes.ts';
import { openApiRoutes, type OpenApiParts } from './routes/openapi-routes.ts';
import { pageRoutes } from './routes/pages.ts';
import { liveRoutes, type LiveParts } from './routes/picture/live-routes.ts';
import { streamRoutes, type StreamParts } from './routes/picture/stream-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { eventRoutes, type EventParts } from './routes/status/event-routes.ts';
import { healthRoutes, type HealthParts } from './routes/status/health-routes.ts';
import { historyRoutes, type HistoryParts } from './routes/status/history-routes.ts';
import { metricsPath, metricsRoutes, type MetricsParts } from './routes/status/metrics-routes.ts';
import { serverRoutes, type ServerParts } from './routes/status/server-routes.ts';
import { wallRoutes, type WallParts } from './routes/wall-routes.ts';

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

/** Adds all that is served over HTTP to `app`; nothing of it begins before a request comes. */
export function createApp(parts: AppParts, app = express()): Express {
  const { store, logger, clock } = parts;
  const guards = createGuards(parts);
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
