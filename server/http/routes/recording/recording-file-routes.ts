import { recordingsPath } from '../../../contract/recording.ts';
import { firstPicture, keepThumbnail, readThumbnail, stillPicture } from '../../../recording/thumbnail.ts';
import { wholeJpegFrame } from '../../../recording/playback/stored-picture.ts';
import type { Client } from '../../../runtime/queue/client.ts';
import { QueueFullError } from '../../../runtime/queue/fair-queue.ts';
import { Places } from '../../../runtime/queue/places.ts';
import type { FrameResizer } from '../../../stream/frame-resizer.ts';
import { clientOf } from '../../gate/client-of.ts';
import { queueRefusal } from '../../gate/limit-refusal.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import {
  findRecording,
  type FoundRecording,
  type OpenRecordings,
  type RecordingRouteParts,
} from './found-recording.ts';
import { onFile } from './on-disk.ts';
import { sendVideo } from './send-video.ts';

export interface RecordingFileParts extends RecordingRouteParts {
  variants: { resizer: FrameResizer };
}

/** The most files that are sent at a time. */
const maxDownloads = 16;
const thumbnailSize = { width: 320, quality: 75 };

/** The file of a recording, and a picture of it. */
export function recordingFileOperations(parts: RecordingFileParts): Operation[] {
  const downloads = new Places({ total: maxDownloads, reserved: 2 });
  const ofRecording = { method: 'get', guard: 'view', group: 'Recordings' } as const;
  return [
    operation({
      ...ofRecording,
      path: `${recordingsPath}/{camera}/{id}/file`,
      summary: 'The file: Matroska with MJPEG or H.264, of a still JPEG; takes Range',
      answers: {
        200: { description: 'The file', media: 'video/x-matroska' },
        206: { description: 'A part of it', media: 'video/x-matroska' },
      },
      errors: [404, 416, 503],
      async handle(request, response) {
        const found = await findRecording(parts, request.params);
        const client = clientOf(request);
        if (downloads.refusal(client)) {
          const detail = 'Too many recordings are being sent already; try again later.';
          throw new ApiError(503, 'too-many-downloads', detail, { headers: { 'Retry-After': '5' } });
        }
        response.once('close', downloads.take(client));
        const { entry, path, session, store } = found;
        const [ending, type] =
          entry.kind === 'still' ? (['jpg', 'image/jpeg'] as const) : (['mkv', 'video/x-matroska'] as const);
        const name = `${entry.camera}_${entry.id}.${ending}`;
        await sendVideo(request, response, { path, name, type, lane: session.readLane, store });
      },
    }),
    operation({
      ...ofRecording,
      path: `${recordingsPath}/{camera}/{id}/thumbnail`,
      summary: 'A small picture of the recording: its first one',
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [404, 503],
      async handle(request, response) {
        const found = await findRecording(parts, request.params);
        const jpeg = await thumbnailOf(found, parts.variants.resizer, clientOf(request));
        response.set({ 'Content-Type': 'image/jpeg', 'Cache-Control': 'private, max-age=3600' });
        response.send(jpeg);
      },
    }),
  ];
}

/**
 * The thumbnail beside the file, made where there is none. A recording that is being written keeps none, a still
 * neither.
 */
async function thumbnailOf(
  { entry, path, stored, writing, session, store }: FoundRecording & OpenRecordings,
  resizer: FrameResizer,
  client: Client,
): Promise<Buffer> {
  const isStill = entry.kind === 'still';
  const left = new AbortController().signal;
  const found = await onFile(store, async () => {
    const kept = await session.readLane.run(async (signal) => {
      if (isStill) return stillPicture(path, new Date(entry.start_ms));
      const beside = stored && (await readThumbnail(path, entry.id));
      return beside ?? firstPicture(await session.readers.reader({ path, writing }, signal), signal);
    });
    if (Buffer.isBuffer(kept)) return kept;
    return wholeJpegFrame(kept, (group) => session.decoders.single(group, left), left);
  });
  if (Buffer.isBuffer(found)) return found;
  const { jpeg } = await resizer
    .resize(found, thumbnailSize, { work: 'snapshot', client })
    .catch((error: unknown) => {
      throw error instanceof QueueFullError ? queueRefusal('pictures', error) : error;
    });
  if (stored && !isStill) await session.lane.run(() => keepThumbnail(path, entry.id, jpeg));
  return jpeg;
}
