import type { Supervisor } from '../../../camera/supervisor.ts';
import {
  exportEntrySchema,
  exportListSchema,
  exportsPath,
  exportStartSchema,
  type ExportEntry,
} from '../../../contract/export.ts';
import type { Exports } from '../../../recording/export/exports.ts';
import type { ReadLane } from '../../../recording/playback/read-lane.ts';
import type { RecordingStore } from '../../../recording/storage/recording-store.ts';
import { Places } from '../../../runtime/queue/places.ts';
import { clientOf } from '../../gate/client-of.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { unknownCamera } from '../config-edit.ts';
import { openRecordings, type RecordingRouteParts } from './found-recording.ts';
import { onDisk } from './on-disk.ts';
import { sendVideo } from './send-video.ts';

export interface ExportParts extends RecordingRouteParts {
  cameras: Supervisor;
}

/** The most files that are sent at a time. */
const maxDownloads = 8;
const retryAfter = { headers: { 'Retry-After': '30' } };
const media = { mkv: 'video/x-matroska', mp4: 'video/mp4' } as const;

/**
 * `/api/exports`: a part of the recordings of a camera as one file. Only an administrator begins or ends one, since it
 * needs the processor for minutes and room on the disk; those who may watch see them and load the files.
 */
export function exportOperations(parts: ExportParts): Operation[] {
  const downloads = new Places({ total: maxDownloads, reserved: 2 });
  const path = `${exportsPath}/{id}` as const;
  const one = { description: 'The export', schema: exportEntrySchema };
  return [
    operation({
      method: 'get',
      path: exportsPath,
      guard: 'view',
      noStore: true,
      group: 'Recordings',
      summary: 'The exports, oldest first; they are kept for a day',
      answers: { 200: { description: 'All', schema: exportListSchema } },
      errors: [503],
      async handle(_request, response) {
        const exports = await exportsOf(parts);
        response.json({ exports: exports ? await onDisk(() => exports.list()) : [] });
      },
    }),
    operation({
      method: 'post',
      path: exportsPath,
      guard: 'admin',
      group: 'Recordings',
      summary: 'Makes one file of the recordings of a camera in a time, or of its films',
      description:
        '"mkv" has the pictures as they are, with their true times; "mp4" is H.264 and leaves gaps out. One export is made ' +
        'at a time, and eight wait at the most. The event "export" tells how it goes.',
      body: {
        schema: exportStartSchema,
        size: 'small',
        example: { camera: 'door', from: '2026-11-29T10:00:00Z', to: '2026-11-29T10:05:00Z', format: 'mp4' },
      },
      answers: { 202: { ...one, description: 'It waits for its turn' } },
      errors: [404, 503],
      async handle(request, response) {
        const entry = await startExport(parts, request.body);
        response.status(202).json(entry);
      },
    }),
    operation({
      method: 'get',
      path,
      guard: 'view',
      noStore: true,
      group: 'Recordings',
      summary: 'One export: whether it waits, runs, is done, failed or was cancelled',
      answers: { 200: one },
      errors: [404, 503],
      async handle(request, response) {
        response.json((await findExport(parts, request.params.id)).entry);
      },
    }),
    operation({
      method: 'delete',
      path,
      guard: 'admin',
      group: 'Recordings',
      summary: 'Cancels an export that waits or runs; removes one that ended, with its file',
      answers: { 200: { ...one, description: 'It is cancelled' }, 204: { description: 'It is removed' } },
      errors: [404, 503],
      async handle(request, response) {
        const { exports, entry } = await findExport(parts, request.params.id);
        const cancelled = await onDisk(() => exports.cancel(entry.id));
        if (cancelled) {
          response.json(cancelled);
          return;
        }
        await onDisk(() => exports.remove(entry));
        response.status(204).end();
      },
    }),
    operation({
      method: 'get',
      path: `${path}/file`,
      guard: 'view',
      group: 'Recordings',
      summary: 'The file of an export that is done; takes Range',
      answers: {
        200: { description: 'The file', media: media.mp4 },
        206: { description: 'A part of it', media: media.mp4 },
      },
      errors: [404, 409, 416, 503],
      async handle(request, response) {
        const { exports, entry, lane, store } = await findExport(parts, request.params.id);
        if (entry.state !== 'done') {
          throw new ApiError(409, 'export-not-done', 'The export has no file: it is not done.');
        }
        const client = clientOf(request);
        if (downloads.refusal(client)) {
          const detail = 'Too many exports are being sent already; try again later.';
          throw new ApiError(503, 'too-many-downloads', detail, { headers: { 'Retry-After': '5' } });
        }
        response.once('close', downloads.take(client));
        const file = {
          path: exports.pathOf(entry),
          name: entry.file_name,
          type: media[entry.format],
          lane,
          store,
        };
        await sendVideo(request, response, file);
      },
    }),
  ];
}

/** @throws ApiError 404 for a camera or a time without recordings; 422; 503 */
async function startExport(parts: ExportParts, body: unknown): Promise<ExportEntry> {
  const { camera, from, to, format, kind } = parseBody(exportStartSchema, body);
  const open = await openRecordings(parts.recordings);
  const isRecorded = open?.store.totals(kind).some((totals) => totals.camera === camera);
  const config = parts.cameras.camera(camera)?.config;
  if (!config && !isRecorded) throw unknownCamera();
  const { writers = [], timed } = open?.session ?? {};
  const written =
    kind === 'recording'
      ? writers.some((writer) => writer.camera === camera && writer.recorder.segment)
      : timed?.films.some((film) => film.camera === camera && film.segment);
  const range = { camera, kind, fromMs: from, toMs: to };
  if (!open || (!written && open.store.list({ ...range, limit: 1 }).length === 0)) {
    throw new ApiError(404, 'no-recordings', 'There are no recordings of the camera in that time.');
  }
  const { exports } = open.session;
  const entry = await onDisk(() => exports.start({ ...range, name: config?.name ?? camera, format }));
  if (entry) return entry;
  const detail = 'Too many exports wait already; try again when one is done.';
  throw new ApiError(503, 'too-many-exports', detail, retryAfter);
}

/** @throws ApiError 404 when there is no such export; 503 */
async function findExport({ recordings }: ExportParts, id: string): Promise<FoundExport> {
  const open = await openRecordings(recordings);
  const exports = open?.session.exports;
  const entry = exports && (await onDisk(() => exports.get(id)));
  if (entry) return { exports, entry, lane: open.session.readLane, store: open.store };
  throw new ApiError(404, 'unknown-export', 'There is no such export; one is kept for a day.');
}

/** Undefined: nothing was ever recorded. @throws ApiError 503 */
async function exportsOf({ recordings }: ExportParts): Promise<Exports | undefined> {
  return (await openRecordings(recordings))?.session.exports;
}

interface FoundExport {
  exports: Exports;
  entry: ExportEntry;
  lane: ReadLane;
  store: RecordingStore;
}
