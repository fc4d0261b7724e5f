import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LanedFile } from '../../../recording/playback/laned-file.ts';
import type { ReadLane } from '../../../recording/playback/read-lane.ts';
import type { RecordingStore } from '../../../recording/storage/recording-store.ts';
import { ApiError } from '../../message/api-error.ts';
import { onFile } from './on-disk.ts';

/** A file that is sent to be saved under a name. */
export interface SentVideo {
  path: string;
  name: string;
  type: 'video/x-matroska' | 'video/mp4' | 'image/jpeg';
  lane: ReadLane;
  store: Pick<RecordingStore, 'check'>;
}

/**
 * Sends a file, or the part that is asked for, through the lane of the readers: 16 downloads from a disk that hangs must not
 * take all of Node's four threads.
 * @throws ApiError 404 for a file that is gone by now, 416 for a part that is not in it, 503
 */
export async function sendVideo(
  request: Pick<Request, 'method' | 'headers' | 'range' | 'fresh'>,
  response: Response,
  { path, name, type, lane, store }: SentVideo,
): Promise<void> {
  // The gates and the pipeline listen for its end, too: more than the ten from which Node suspects a leak.
  response.setMaxListeners(20);
  const left = new AbortController();
  response.once('close', () => left.abort());
  await using file = await onFile(store, () => LanedFile.open(path, lane, left.signal));
  const etag = `"${file.size.toString(16)}-${Math.trunc(file.changedAtMs).toString(16)}"`;
  response.set({
    'Content-Type': type,
    'Cache-Control': 'private, no-cache',
    'Accept-Ranges': 'bytes',
    ETag: etag,
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const { start, end, isPart } = partOf(request, file.size, etag);
  response.attachment(name).type(type);
  response.set('Content-Length', String(end - start));
  if (isPart) response.status(206).set('Content-Range', `bytes ${start}-${end - 1}/${file.size}`);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(file.read(start, end, left.signal)), response);
  } catch (error) {
    // A client that has left needs no answer. Any other client sees from Content-Length that the rest is missing.
    if (!left.signal.aborted && !response.destroyed)
      response.destroy(error instanceof Error ? error : undefined);
  }
}

/** Several parts in one answer are of no use for a video: all is sent. @throws ApiError 416 */
function partOf(
  request: Pick<Request, 'headers' | 'range'>,
  size: number,
  etag: string,
): { start: number; end: number; isPart: boolean } {
  const whole = { start: 0, end: size, isPart: false };
  const unchanged = request.headers['if-range'] ?? etag;
  if (unchanged === etag && size > 0 && hasLongSuffix(request.headers.range, size))
    return { ...whole, isPart: true };
  const parts = unchanged === etag ? request.range(size, { combine: true }) : undefined;
  if (parts === -1) {
    const detail = `The file has ${size} bytes; the part that was asked for is not in it.`;
    throw new ApiError(416, 'no-such-part', detail, { headers: { 'Content-Range': `bytes */${size}` } });
  }
  const [part] = Array.isArray(parts) && parts.type === 'bytes' && parts.length === 1 ? parts : [];
  return part ? { start: part.start, end: part.end + 1, isPart: true } : whole;
}

/**
 * Whether more bytes from the end are asked for than there are: that means all of them (RFC 9110, 14.1.2). Express leaves
 * such a part out.
 */
function hasLongSuffix(range: string | undefined, size: number): boolean {
  const [, parts] = /^bytes\s*=(.*)$/i.exec(range ?? '') ?? [];
  return (parts ?? '').split(',').some((part) => {
    const [, count] = /^\s*-(\d+)\s*$/.exec(part) ?? [];
    return Number(count ?? 0) > size;
  });
}
