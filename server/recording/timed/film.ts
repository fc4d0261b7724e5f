import type { Frame } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import { factsOf, type FrameFactsParts } from '../frame-facts.ts';
import { localTime } from '../local-time.ts';
import type { FileEnd } from '../matroska/matroska-writer.ts';
import { MatroskaWriter } from '../matroska/matroska-writer.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import type { OpenSegment } from '../segment-feed.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { SegmentDisk } from '../segment/segment-disk.ts';
import { SegmentFile } from '../segment/segment-file.ts';
import type { ClosedSegment, SegmentHome } from '../segment/segment-home.ts';
import { storageProblem, type StorageProblem } from '../segment/storage-problem.ts';
import { ageText, dateText } from './film-times.ts';

export interface FilmParts extends FrameFactsParts {
  /** Of films. */
  home: SegmentHome;
  /** Asks for room for one more picture: why there is none, or undefined. */
  room: () => Promise<StorageProblem | undefined>;
  disk: SegmentDisk;
  lane: DiskLane;
  clock: Pick<Clock, 'nowMs'>;
  settings: { fps: number; interval_seconds: number };
  onClosed: (film: ClosedSegment) => Promise<void>;
  /** A film could not be closed: it stays as it is, and is repaired later. */
  onLeft: (path: string) => void;
  /** Of days; undefined: the server's. */
  timeZone?: string | undefined;
}

interface OpenFilm {
  file: SegmentFile;
  writer: MatroskaWriter;
  facts: SegmentFacts;
  path: string;
  day: string;
  frames: number;
  /** Its length with those frames. */
  bytes: number;
  /** Of its first and last picture, monotonic milliseconds. */
  firstAtMs: number;
  lastAtMs: number;
  /** Of its pictures. */
  withdrawn: Frame['withdrawn'];
}

/** A power cut takes the pictures of at most this time. */
const syncMs = 2_000;

/**
 * The film of a camera's pictures. Each goes to the file at once, so that nothing has to be made of them at the end. A
 * day, another size of the picture and a clock that was set begin another file. One call at a time.
 */
export class Film {
  readonly #parts: FilmParts;
  #open: OpenFilm | undefined;
  #syncedAtMs = 0;

  constructor(parts: FilmParts) {
    this.#parts = parts;
  }

  /** The file being written. */
  get segment(): OpenSegment | undefined {
    const open = this.#open;
    if (!open) return undefined;
    const { path, facts, frames, writer } = open;
    return { path, facts, startedAt: facts.startedAt, frames, placeOf: (frame) => writer.placeOf(frame) };
  }

  /** Appends a picture. Why the storage does not take it; undefined: it is in the file. Never rejects. */
  async add(frame: Frame): Promise<StorageProblem | undefined> {
    const full = this.#open && (await this.#parts.room());
    if (full || (this.#open && this.#isSplitBy(this.#open, frame))) await this.end();
    if (full) return full;
    try {
      const open = this.#open ?? (await this.#begin(frame));
      if ('problem' in open) return open.problem;
      await this.#append(open, frame);
      return undefined;
    } catch (error) {
      await this.#salvage();
      return storageProblem(error);
    }
  }

  /** Ends the file, if there is one. Never rejects. */
  async end(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    try {
      await this.#finish(open, (end, path) => open.file.finish(end, path));
    } catch {
      await this.#salvage();
    }
  }

  async #begin(frame: Frame): Promise<OpenFilm | { problem: StorageProblem }> {
    const { home, disk, lane, clock, timeZone } = this.#parts;
    const facts = { ...factsOf(frame, this.#parts), hasCaptureTimes: true };
    const prepared = await home.prepare(facts);
    if (!prepared.ok) return { problem: prepared.problem };
    const { path } = prepared;
    const writer = new MatroskaWriter(facts);
    const file = await SegmentFile.create(disk, lane, path);
    const { capturedAtMs: atMs, withdrawn } = frame;
    const { day } = localTime(facts.startedAt, timeZone);
    const times = { day, firstAtMs: atMs, lastAtMs: atMs };
    this.#open = { file, writer, facts, path, ...times, withdrawn, frames: 0, bytes: 0 };
    this.#syncedAtMs = clock.nowMs();
    await file.append(writer.head);
    return this.#open;
  }

  #isSplitBy({ facts, day, lastAtMs, withdrawn }: OpenFilm, frame: Frame): boolean {
    const { isClockSynchronised, timeZone } = this.#parts;
    return (
      facts.width !== frame.width ||
      facts.height !== frame.height ||
      facts.orientation !== (frame.orientation ?? 1) ||
      (facts.clock === 'unsynchronised' && isClockSynchronised()) ||
      frame.withdrawn !== withdrawn ||
      frame.capturedAtMs <= lastAtMs ||
      localTime(new Date(frame.capturedAt), timeZone).day !== day
    );
  }

  async #append(open: OpenFilm, { jpeg, capturedAt, capturedAtMs }: Frame): Promise<void> {
    const { settings, timeZone, clock } = this.#parts;
    const { file, writer, facts, firstAtMs } = open;
    const frameMs = 1_000 / settings.fps;
    const isDated = facts.clock === 'synchronised';
    const captured = isDated ? dateText(new Date(capturedAt), timeZone) : ageText(capturedAtMs - firstAtMs);
    const ticks = Math.max(1, Math.floor(frameMs));
    await file.append(writer.filmCluster(open.frames * frameMs, ticks, { jpeg, captured }));
    open.frames++;
    open.bytes = file.bytes;
    open.lastAtMs = capturedAtMs;
    const nowMs = clock.nowMs();
    if (nowMs - this.#syncedAtMs < syncMs) return;
    this.#syncedAtMs = nowMs;
    await file.sync();
  }

  async #finish(open: OpenFilm, write: (end: FileEnd, path: string) => Promise<void>): Promise<void> {
    const { home, settings, onClosed } = this.#parts;
    const { facts, frames, bytes, path, file } = open;
    if (frames === 0) await file.discard();
    else {
      const durationMs = open.lastAtMs - open.firstAtMs + settings.interval_seconds * 1_000;
      const closed = home.finalPath(path, durationMs);
      await write(open.writer.end(frames, bytes), closed);
      await onClosed({ facts, path: closed, frames, bytes: file.bytes, durationMs });
    }
    this.#open = undefined;
  }

  /** After a failed write: closes the file with the pictures that are in it, so that it can be watched at once. */
  async #salvage(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    try {
      await this.#finish(open, (end, path) => open.file.salvage(open.bytes, end, path));
    } catch {
      // A disk that has refused a write may refuse this too. The film is repaired when the disk works again.
      this.#open = undefined;
      this.#parts.onLeft(open.path);
      await open.file.close().catch(() => undefined); // it may be closed already
    }
  }
}
