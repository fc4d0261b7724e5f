import { uploadReasonText } from '../../contract/upload.ts';
import type { UploadTarget, ObjectMetadata, FinishedPart, ObjectStore } from './object-store.ts';
import type { SegmentParts, SentPart, FileRange } from './segment-part.ts';
import { UploadError } from './upload-error.ts';
import type { BegunUpload, UploadMemory } from './upload-memory.ts';

export interface SegmentToSend {
  key: string;
  bytes: number;
  metadata: ObjectMetadata;
  parts: SegmentParts;
}

export interface SendParts {
  target: Pick<UploadTarget, 'endpoint' | 'bucket'>;
  store: ObjectStore;
  memory: UploadMemory;
  /** Told how many bytes of the segment were handed on: it goes back when a part is sent again. */
  onProgress: (bytes: number) => void;
  /** Told how many bytes of the segment the storage has for good. */
  onAccepted: (bytes: number) => void;
  /** Ends a request in which nothing moves. */
  withinLimit: <T>(act: (signal: AbortSignal, progress: () => void) => Promise<T>) => Promise<T>;
}

/** A larger segment is sent in parts, so that a cut costs one part. S3 takes parts from 5 MiB on, and 10,000 of them. */
const mebibyte = 1024 * 1024;
const leastPartBytes = 8 * mebibyte;
const mostParts = 9_000;

/** Sends a segment, or what the storage does not have of it yet. @throws UploadError; the reason of the signal */
export async function sendSegment(segment: SegmentToSend, parts: SendParts): Promise<void> {
  const { bytes } = segment;
  const begun = await resumable(segment, parts);
  if (begun) return sendInParts(segment, begun, parts);
  const partBytes = Math.max(leastPartBytes, Math.ceil(bytes / mostParts / mebibyte) * mebibyte);
  if (bytes <= partBytes) return sendAtOnce(segment, parts);
  const { store, target, memory, withinLimit } = parts;
  const { key, metadata } = segment;
  const uploadId = await withinLimit((signal) => store.begin(key, metadata, signal));
  const { endpoint, bucket } = target;
  const next: BegunUpload = { endpoint, bucket, key, uploadId, bytes, partBytes, parts: [] };
  await memory.write(next);
  await sendInParts(segment, next, parts);
}

/**
 * Gives up the upload that was begun, if it is at this storage; what was begun elsewhere is forgotten, since its key is.
 * @throws UploadError
 */
export async function giveUpBegun({
  target,
  store,
  memory,
  withinLimit,
}: Omit<SendParts, 'onProgress' | 'onAccepted'>): Promise<void> {
  const begun = await memory.read();
  if (!begun) return;
  if (isSameBucket(begun, target)) {
    await withinLimit((signal) => store.abort(begun.key, begun.uploadId, signal)).catch((error: unknown) => {
      // A storage that does not allow it removes the parts by itself, or keeps them: more cannot be done.
      if (!(error instanceof UploadError) || uploadReasonText[error.reason].isPassing) throw error;
    });
  }
  await memory.write(undefined);
}

export function isSameBucket(one: SendParts['target'], other: SendParts['target']): boolean {
  return one.endpoint === other.endpoint && one.bucket === other.bucket;
}

/** The upload that was begun, if it is this one; another one is given up. */
async function resumable({ key, bytes }: SegmentToSend, parts: SendParts): Promise<BegunUpload | undefined> {
  const begun = await parts.memory.read();
  if (!begun) return undefined;
  if (begun.key === key && begun.bytes === bytes && isSameBucket(begun, parts.target)) return begun;
  await giveUpBegun(parts);
  return undefined;
}

async function sendAtOnce(
  segment: SegmentToSend,
  { store, onProgress, onAccepted, withinLimit }: SendParts,
): Promise<void> {
  const { key, bytes, metadata } = segment;
  await withinLimit(async (signal, progress) => {
    const part = await readPart(segment, { start: 0, bytes }, { signal, progress, onProgress });
    await store.put(key, part, metadata, signal);
  });
  onAccepted(bytes);
}

async function sendInParts(segment: SegmentToSend, begun: BegunUpload, parts: SendParts): Promise<void> {
  const { store, memory, withinLimit, onProgress, onAccepted } = parts;
  const { key, uploadId, bytes, partBytes } = begun;
  const done: FinishedPart[] = [...begun.parts];
  for (let number = done.length + 1; (number - 1) * partBytes < bytes; number++) {
    const start = (number - 1) * partBytes;
    const range = { start, bytes: Math.min(partBytes, bytes - start) };
    const finished = await withinLimit(async (signal, progress) => {
      const part = await readPart(segment, range, { signal, progress, onProgress });
      return store.putPart(key, { uploadId, number, part }, signal);
    }).catch((error: unknown) => forgetIfUnknown(error, memory));
    done.push(finished);
    await memory.write({ ...begun, parts: done });
    onAccepted(start + range.bytes);
  }
  await join(begun, done, parts);
  await memory.write(undefined);
}

/** @throws UploadError; what was begun is forgotten when the storage cannot go on with it */
async function join(
  { key, uploadId, bytes }: BegunUpload,
  done: readonly FinishedPart[],
  { store, memory, withinLimit }: SendParts,
): Promise<void> {
  let problem: UploadError;
  try {
    if ((await withinLimit((signal) => store.finish(key, uploadId, done, signal))) === 'joined') return;
    problem = new UploadError('server-error', 'it has lost the parts; they are sent again');
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    problem = error;
  }
  // It may have been joined before the server was killed, or the answer was lost.
  if ((await withinLimit((signal) => store.sizeOf(key, signal))) === bytes) return;
  if (!uploadReasonText[problem.reason].isPassing || problem.cause === undefined)
    await memory.write(undefined);
  throw problem;
}

/** The storage gives up uploads by itself after days: then there is nothing to go on with. */
async function forgetIfUnknown(error: unknown, memory: UploadMemory): Promise<never> {
  if (error instanceof UploadError && isUnknownUpload(error)) await memory.write(undefined);
  throw error;
}

function isUnknownUpload({ cause }: UploadError): boolean {
  return cause instanceof Error && cause.name === 'NoSuchUpload';
}

async function readPart(
  { parts }: SegmentToSend,
  range: FileRange,
  {
    signal,
    progress,
    onProgress,
  }: { signal: AbortSignal; progress: () => void; onProgress: (bytes: number) => void },
): Promise<SentPart> {
  let sent = range.start;
  onProgress(sent);
  const onSent = (bytes: number) => {
    sent += bytes;
    progress();
    onProgress(sent);
  };
  const part = await parts.part(range, onSent, signal);
  progress();
  return part;
}
