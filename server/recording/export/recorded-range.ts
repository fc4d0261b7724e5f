import type { FileHandle } from 'node:fs/promises';
import type { ExportKind } from '../../contract/export.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { FileSource, type ByteSource } from '../matroska/byte-source.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import { readerLimits } from '../matroska/reader-limits.ts';
import { SegmentReader } from '../matroska/segment-reader.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import { openPlain } from '../../runtime/plain-file.ts';
import type { RecordingStore } from '../storage/recording-store.ts';
import { maxPage } from '../storage/segment-entry.ts';
import { kindOfId } from '../storage/segment-name.ts';
import { ExportError } from './export-error.ts';

/** A segment that is being written. */
export interface WrittenFile {
  camera: string;
  id: string;
  path: string;
  startMs: number;
}

/** The recordings on the disk. Each read waits for its turn, so that recording goes on. */
export interface RangeSource {
  store: RecordingStore;
  lane: DiskLane;
  written: () => WrittenFile[];
}

/** Wall clock, milliseconds since the epoch. */
export interface Range {
  camera: string;
  kind: ExportKind;
  fromMs: number;
  toMs: number;
}

/** The part of a segment that is in the range. Times are wall clock. */
export interface RangePiece {
  id: string;
  startMs: number;
  facts: SegmentFacts;
  /** Of its first and last frame in the range. */
  firstMs: number;
  lastMs: number;
  frames: number;
  /** About, of those frames. */
  bytes: number;
  /** Mean time between two frames of the segment; 0 where it has one only. */
  intervalMs: number;
}

export interface RangeFrame {
  piece: RangePiece;
  atMs: number;
  /** A JPEG, or a picture of H.264. */
  data: Buffer;
  isKey: boolean;
}

/**
 * The pieces of a range, in order of time, none twice: where two recordings have the same time, the one that began first
 * counts. @throws ExportError "too-large", "removed"; what the file system throws; MatroskaError
 */
export async function surveyRange(
  source: RangeSource,
  { camera, kind, fromMs, toMs }: Range,
  signal: AbortSignal,
): Promise<RangePiece[]> {
  const stored = source.store.list({ kind, camera, fromMs, toMs, limit: maxPage });
  if (stored.length >= maxPage) {
    throw new ExportError('too-large', 'There are too many recordings in this time. Export a shorter time.');
  }
  const written = source
    .written()
    .filter((file) => file.camera === camera && kindOfId(file.id) === kind && file.startMs < toMs);
  const closed = stored.filter(({ state }) => state === 'closed').map(({ id, startMs }) => ({ id, startMs }));
  const segments = [...closed, ...written.map(({ id, startMs }) => ({ id, startMs }))];
  segments.sort((one, other) => one.startMs - other.startMs);
  if (kind === 'timelapse') {
    const begun = segments.filter(({ startMs }) => startMs >= fromMs);
    return filmPieces(begun, (id, use) => withReader(source, camera, id, signal, use));
  }
  const pieces: RangePiece[] = [];
  let nextMs = fromMs;
  for (const { id, startMs } of segments) {
    const piece = await withReader(source, camera, id, signal, (reader, size) => {
      return Promise.resolve(
        pieceOf(reader, { id, startMs, size, isFirst: pieces.length === 0 }, nextMs, toMs),
      );
    });
    if (!piece) continue;
    pieces.push(piece);
    nextMs = piece.lastMs + 1;
  }
  return pieces;
}

/** Whole films, each of which begins when the one before has ended, by the time that films play. */
async function filmPieces(
  films: readonly { id: string; startMs: number }[],
  read: (id: string, use: (reader: SegmentReader, size: number) => Promise<void>) => Promise<void>,
): Promise<RangePiece[]> {
  const pieces: RangePiece[] = [];
  let startMs = films[0]?.startMs ?? 0;
  for (const { id } of films) {
    await read(id, (reader, size) => {
      const piece = pieceOf(reader, { id, startMs, size, isFirst: true }, startMs, Number.MAX_SAFE_INTEGER);
      if (piece) pieces.push(piece);
      startMs += reader.durationMs;
      return Promise.resolve();
    });
  }
  return pieces;
}

/** All frames of the pieces, in order, one in memory at a time. @throws as `surveyRange` */
export async function* framesOf(
  source: RangeSource,
  camera: string,
  pieces: readonly RangePiece[],
  signal: AbortSignal,
): AsyncGenerator<RangeFrame> {
  for (const piece of pieces) {
    const { file, reader } = await openSegment(source, camera, piece.id, signal);
    try {
      const first = frameFrom(reader, piece.firstMs - piece.startMs);
      for (let frame = first; frame < first + piece.frames; frame++) {
        signal.throwIfAborted();
        const atMs = piece.startMs + reader.timeOf(frame);
        const isKey = reader.keyUntil(frame) === frame;
        yield { piece, atMs, data: await reader.readFrame(frame, signal), isKey };
      }
    } finally {
      await source.lane.run(() => file.close());
    }
  }
}

function pieceOf(
  reader: SegmentReader,
  { id, startMs, size, isFirst }: { id: string; startMs: number; size: number; isFirst: boolean },
  fromMs: number,
  toMs: number,
): RangePiece | undefined {
  const { frameCount, facts } = reader;
  const first = keyFor(reader, frameFrom(reader, fromMs - startMs), isFirst);
  const frames = frameFrom(reader, toMs - startMs) - first;
  if (frames <= 0) return undefined;
  return {
    ...{ id, startMs, facts, frames },
    firstMs: startMs + reader.timeOf(first),
    lastMs: startMs + reader.timeOf(first + frames - 1),
    bytes: Math.round((size * frames) / frameCount),
    intervalMs: frameCount > 1 ? reader.timeOf(frameCount - 1) / (frameCount - 1) : 0,
  };
}

/** The first frame that is not before a time of the file; the number of frames where there is none. */
function frameFrom(reader: SegmentReader, timeMs: number): number {
  const frame = reader.frameAt(timeMs);
  return frame >= 0 && reader.timeOf(frame) < timeMs ? frame + 1 : Math.max(0, frame);
}

/** H.264 can begin with a key frame only: the one before at the start of the range, the one after where frames are there. */
function keyFor(reader: SegmentReader, frame: number, isFirst: boolean): number {
  const before = frame < reader.frameCount ? reader.keyUntil(frame) : frame;
  if (isFirst && before >= 0) return before;
  let next = frame;
  while (next < reader.frameCount && reader.keyUntil(next) !== next) next++;
  return next;
}

async function withReader<T>(
  source: RangeSource,
  camera: string,
  id: string,
  signal: AbortSignal,
  use: (reader: SegmentReader, size: number) => Promise<T>,
): Promise<T> {
  const { file, reader, size } = await openSegment(source, camera, id, signal);
  try {
    return await use(reader, size);
  } finally {
    await source.lane.run(() => file.close());
  }
}

async function openSegment(source: RangeSource, camera: string, id: string, signal: AbortSignal) {
  const { lane } = source;
  const file = await openFile(source, camera, id);
  try {
    const bytes = await lane.run(() => new FileSource(file).look());
    const reader = await SegmentReader.open(inLane(bytes, lane), readerLimits, signal);
    return { file, reader, size: bytes.size };
  } catch (error) {
    await lane.run(() => file.close());
    throw error;
  }
}

/** A segment gets another name when it is closed: then it is looked for once more. */
async function openFile(source: RangeSource, camera: string, id: string, tries = 2): Promise<FileHandle> {
  const { store, lane } = source;
  const stored = store.get(camera, id);
  const written = source.written().find((file) => file.camera === camera && file.id === id);
  const path = stored ? store.pathOf(stored) : written?.path;
  try {
    if (path !== undefined) return await lane.run(() => openPlain(path));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  if (tries > 1) return openFile(source, camera, id, tries - 1);
  throw new ExportError('removed', 'A recording of the range was removed while it was exported.');
}

function inLane(source: ByteSource, lane: DiskLane): ByteSource {
  return { size: source.size, read: (at, length) => lane.run(() => source.read(at, length)) };
}
