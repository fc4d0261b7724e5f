import {
  exportEntrySchema,
  exportListSchema,
  exportsPath,
  type ExportEntry,
  type ExportFormat,
  type ExportKind,
} from '../server/contract/export.ts';
import {
  recordingEntrySchema,
  recordingListSchema,
  recordingsPath,
  storagePath,
  storageSchema,
  timelineSchema,
  type RecordingEntry,
  type RecordingList,
  type Storage,
  type Timeline,
} from '../server/contract/recording.ts';
import type { RecordingKind } from '../server/contract/recording-kind.ts';
import { answerTo, send } from './api.ts';
import { readAnswer } from './read-answer.ts';
import { fromRoot } from './root-path.ts';

/** A disk that sleeps needs some seconds until it answers. */
const diskTimeoutMs = 20_000;

/** Times in milliseconds since the epoch. */
interface RecordingFilter {
  kind?: RecordingKind;
  camera?: string;
  fromMs?: number;
  toMs?: number;
  limit?: number;
  after?: string;
}

/** One page of recordings. @throws what `answerTo` and `readAnswer` throw; so do the others */
export function readRecordings(filter: RecordingFilter): Promise<RecordingList> {
  return readAnswer(
    answerTo(recordingsPath + queryOf(filter), { timeoutMs: diskTimeoutMs }),
    recordingListSchema,
  );
}

/** One recording, film or still, with the number of its pictures. */
export function readRecording(recording: RecordingName): Promise<RecordingEntry> {
  return readAnswer(answerTo(pathOf(recording), { timeoutMs: diskTimeoutMs }), recordingEntrySchema);
}

/** One picture, and when it was captured in milliseconds since the epoch. @param number from 0 */
export async function readFrame(
  recording: RecordingName,
  number: number,
): Promise<{ picture: Blob; atMs: number }> {
  const path = `${pathOf(recording)}/frame?n=${number}`;
  const answer = await answerTo(path, { timeoutMs: diskTimeoutMs });
  return { picture: await answer.blob(), atMs: Number(answer.headers.get('X-Timestamp')) * 1_000 };
}

export function readTimeline(camera: string, fromMs: number, toMs: number): Promise<Timeline> {
  const path = `${recordingsPath}/${encodeURIComponent(camera)}/timeline`;
  return readAnswer(answerTo(path + queryOf({ fromMs, toMs }), { timeoutMs: diskTimeoutMs }), timelineSchema);
}

export async function protectRecording(recording: RecordingName, isProtected: boolean): Promise<void> {
  await send('PATCH', pathOf(recording), { protected: isProtected }, {}, diskTimeoutMs);
}

export async function removeRecording(recording: RecordingName): Promise<void> {
  await send('DELETE', pathOf(recording), undefined, {}, diskTimeoutMs);
}

export function readStorage(): Promise<Storage> {
  return readAnswer(answerTo(storagePath), storageSchema);
}

/** Takes the disk that is in the folder now, and gives the storage as it is then. */
export function adoptDisk(): Promise<Storage> {
  return readAnswer(send('POST', `${storagePath}/adopt`, undefined, {}, diskTimeoutMs), storageSchema);
}

/** Oldest first. */
export async function readExports(): Promise<ExportEntry[]> {
  const { exports } = await readAnswer(answerTo(exportsPath, { timeoutMs: diskTimeoutMs }), exportListSchema);
  return exports;
}

/** Times in milliseconds since the epoch. */
export function startExport(wanted: {
  camera: string;
  fromMs: number;
  toMs: number;
  format: ExportFormat;
  kind: ExportKind;
}): Promise<ExportEntry> {
  const { camera, fromMs, toMs, format, kind } = wanted;
  const body = { camera, format, kind, from: String(Math.floor(fromMs)), to: String(Math.ceil(toMs)) };
  return readAnswer(send('POST', exportsPath, body, {}, diskTimeoutMs), exportEntrySchema);
}

/** Cancels one that waits or runs; removes one that ended, with its file. */
export async function endExport({ id }: Pick<ExportEntry, 'id'>): Promise<void> {
  await send('DELETE', `${exportsPath}/${encodeURIComponent(id)}`, undefined, {}, diskTimeoutMs);
}

export function exportFileUrl({ id }: Pick<ExportEntry, 'id'>): string {
  return fromRoot(`${exportsPath}/${encodeURIComponent(id)}/file`);
}

type RecordingName = Pick<RecordingEntry, 'camera' | 'id'>;

export function recordingFileUrl(recording: RecordingName): string {
  return fromRoot(`${pathOf(recording)}/file`);
}

export function recordingThumbnailUrl(recording: RecordingName): string {
  return fromRoot(`${pathOf(recording)}/thumbnail`);
}

function pathOf({ camera, id }: RecordingName): string {
  return `${recordingsPath}/${encodeURIComponent(camera)}/${encodeURIComponent(id)}`;
}

function queryOf({ kind, camera, fromMs, toMs, limit, after }: RecordingFilter): string {
  const query = new URLSearchParams();
  if (kind !== undefined) query.set('kind', kind);
  if (camera !== undefined) query.set('camera', camera);
  if (fromMs !== undefined) query.set('from', String(Math.max(0, Math.floor(fromMs))));
  if (toMs !== undefined) query.set('to', String(Math.max(0, Math.ceil(toMs))));
  if (limit !== undefined) query.set('limit', String(limit));
  if (after !== undefined) query.set('after', after);
  return `?${query.toString()}`;
}
