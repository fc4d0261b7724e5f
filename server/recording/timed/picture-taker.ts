import type { RecordTime } from '../../contract/config/record.ts';
import type { StillsSettings } from '../../contract/config/timed-pictures.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import { localTime } from '../local-time.ts';
import type { RecordedCamera } from '../mode/camera-recorder.ts';
import { isScheduled } from '../mode/schedule.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { StorageProblem, StorageProblemKind } from '../segment/storage-problem.ts';
import { DueTimes } from './due-times.ts';
import { livePicture, type NoPicture } from './live-picture.ts';

/** Why a picture that was due is in no file. "slow-disk": the one before was still being written. */
export type MissReason = NoPicture | 'slow-disk' | StorageProblemKind;

/** Since the settings of the camera were made. */
export interface PictureCounters {
  taken: number;
  bytes: number;
  missed: Partial<Record<MissReason, number>>;
}

export interface PictureTakerParts {
  camera: RecordedCamera;
  settings: Pick<StillsSettings, 'mode' | 'interval_seconds'> & { schedule: readonly RecordTime[] };
  /** Copies the picture. Why it is not kept; undefined: it is. Never rejects. */
  write: (frame: Frame) => Promise<StorageProblem | undefined>;
  lane: Pick<DiskLane, 'busyForMs'>;
  clock: Clock;
  /** Told when pictures begin to be missed, or to be missed for another reason; undefined: when they are taken again. */
  onProblem: (reason: MissReason | undefined) => void;
  /** Of schedules; undefined: the server's. */
  timeZone?: string | undefined;
}

/** The wall clock may jump at any time: it is looked at so often. */
const clockStepMs = 5_000;
/** A camera that sleeps has so long for its picture, but not longer than until the next one is due. */
const pictureTimeoutMs = 15_000;
/** An operation of the disk that takes longer makes it "hung". */
const hungMs = 5_000;

/** Takes the pictures of one setting of a camera, one at a time. Constructing it does nothing. */
export class PictureTaker {
  readonly counters: PictureCounters = { taken: 0, bytes: 0, missed: {} };
  readonly #parts: PictureTakerParts;
  #taking: Promise<void> | undefined;
  #problem: MissReason | undefined;

  constructor(parts: PictureTakerParts) {
    this.#parts = parts;
  }

  /** Until `signal` aborts; resolves when the picture that is being taken then is written. Rejects for a mistake. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, settings, timeZone } = this.#parts;
    const due = new DueTimes(settings.interval_seconds * 1_000);
    const failed = new AbortController();
    let failure: unknown;
    const ended = AbortSignal.any([signal, failed.signal]);
    while (!ended.aborted) {
      const now = clock.now();
      const wall = localTime(now, timeZone);
      const isOn = settings.mode === 'continuous' || isScheduled(settings.schedule, now, timeZone);
      if (due.isDue(wall, clock.nowMs()) && isOn) {
        this.#takeOne(signal).catch((error: unknown) => {
          failure = error;
          failed.abort();
        });
      }
      await clock.sleep(Math.min(due.waitMs(wall), clockStepMs), ended);
    }
    await this.#taking;
    if (failed.signal.aborted) throw failure;
  }

  async #takeOne(signal: AbortSignal): Promise<void> {
    if (this.#taking) return this.#miss(this.#parts.lane.busyForMs > hungMs ? 'hung' : 'slow-disk');
    const taking = this.#take(signal);
    this.#taking = taking.catch(() => undefined); // the caller is told
    try {
      await taking;
    } finally {
      this.#taking = undefined;
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    const { camera, clock, settings, write } = this.#parts;
    const timeoutMs = Math.min(pictureTimeoutMs, settings.interval_seconds * 1_000 * 0.9);
    const held = await livePicture(camera, clock, timeoutMs, signal);
    if (held === undefined) return;
    if (typeof held === 'string') return this.#miss(held);
    try {
      const problem = await write(held.frame);
      if (problem) return this.#miss(problem.kind);
      this.counters.taken++;
      this.counters.bytes += held.frame.jpeg.length;
      this.#note(undefined);
    } finally {
      held.release();
    }
  }

  #miss(reason: MissReason): void {
    const { missed } = this.counters;
    missed[reason] = (missed[reason] ?? 0) + 1;
    this.#note(reason);
  }

  #note(problem: MissReason | undefined): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#parts.onProblem(problem);
  }
}
