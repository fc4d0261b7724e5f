import { open, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { ExportFormat } from '../../contract/export.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import { realDisk } from '../segment/segment-disk.ts';
import { SegmentFile } from '../segment/segment-file.ts';
import { ExportError } from './export-error.ts';
import { localTime, type ExportResult } from './export-result.ts';
import { timelineOf, usualStepMs, type Timeline } from './gaps.ts';
import { JoinedFile } from './joined-file.ts';
import { chapterText, mp4Args } from './mp4-args.ts';
import { Mp4Encoder } from './mp4-encoder.ts';
import { codingOf, exportFrames, type Coding } from './export-frames.ts';
import { surveyRange, type Range, type RangePiece, type RangeSource } from './recorded-range.ts';

export interface ExportJob {
  source: RangeSource;
  range: Range;
  format: ExportFormat;
  cameraName: string;
  /** Of the file while it is written, and then. */
  partPath: string;
  path: string;
  clock: Clock;
  /** Asked at the start and each second: whether so many more bytes may be written. @throws ExportError */
  makeRoom: (bytesSoFar: number, bytesMore: number) => Promise<void>;
  onProgress: (progress: number, bytes: number) => void;
}

interface Plan {
  first: RangePiece;
  pieces: RangePiece[];
  frames: number;
  /** About; of the finished file. */
  bytes: number;
  facts: SegmentFacts;
  timeline: Timeline;
  durationMs: number;
  coding: Coding;
}

const maxGaps = 500;
const tickMs = 1_000;
/** Bytes between two syncs of the file: with more, a sync would keep the recorders from the disk for too long. */
const syncBytes = 4_000_000;
/** H.264 is smaller than MJPEG by about as much. */
const mp4Share = 0.25;

/**
 * Makes the file of an export. What it left in `partPath` when it failed is removed.
 * @throws ExportError; what the file system throws; MatroskaError; the abort's reason
 */
export async function writeExport(job: ExportJob, signal: AbortSignal): Promise<ExportResult> {
  const plan = planOf(await surveyRange(job.source, job.range, signal), job.format);
  await job.makeRoom(0, plan.bytes);
  const written = await (job.format === 'mkv' ? writeMkv(job, plan, signal) : writeMp4(job, plan, signal));
  const { spans } = plan.timeline;
  const gaps = spans.slice(1, maxGaps + 1).map((span, index) => {
    return { from_ms: spans[index]?.toMs ?? span.fromMs, to_ms: span.fromMs };
  });
  return { ...written, frames: plan.frames, startMs: plan.first.firstMs, durationMs: plan.durationMs, gaps };
}

/** @throws ExportError "no-recordings", "turned", "mixed" */
function planOf(pieces: RangePiece[], format: ExportFormat): Plan {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last) throw new ExportError('no-recordings', 'There are no recordings of that time.');
  const coding = codingOf(pieces, format);
  const turned = pieces.find(({ facts }) => facts.orientation !== first.facts.orientation);
  if (turned) {
    const when = localTime(turned.firstMs);
    const message = `The camera's picture was turned at ${when}. Export the time before and the time after it.`;
    throw new ExportError('turned', message);
  }
  const timeline = timelineOf(pieces, format === 'mp4');
  const sum = (read: (piece: RangePiece) => number) => pieces.reduce((all, piece) => all + read(piece), 0);
  const startedAt = new Date(first.firstMs);
  const bootMs = first.facts.bootMs + first.firstMs - first.startMs;
  return {
    ...{ first, pieces, timeline, coding },
    frames: sum(({ frames }) => frames),
    bytes: sum(({ bytes }) => bytes) * (format === 'mp4' && coding !== 'avc' ? mp4Share : 1),
    // The times of a film's captures are not copied.
    facts: {
      ...{ ...first.facts, startedAt, bootMs, hasCaptureTimes: false },
      avc: coding === 'avc' ? first.facts.avc : undefined,
    },
    durationMs: Math.round(last.lastMs - (timeline.offsetsMs.get(last) ?? 0) + usualStepMs(last)),
  };
}

/** Writes all frames into the file. @param look is called about once a second */
async function copyFrames(
  { source, range, clock }: ExportJob,
  { pieces, timeline, coding }: Plan,
  file: JoinedFile,
  look: (frames: number) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let lookAtMs = clock.nowMs() + tickMs;
  const wanted = { camera: range.camera, pieces, coding };
  for await (const { piece, atMs, data, isKey } of exportFrames(source, wanted, clock, signal)) {
    await file.add(atMs - (timeline.offsetsMs.get(piece) ?? 0), data, isKey);
    if (clock.nowMs() < lookAtMs) continue;
    lookAtMs = clock.nowMs() + tickMs;
    await look(file.frames);
  }
}

async function writeMkv(job: ExportJob, plan: Plan, signal: AbortSignal): Promise<{ bytes: number }> {
  const { source, partPath, path, makeRoom, onProgress } = job;
  const file = await SegmentFile.create(realDisk, source.lane, partPath);
  try {
    let syncedBytes = 0;
    const joined = new JoinedFile(plan.facts, plan.durationMs, async (bytes) => {
      await file.append(bytes);
      if (file.bytes - syncedBytes < syncBytes) return;
      syncedBytes = file.bytes;
      await file.sync();
    });
    await file.append(joined.head);
    const look = async (frames: number) => {
      onProgress(frames / plan.frames, file.bytes);
      await makeRoom(file.bytes, Math.max(syncBytes, plan.bytes - file.bytes));
    };
    await copyFrames(job, plan, joined, look, signal);
    await file.finish(await joined.end(plan.durationMs - joined.lastMs), path);
    return { bytes: file.bytes };
  } catch (error) {
    await file.discard().catch(() => undefined); // the disk refuses this, too
    throw error;
  }
}

async function writeMp4(job: ExportJob, plan: Plan, signal: AbortSignal): Promise<{ bytes: number }> {
  const { source, partPath, path, cameraName, makeRoom, onProgress } = job;
  const { width, height, orientation } = plan.facts;
  const hasOtherSizes = plan.pieces.some(({ facts }) => facts.width !== width || facts.height !== height);
  // Half of the processor, so that the cameras and their viewers have the other.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));
  const args = mp4Args(
    { width, height, orientation, hasOtherSizes, isCopied: plan.coding === 'avc' },
    partPath,
    threads,
  );
  const removePart = () => source.lane.run(() => realDisk.remove(partPath));
  try {
    await using encoder = new Mp4Encoder(args, metadataOf(cameraName, plan), signal);
    // ffmpeg is given pictures as they are coded, and turns them as it was told.
    const facts = { ...plan.facts, orientation: 1 };
    const joined = new JoinedFile(facts, plan.durationMs, (bytes) => encoder.write(bytes));
    await encoder.write(joined.head);
    const look = async () => {
      const bytes = await sizeOf(partPath);
      onProgress(encoder.frames / plan.frames, bytes);
      await makeRoom(bytes, Math.max(syncBytes, plan.bytes - bytes));
    };
    await copyFrames(job, plan, joined, look, signal);
    await joined.end(plan.durationMs - joined.lastMs);
    await encoder.finish();
    await syncFile(partPath);
    await source.lane.run(() => realDisk.rename(partPath, path));
    return { bytes: await sizeOf(path) };
  } catch (error) {
    await removePart().catch(() => undefined); // the disk refuses this, too
    throw error;
  }
}

function metadataOf(cameraName: string, { timeline, first, durationMs }: Plan): string {
  const { spans } = timeline;
  // One span needs no chapters: the file begins with it.
  const chapters = spans.length < 2 ? [] : spans.slice(0, maxGaps);
  return chapterText(
    `${cameraName} ${localTime(first.firstMs)}`,
    new Date(first.firstMs),
    chapters.map(({ fromMs, startsAtMs }, index) => {
      const toMs = spans[index + 1]?.startsAtMs ?? durationMs;
      return { fromMs: startsAtMs, toMs, title: localTime(fromMs) };
    }),
  );
}

/** Not in the disk's lane: a file of ffmpeg's may need seconds, in which the recorders go on. */
async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** 0 before ffmpeg has made it. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
