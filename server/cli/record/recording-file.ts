import type { CapturedImage } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { SegmentFacts } from '../../recording/matroska/segment-facts.ts';
import { DiskLane } from '../../recording/segment/disk-lane.ts';
import { realDisk, type SegmentDisk } from '../../recording/segment/segment-disk.ts';
import { streamLimits, type ClosedSegment, type SegmentHome } from '../../recording/segment/segment-home.ts';
import { SegmentStream } from '../../recording/segment/segment-stream.ts';
import { storageProblem, type StorageProblem } from '../../recording/segment/storage-problem.ts';
import type { Boot } from '../../recording/storage/boot.ts';
import { exists } from '../../runtime/exists.ts';
import { mp4Disk } from './mp4-disk.ts';
import { nextOutput, partOf } from './output-path.ts';

/** So much waits for a slow disk or encoder; frames beyond it are dropped and counted. */
const queueBytes = 32 * 1024 * 1024;

export interface RecordingFileParts {
  output: string;
  force: boolean;
  /** The stream as it is named in the file. */
  source: string;
  boot: Boot;
  isClockSynchronised: boolean;
  clock: Clock;
  /** The file cannot be written any more. */
  onProblem: () => void;
}

/**
 * The file of one recording. It is called "….part" until it is finished. A file has pictures of one size, so that a
 * stream whose size changes goes on in another one.
 */
export class RecordingFile {
  readonly #parts: RecordingFileParts;
  readonly #stream: SegmentStream;
  #size = '';
  #opened = 0;
  /** In milliseconds, by the path of a file that is being finished. */
  readonly #durations = new Map<string, number>();
  /** Frames that were taken, and their bytes. */
  frames = 0;
  bytes = 0;
  /** Frames for which there was no room. */
  dropped = 0;
  readonly closed: ClosedSegment[] = [];
  /** Files that could not be given their end and are called ".part" still. */
  readonly left: string[] = [];
  problem: StorageProblem | undefined;

  constructor(parts: RecordingFileParts) {
    const { output, force, clock } = parts;
    this.#parts = parts;
    const isMp4 = /\.mp4$/i.test(output);
    const disk = isMp4 ? mp4Disk((part) => this.#durations.get(part)) : realDisk;
    this.#stream = new SegmentStream({
      home: this.#home(),
      disk: force ? disk : keepingDisk(disk),
      lane: new DiskLane(clock),
      clock,
      events: {
        onOpened: () => undefined,
        onClosed: (segment) => this.closed.push(segment),
        onProblem: (problem) => {
          this.problem ??= problem;
          parts.onProblem();
        },
        onLeft: (path) => this.left.push(path),
        onRoom: () => undefined,
        onWritten: () => undefined,
        onLost: (frames) => (this.dropped += frames),
      },
      limits: { ...streamLimits, queueBytes },
    });
  }

  /** Copies the picture. False: there was no room for it. */
  add(image: CapturedImage): boolean {
    const { jpeg: data, capturedAtMs } = image;
    const size = `${image.width}x${image.height}`;
    let outcome = size === this.#size ? this.#stream.add({ data, capturedAtMs }) : 'no-segment';
    if (outcome === 'no-segment') {
      outcome = this.#stream.start(this.#facts(image), { data, capturedAtMs });
      if (outcome === 'added') this.#size = size;
    }
    if (outcome !== 'added') {
      this.dropped++;
      return false;
    }
    this.frames++;
    this.bytes += data.length;
    return true;
  }

  /** Asked twice a second: sends what is complete to the disk also when no picture comes. */
  tick(): void {
    this.#stream.sealOlderThan(this.#parts.clock.nowMs());
  }

  finish(): void {
    this.#stream.finish();
  }

  /** Writes until `signal` aborts and all is written. */
  run(signal: AbortSignal): Promise<void> {
    return this.#stream.run(signal);
  }

  #home(): SegmentHome {
    const { output } = this.#parts;
    return {
      prepare: async () => {
        try {
          const path = this.#opened++ === 0 ? output : await nextOutput(output);
          return { ok: true, path: partOf(path) };
        } catch (error) {
          return { ok: false, problem: storageProblem(error) };
        }
      },
      finalPath: (part, durationMs) => {
        this.#durations.set(part, durationMs);
        return part.slice(0, -partOf('').length);
      },
    };
  }

  #facts({ width, height, orientation, capturedAtMs }: CapturedImage): SegmentFacts {
    const { source, boot, isClockSynchronised, clock } = this.#parts;
    return {
      camera: { id: source, name: source },
      startedAt: new Date(clock.now().getTime() - (clock.nowMs() - capturedAtMs)),
      clock: isClockSynchronised ? 'synchronised' : 'unsynchronised',
      bootId: boot.id,
      bootMs: capturedAtMs + boot.offsetMs,
      orientation: orientation ?? 1,
      ...{ width, height },
    };
  }
}

/** A file that another program made meanwhile is not replaced. */
function keepingDisk(disk: SegmentDisk): SegmentDisk {
  return {
    ...disk,
    rename: async (from, to) => {
      if (await exists(to)) throw Object.assign(new Error(`${to} was made meanwhile`), { code: 'EEXIST' });
      await disk.rename(from, to);
    },
  };
}
