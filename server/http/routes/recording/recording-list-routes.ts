import { z } from 'zod';
import {
  recordingListSchema,
  recordingQuerySchema,
  recordingsPath,
  timelineQuerySchema,
  timelineSchema,
  type RecordingEntry,
  type RecordingList,
  type RecordingQuery,
  type Timeline,
} from '../../../contract/recording.ts';
import { recordingEntry } from '../../../recording/recording-event.ts';
import { maxPage } from '../../../recording/storage/segment-entry.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseQuery } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { beingWritten, openRecordings, type RecordingRouteParts } from './found-recording.ts';

const usualPage = 100;
const dayMs = 86_400_000;

/** `/api/recordings` and the timeline of a camera. */
export function recordingListOperations(parts: RecordingRouteParts): Operation[] {
  const ofRecordings = { method: 'get', guard: 'view', noStore: true, group: 'Recordings' } as const;
  return [
    operation({
      ...ofRecordings,
      path: recordingsPath,
      summary: 'The recordings, films or stills of all cameras or of one, oldest first',
      query: recordingQuerySchema,
      answers: { 200: { description: 'One page', schema: recordingListSchema } },
      errors: [422, 503],
      async handle(request, response) {
        response.json(await listOf(parts, parseQuery(recordingQuerySchema, request.query)));
      },
    }),
    operation({
      ...ofRecordings,
      path: `${recordingsPath}/{camera}/timeline`,
      summary: 'When there are pictures of a camera; a time without a span is a gap',
      query: timelineQuerySchema,
      answers: { 200: { description: 'The spans', schema: timelineSchema } },
      errors: [422, 503],
      async handle(request, response) {
        const asked = parseQuery(timelineQuerySchema, request.query);
        const { to = parts.clock.now().getTime(), from = to - dayMs } = asked;
        response.json(await timelineOf(parts, request.params.camera, from, to));
      },
    }),
  ];
}

async function listOf(
  { recordings, clock }: RecordingRouteParts,
  query: RecordingQuery,
): Promise<RecordingList> {
  const { kind, camera, from, to, limit = usualPage, after } = query;
  const place = after === undefined ? undefined : readPlace(after);
  const open = await openRecordings(recordings);
  if (!open) return { recordings: [], next: null };
  const found = open.store.list({ kind, camera, fromMs: from, toMs: to, after: place, limit: limit + 1 });
  const last = found[limit - 1];
  const next = found.length > limit && last ? writePlace(last) : null;
  const page = found.slice(0, limit).filter(({ state }) => state === 'closed');
  const entries = page.map(recordingEntry);
  // The newest are those that are being written: they come after the last page.
  if (next === null) {
    const written = (await beingWritten(open.session, clock)).map(({ entry }) => entry);
    entries.push(...written.filter((entry) => isWanted(entry, query)));
  }
  return { recordings: entries, next };
}

function isWanted(
  entry: RecordingEntry,
  { kind = 'recording', camera, from = -Infinity, to = Infinity }: RecordingQuery,
): boolean {
  if (entry.kind !== kind) return false;
  const isOfCamera = camera === undefined || entry.camera === camera;
  return isOfCamera && entry.start_ms < to && entry.start_ms + entry.duration_ms >= from;
}

async function timelineOf(
  { recordings, clock }: RecordingRouteParts,
  camera: string,
  fromMs: number,
  toMs: number,
): Promise<Timeline> {
  const answer = { camera, from_ms: fromMs, to_ms: toMs };
  const open = await openRecordings(recordings);
  if (!open) return { ...answer, spans: [], truncated: false };
  const spans = open.store.spans({ camera, fromMs, toMs }).map((span) => {
    const { id, startMs, durationMs } = span;
    return { from_ms: startMs, to_ms: startMs + durationMs, id, protected: span.protected };
  });
  const truncated = spans.length >= maxPage;
  const written = truncated ? [] : (await beingWritten(open.session, clock)).map(({ entry }) => entry);
  for (const entry of written) {
    if (!isWanted(entry, { camera, from: fromMs, to: toMs })) continue;
    const { id, start_ms, duration_ms } = entry;
    spans.push({ from_ms: start_ms, to_ms: start_ms + duration_ms, id, protected: entry.protected });
  }
  return { ...answer, spans, truncated };
}

const placeSchema = z.tuple([z.number(), z.string().max(64), z.string().max(100)]);

/** The place after a recording, as a text for `after`. */
function writePlace({ startMs, camera, id }: { startMs: number; camera: string; id: string }): string {
  return Buffer.from(JSON.stringify([startMs, camera, id])).toString('base64url');
}

/** @throws ApiError 422 */
function readPlace(after: string): { startMs: number; camera: string; id: string } {
  try {
    const text = Buffer.from(after, 'base64url').toString();
    const [startMs, camera, id] = placeSchema.parse(JSON.parse(text));
    return { startMs, camera, id };
  } catch {
    const msg = 'Input should be the value of `next` of another page';
    const issue = { type: 'value_error', loc: ['query', 'after'], msg, input: after.slice(0, 64) };
    throw new ApiError(422, 'bad-query', [issue], { field: 'after' });
  }
}
