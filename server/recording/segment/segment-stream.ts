import type { Clock } from '../../runtime/clock.ts';
import { blockHeadBytes, clusterHeadBytes, type Cluster } from '../matroska/cluster.ts';
import { MatroskaWriter } from '../matroska/matroska-writer.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import { ClusterMemory } from './cluster-memory.ts';
import type { DiskLane } from './disk-lane.ts';
import type { SegmentDisk } from './segment-disk.ts';
import { SegmentFile } from './segment-file.ts';
import {
  streamLimits,
  type AddOutcome,
  type SegmentHome,
  type StreamEvents,
  type StreamLimits,
  type TimedPicture,
} from './segment-home.ts';
import { storageProblem, type StorageProblem } from './storage-problem.ts';

interface Segment {
  writer: MatroskaWriter;
  facts: SegmentFacts;
  file: SegmentFile | undefined;
  failed: StorageProblem | undefined;
  /** The frames that are in the file, and the length of the file with them. */
  frames: number;
  bytes: number;
  path: string;
  /** When the first frame came that a power cut would take; undefined when all are safe. */
  unsafeSinceMs: number | undefined;
}

interface OpenCluster {
  cluster: Cluster;
  memory: Buffer;
  frames: number;
  /** Capture time of its first frame. One that was kept in a ring is older than the cluster. */
  firstAtMs: number;
  openedAtMs: number;
}

type Job =
  | { kind: 'open'; segment: Segment }
  | ({ kind: 'write'; segment: Segment } & OpenCluster)
  | { kind: 'sync'; segment: Segment }
  | { kind: 'close'; segment: Segment };

export interface StreamParts {
  home: SegmentHome;
  disk: SegmentDisk;
  lane: DiskLane;
  clock: Pick<Clock, 'nowMs'>;
  events: StreamEvents;
  limits?: StreamLimits;
}

/**
 * One camera's way to the disk. `start`, `add` and `finish` copy a frame or note what is to be done and return at once,
 * whatever the disk does; `run` does it, in order.
 */
export class SegmentStream {
  readonly #parts: StreamParts;
  readonly #limits: StreamLimits;
  readonly #memory: ClusterMemory;
  readonly #jobs: Job[] = [];
  #segment: Segment | undefined;
  #open: OpenCluster | undefined;
  #wake: () => void = () => undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#limits = parts.limits ?? streamLimits;
    this.#memory = new ClusterMemory(this.#limits.clusterBytes, this.#limits.queueBytes);
  }

  /** Bytes of memory in use for what is not yet on the disk. */
  get queuedBytes(): number {
    return this.#memory.lentBytes;
  }

  /** Whether nothing is left to do. */
  get isIdle(): boolean {
    return this.#jobs.length === 0 && !this.#segment;
  }

  /** Begins a segment with its first frame, after ending the one before. When there is no room, nothing is done. */
  start(facts: SegmentFacts, frame: TimedPicture): AddOutcome {
    const needed = neededBytes(frame);
    if (!this.#memory.canHold(needed)) return 'too-large';
    const memory = this.#memory.take(needed);
    if (!memory) return 'no-room';
    this.finish();
    const writer = new MatroskaWriter(facts);
    const segment: Segment = {
      ...{ writer, facts, file: undefined, failed: undefined },
      ...{ frames: 0, bytes: 0, path: '', unsafeSinceMs: undefined },
    };
    this.#segment = segment;
    this.#push({ kind: 'open', segment });
    this.#openCluster(segment, memory, frame);
    return 'added';
  }

  /** Copies a frame to the end of the segment. A key frame of H.264 begins a cluster, since players begin there. */
  add(frame: TimedPicture): AddOutcome {
    const segment = this.#segment;
    if (!segment) return 'no-segment';
    const open = this.#open;
    const needed = neededBytes(frame);
    if (!this.#memory.canHold(needed)) return 'too-large';
    const { capturedAtMs, data, avc } = frame;
    const isKey = avc?.isKey ?? true;
    if (open && !avc?.isKey && capturedAtMs - open.firstAtMs < this.#limits.clusterMs) {
      if (segment.writer.add(open.cluster, capturedAtMs, data, isKey)) {
        open.frames++;
        return 'added';
      }
    }
    this.seal();
    const memory = this.#memory.take(needed);
    if (!memory) return 'no-room';
    this.#openCluster(segment, memory, frame);
    return 'added';
  }

  /** Notes what a hook saw, for the tags of the segment. @param capturedAt of the picture, in milliseconds since the epoch */
  noteSeen(label: string, capturedAt: number): void {
    const segment = this.#segment;
    segment?.writer.seen.add(label, capturedAt - segment.facts.startedAt.getTime());
  }

  /** Sends the cluster that is being built to the disk. */
  seal(): void {
    if (!this.#open || !this.#segment) return;
    this.#push({ kind: 'write', segment: this.#segment, ...this.#open });
    this.#open = undefined;
  }

  /** As `seal`, but only when a frame has waited too long, as with a camera that sends few frames. */
  sealOlderThan(nowMs: number): void {
    const { clusterMs, syncMs } = this.#limits;
    const unsafeSinceMs = this.#segment?.unsafeSinceMs ?? Infinity;
    const isLate = nowMs - unsafeSinceMs >= syncMs;
    if (this.#open && (isLate || nowMs - this.#open.firstAtMs >= clusterMs)) this.seal();
    else if (isLate && this.#segment && this.#jobs.length === 0)
      this.#push({ kind: 'sync', segment: this.#segment });
  }

  /** Ends the segment, if there is one. */
  finish(): void {
    if (!this.#segment) return;
    this.seal();
    this.#push({ kind: 'close', segment: this.#segment });
    this.#segment = undefined;
  }

  /**
   * Writes until `signal` aborts and nothing is left to write. It cannot end while the disk hangs. Rejects only for a
   * mistake of this program.
   */
  async run(signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake, { once: true });
    try {
      for (;;) {
        const job = this.#jobs[0];
        if (job) {
          await this.#do(job);
          this.#jobs.shift();
          if (this.isIdle) this.#memory.forgetFree();
        } else if (signal.aborted) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  #openCluster(segment: Segment, memory: Buffer, { capturedAtMs: at, data, avc }: TimedPicture): void {
    const cluster = segment.writer.openCluster(memory, at);
    segment.writer.add(cluster, at, data, avc?.isKey ?? true);
    this.#open = { cluster, memory, frames: 1, firstAtMs: at, openedAtMs: this.#parts.clock.nowMs() };
  }

  #push(job: Job): void {
    this.#jobs.push(job);
    this.#wake();
  }

  async #do(job: Job): Promise<void> {
    const { segment } = job;
    try {
      if (job.kind === 'open') await this.#create(segment);
      else if (job.kind === 'write') await this.#write(job);
      else if (job.kind === 'sync') await this.#sync(segment);
      else await this.#close(segment);
    } catch (error) {
      await this.#fail(segment, storageProblem(error));
    } finally {
      if (job.kind === 'write') this.#memory.give(job.memory);
    }
    if (job.kind === 'write') this.#parts.events.onRoom();
  }

  async #create(segment: Segment): Promise<void> {
    const { home, disk, lane, events } = this.#parts;
    const prepared = await home.prepare(segment.facts);
    if (!prepared.ok) return this.#fail(segment, prepared.problem);
    segment.path = prepared.path;
    segment.file = await SegmentFile.create(disk, lane, prepared.path);
    await segment.file.append(segment.writer.head);
    const { facts, writer } = segment;
    events.onOpened(prepared.path, { facts, placeOf: (frame) => writer.placeOf(frame) });
  }

  async #write({ segment, cluster, frames, openedAtMs }: Extract<Job, { kind: 'write' }>): Promise<void> {
    const { clock, events } = this.#parts;
    if (segment.failed) return events.onLost(frames, segment.failed.kind);
    if (!segment.file) return;
    const bytes = cluster.whole;
    try {
      await segment.file.append(bytes);
    } catch (error) {
      events.onLost(frames, storageProblem(error).kind);
      throw error;
    }
    segment.frames += frames;
    segment.bytes = segment.file.bytes;
    events.onWritten(frames, bytes.length);
    segment.unsafeSinceMs ??= openedAtMs;
    if (clock.nowMs() - segment.unsafeSinceMs >= this.#limits.syncMs) await this.#sync(segment);
  }

  async #sync(segment: Segment): Promise<void> {
    if (segment.failed) return;
    await segment.file?.sync();
    segment.unsafeSinceMs = undefined;
  }

  async #close(segment: Segment): Promise<void> {
    const { file, writer, facts, frames } = segment;
    if (!file || segment.failed) return;
    const end = writer.end(frames, segment.bytes);
    const path = this.#parts.home.finalPath(segment.path, end.durationMs);
    await file.finish(end, path);
    this.#parts.events.onClosed({ facts, path, frames, bytes: file.bytes, durationMs: end.durationMs });
  }

  async #fail(segment: Segment, problem: StorageProblem): Promise<void> {
    const { events } = this.#parts;
    segment.failed = problem;
    if (this.#segment === segment) {
      this.#segment = undefined;
      if (this.#open) {
        this.#memory.give(this.#open.memory);
        events.onLost(this.#open.frames, problem.kind);
      }
      this.#open = undefined;
    }
    events.onProblem(problem);
    if (segment.file) await this.#salvage(segment, segment.file);
  }

  /** Closes the file with the frames that are in it, so that it can be watched at once. */
  async #salvage({ writer, facts, frames, bytes, path: part }: Segment, file: SegmentFile): Promise<void> {
    const { events, home } = this.#parts;
    try {
      if (frames === 0) return await file.discard();
      const end = writer.end(frames, bytes);
      const path = home.finalPath(part, end.durationMs);
      await file.salvage(bytes, end, path);
      events.onClosed({ facts, path, frames, bytes: file.bytes, durationMs: end.durationMs });
    } catch {
      // A disk that has refused a write may refuse this too. The file is repaired when the disk works again.
      events.onLeft(part);
      await file.close().catch(() => undefined); // it may be closed already
    }
  }
}

function neededBytes({ data }: TimedPicture): number {
  return clusterHeadBytes + blockHeadBytes + data.length;
}
