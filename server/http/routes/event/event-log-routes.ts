import { z } from 'zod';
import {
  eventEntrySchema,
  eventLogPath,
  eventLogStateSchema,
  eventPageSchema,
  eventQuerySchema,
  eventRemovalSchema,
  type EventEntry,
  type EventPage,
  type EventQuery,
} from '../../../contract/event.ts';
import type { KeptEvent } from '../../../contract/kept-event.ts';
import type { EventFilter, EventPlace } from '../../../event/log/event-memory.ts';
import type { Events } from '../../../event/events.ts';
import { coveringRecordings } from '../../../recording/covering.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseQuery } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { beingWritten, openRecordings, type RecordingRouteParts } from '../recording/found-recording.ts';

export interface EventLogRouteParts extends RecordingRouteParts {
  keptEvents: Events;
}

const usualPage = 100;
/** A request waits so long for the first reading of the files. The reading of 8 MB takes a Pi less than two seconds. */
const maxOpeningMs = 5_000;
const removedSchema = z.object({ removed: z.number().int() });

/** `/api/event-log`: what happened at the cameras. */
export function eventLogOperations(parts: EventLogRouteParts): Operation[] {
  const { keptEvents } = parts;
  const ofEvents = { group: 'Events', noStore: true } as const;
  return [
    operation({
      ...ofEvents,
      method: 'get',
      path: eventLogPath,
      guard: 'view-and-status',
      summary: 'What hooks and other parts noticed at the cameras, oldest first',
      query: eventQuerySchema,
      answers: { 200: { description: 'One page', schema: eventPageSchema } },
      errors: [422, 503],
      async handle(request, response) {
        const query = parseQuery(eventQuerySchema, request.query);
        await untilRead(parts);
        response.json(await pageOf(parts, query));
      },
    }),
    operation({
      ...ofEvents,
      method: 'delete',
      path: eventLogPath,
      guard: 'admin',
      summary: 'Removes the events that fit',
      description: 'At least one of the fields has to be given; `all=1` removes all of them.',
      query: eventRemovalSchema,
      answers: { 200: { description: 'How many went', schema: removedSchema } },
      errors: [422, 503, 507],
      async handle(request, response) {
        const { all, ...wanted } = parseQuery(eventRemovalSchema, request.query);
        const filter = filterOf(wanted);
        const isGiven = Object.values(filter).some((value) => value !== undefined);
        if (!isGiven && all === undefined) throw nothingGiven();
        await untilRead(parts);
        const removed = await keptEvents.remove(filter);
        throwUnsaved(parts);
        response.json({ removed });
      },
    }),
    operation({
      ...ofEvents,
      method: 'get',
      path: `${eventLogPath}/state`,
      guard: 'admin',
      summary: 'How many events are kept, and whether they are on the disk',
      answers: { 200: { description: 'As it is now', schema: eventLogStateSchema } },
      handle(_request, response) {
        response.json(keptEvents.store.report);
      },
    }),
    operation({
      ...ofEvents,
      method: 'get',
      path: `${eventLogPath}/{id}`,
      guard: 'view-and-status',
      summary: 'One event',
      answers: { 200: { description: 'The event', schema: eventEntrySchema } },
      errors: [404, 503],
      async handle(request, response) {
        await untilRead(parts);
        const event = keptEvents.store.get(request.params.id);
        if (!event) throw unknownEvent();
        response.json((await withRecordings(parts, [event])).events[0]);
      },
    }),
    operation({
      ...ofEvents,
      method: 'delete',
      path: `${eventLogPath}/{id}`,
      guard: 'admin',
      summary: 'Removes one event',
      answers: { 204: { description: 'Removed' } },
      errors: [404, 503, 507],
      async handle(request, response) {
        await untilRead(parts);
        if ((await keptEvents.remove({ id: request.params.id })) === 0) throw unknownEvent();
        throwUnsaved(parts);
        response.status(204).end();
      },
    }),
  ];
}

/** Until then nobody knows which events there are. @throws ApiError 503 */
async function untilRead({ keptEvents: { store }, clock }: EventLogRouteParts): Promise<void> {
  const read = new AbortController();
  await Promise.race([store.opened(), clock.sleep(maxOpeningMs, read.signal)]);
  read.abort();
  if (store.report.state !== 'opening') return;
  const detail = 'The events of earlier are still being read from the disk. Ask again.';
  throw new ApiError(503, 'events-opening', detail, { headers: { 'Retry-After': '5' } });
}

async function pageOf(parts: EventLogRouteParts, query: EventQuery): Promise<EventPage> {
  const { store } = parts.keptEvents;
  const { limit = usualPage, after: afterText, order, ...wanted } = query;
  const after = afterText === undefined ? undefined : readPlace(afterText);
  const filter = filterOf(wanted);
  const found = store.list(filter, { after, limit: limit + 1, order });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    ...(await withRecordings(parts, page)),
    next: last ? `${last.at_ms}_${last.id}` : null,
    count: store.countOf(filter),
  };
}

function filterOf({ camera, name, source, from, to }: z.output<typeof eventRemovalSchema>): EventFilter {
  return { camera, name, source, fromMs: from, toMs: to };
}

/** Events are told also when the disk with the recordings does not answer. */
async function withRecordings(
  parts: EventLogRouteParts,
  events: readonly KeptEvent[],
): Promise<Pick<EventPage, 'events' | 'recordings_known'>> {
  const covering = await coveringOf(parts, events);
  return {
    events: events.map((event, index): EventEntry => {
      const found = covering?.[index];
      return {
        ...event,
        time: new Date(event.at_ms).toISOString(),
        recording: found ? { id: found.id, offset_ms: found.offsetMs } : null,
      };
    }),
    recordings_known: covering !== undefined,
  };
}

/** Undefined: not known. */
async function coveringOf(
  { recordings, clock }: EventLogRouteParts,
  events: readonly KeptEvent[],
): Promise<ReturnType<typeof coveringRecordings> | undefined> {
  if (events.length === 0) return [];
  try {
    const open = await openRecordings(recordings);
    if (!open) return [];
    const written = (await beingWritten(open.session, clock)).filter(
      ({ entry }) => entry.kind === 'recording',
    );
    return coveringRecordings(
      open.store,
      written.map(({ entry: { camera, id, start_ms, duration_ms } }) => ({
        ...{ camera, id, atMs: start_ms, durationMs: duration_ms },
      })),
      events.map(({ camera, at_ms }) => ({ camera, atMs: at_ms })),
    );
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** @throws ApiError 422 */
function readPlace(after: string): EventPlace {
  const [, at = '', id = ''] = /^(-?\d+(?:\.\d+)?)_([0-9a-z-]+)$/.exec(after) ?? [];
  if (id !== '') return { at_ms: Number(at), id };
  throw badQuery('after', 'Input should be the value of `next` of another page', after.slice(0, 64));
}

function nothingGiven(): ApiError {
  return badQuery('all', 'Give a field that says which events go, or all=1', null);
}

function badQuery(field: string, msg: string, input: string | null): ApiError {
  return new ApiError(422, 'bad-query', [{ type: 'value_error', loc: ['query', field], msg, input }], {
    field,
  });
}

function unknownEvent(): ApiError {
  return new ApiError(404, 'unknown-event', 'There is no such event.');
}

/** @throws ApiError 507 when the disk has refused what was removed */
function throwUnsaved({ keptEvents: { store } }: EventLogRouteParts): void {
  if (!store.problem) return;
  const detail = `The events are gone from the list, but not from the disk yet. ${store.problem.message}`;
  throw new ApiError(507, 'not-saved', detail);
}
