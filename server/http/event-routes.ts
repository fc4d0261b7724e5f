import { Router, type Response } from 'express';
import type { CameraHealth } from '../contract/health.ts';
import { eventsPath, type ServerEvent } from '../contract/events.ts';
import type { EventFeed } from '../event/event-feed.ts';
import type { Door } from '../access/door.ts';
import { ApiError } from './api-error.ts';
import { methodNotAllowed } from './error-handler.ts';
import { principalOf } from './principal-of.ts';

export interface EventParts {
  door: Door;
  events: EventFeed;
  /** All cameras as /health shows them. */
  cameraHealths: () => CameraHealth[];
}

export const eventStreamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  // nginx would collect events before it passes them on.
  'X-Accel-Buffering': 'no',
} as const;

const maxReaders = 64;
/** A reader this far behind is sent away; it comes back and begins with `hello`. */
const maxUnsentBytes = 1024 * 1024;
/** Proxies cut silent connections after a minute, and a reader that vanished is noticed by writing to it. */
const heartbeatMs = 15_000;
const reconnectAfterMs = 2_000;

/** `/api/events`: what happens, as server-sent events. */
export function eventRoutes({ door, events, cameraHealths }: EventParts): Router {
  const router = Router();
  let readers = 0;
  router.get(eventsPath, (request, response) => {
    if (readers === maxReaders) {
      const detail = `${maxReaders} readers follow the events already; try again later.`;
      throw new ApiError(503, 'too-many-readers', detail, { 'Retry-After': '5' });
    }
    response.set(eventStreamHeaders);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    readers++;
    response.once('close', () => readers--);
    response.write(`retry: ${reconnectAfterMs}\n\n`);
    send(response, { type: 'hello', cameras: cameraHealths() });
    const principal = principalOf(response);
    follow(response, events, () => door.isValid(principal));
  });
  router.all(eventsPath, methodNotAllowed('GET, HEAD'));
  return router;
}

/** Passes events on until the reader leaves, falls too far behind or may no longer know. */
function follow(response: Response, events: EventFeed, isAllowed: () => boolean): void {
  const left = new AbortController();
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  response.once('close', () => {
    clearInterval(heartbeat);
    left.abort();
  });
  const pass = (event: ServerEvent) => {
    if (response.writableLength > maxUnsentBytes || !isAllowed()) response.destroy();
    else send(response, event);
  };
  events.onEvent(pass, left.signal, () => response.destroy());
}

function send(response: Response, event: ServerEvent): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
