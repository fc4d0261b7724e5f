import { z } from 'zod';
import {
  eventLogPath,
  eventLogStateSchema,
  eventPageSchema,
  maxEventPage,
  type EventLogState,
  type EventPage,
} from '../server/contract/event.ts';
import { answerTo, send } from './api.ts';
import { readAnswer } from './read-answer.ts';

/** Times in milliseconds since the epoch. */
export interface EventFilter {
  camera?: string | undefined;
  name?: string | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** The disk with the recordings, which is asked which event is recorded, may sleep. */
const diskTimeoutMs = 20_000;

/** The newest events that fit, one page. @throws what `answerTo` and `readAnswer` throw; so do the others */
export function readNewestEvents(filter: EventFilter, after?: string): Promise<EventPage> {
  const query = queryOf(filter);
  query.set('order', 'desc');
  query.set('limit', String(maxEventPage));
  if (after !== undefined) query.set('after', after);
  return readAnswer(
    answerTo(`${eventLogPath}?${query.toString()}`, { timeoutMs: diskTimeoutMs }),
    eventPageSchema,
  );
}

export async function removeEvent({ id }: { id: string }): Promise<void> {
  await send('DELETE', `${eventLogPath}/${encodeURIComponent(id)}`);
}

/** Removes the events that fit, or all where nothing is given. Resolves to their number. */
export async function removeEvents(filter: EventFilter): Promise<number> {
  const query = queryOf(filter);
  if (query.size === 0) query.set('all', '1');
  const answer = send('DELETE', `${eventLogPath}?${query.toString()}`);
  return (await readAnswer(answer, z.object({ removed: z.number() }))).removed;
}

export function readEventState(): Promise<EventLogState> {
  return readAnswer(answerTo(`${eventLogPath}/state`), eventLogStateSchema);
}

function queryOf({ camera, name, fromMs, toMs }: EventFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (camera !== undefined) query.set('camera', camera);
  if (name !== undefined) query.set('name', name);
  if (fromMs !== undefined) query.set('from', String(Math.max(0, Math.floor(fromMs))));
  if (toMs !== undefined) query.set('to', String(Math.max(0, Math.ceil(toMs))));
  return query;
}
