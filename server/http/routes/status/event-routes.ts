import type { Response } from 'express';
import type { Door } from '../../../access/door.ts';
import { eventsPath, type ServerEvent } from '../../../contract/events.ts';
import type { CameraHealth } from '../../../contract/health.ts';
import type { EventFeed } from '../../../event/event-feed.ts';
import { Places } from '../../../runtime/queue/places.ts';
import type { Refusals } from '../../../runtime/queue/refusals.ts';
import { clientOf } from '../../gate/client-of.ts';
import { limitRefusal } from '../../gate/limit-refusal.ts';
import { principalOf } from '../../gate/principal-of.ts';
import { operation, type Operation } from '../../operation/operation.ts';

export interface EventParts {
  door: Door;
  events: EventFeed;
  refusals: Refusals;
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
/** The number of these that is kept for programs on this machine and its screen. */
const reservedReaders = 8;
/** A reader this far behind is disconnected; it connects again and begins with `hello`. */
const maxUnsentBytes = 1024 * 1024;
/** Proxies cut silent connections after a minute, and a reader that vanished is noticed by writing to it. */
const heartbeatMs = 15_000;
const reconnectAfterMs = 2_000;

/** `/api/events`: the server's events, as server-sent events. */
export function eventOperations({ door, events, cameraHealths, refusals }: EventParts): Operation[] {
  const places = new Places({ total: maxReaders, reserved: reservedReaders });
  return [
    operation({
      method: 'get',
      path: eventsPath,
      // Events tell the same as /health, to a client that may also see the pictures.
      guard: 'view-and-status',
      group: 'Status',
      summary: 'What happens, as server-sent events',
      description:
        'Begins with `hello` and all cameras; then `camera`, `camera-removed`, `config`, `device-added`, `device-removed` ' +
        'and `identify`. The field `event` is the type, `data` the event as JSON.',
      answers: { 200: { description: 'Events without end', media: 'text/event-stream' } },
      errors: [503],
      handle(request, response) {
        const client = clientOf(request);
        const bound = places.refusal(client);
        if (bound) {
          const max = maxReaders - (client.isOwn ? 0 : reservedReaders);
          throw limitRefusal(refusals, { limit: 'events', bound, max });
        }
        response.set(eventStreamHeaders);
        if (request.method === 'HEAD') {
          response.end();
          return;
        }
        response.once('close', places.take(client));
        response.write(`retry: ${reconnectAfterMs}\n\n`);
        send(response, { type: 'hello', cameras: cameraHealths() });
        const principal = principalOf(response);
        follow(response, events, () => door.isValid(principal));
      },
    }),
  ];
}

/** Sends events until the reader leaves, is too far behind or loses its access. */
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
