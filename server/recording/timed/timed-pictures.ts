import { isDeepStrictEqual } from 'node:util';
import type { StillsSettings, TimelapseSettings } from '../../contract/config/timed-pictures.ts';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { RecordedCamera } from '../mode/camera-recorder.ts';
import type { OpenSegment } from '../segment-feed.ts';
import type { DiskLane } from '../segment/disk-lane.ts';
import { realDisk } from '../segment/segment-disk.ts';
import type { ClosedSegment } from '../segment/segment-home.ts';
import type { Boot } from '../storage/boot.ts';
import type { RecordingStorage } from '../storage/recording-storage.ts';
import { Film } from './film.ts';
import { PictureTaker, type PictureCounters, type PictureTakerParts } from './picture-taker.ts';
import { writeStill } from './still.ts';

/** A camera of which pictures are taken at an interval. */
export interface TimedCamera {
  camera: RecordedCamera;
  name: string;
  timelapse: TimelapseSettings;
  stills: StillsSettings;
}

export interface TimedPicturesParts {
  storage: Pick<RecordingStorage, 'homeOf' | 'store' | 'isClockSet'>;
  lane: DiskLane;
  clock: Clock;
  boot: Boot;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

export type TimedKind = Exclude<RecordingKind, 'recording'>;

interface Running {
  camera: RecordedCamera;
  kind: TimedKind;
  settings: TimelapseSettings | StillsSettings;
  taker: PictureTaker;
  film: Film | undefined;
  stop: AbortController;
}

/** Films and stills of all cameras, as their settings ask for them. Constructing it does nothing. */
export class TimedPictures {
  readonly #parts: TimedPicturesParts;
  readonly #running = new Map<string, Running>();
  /** All that runs, and what ends and has a film to close. */
  readonly #ending = new Set<Promise<void>>();

  constructor(parts: TimedPicturesParts) {
    this.#parts = parts;
  }

  /** What was taken since the settings are as they are. */
  get counters(): { camera: string; kind: TimedKind; counters: Readonly<PictureCounters> }[] {
    return [...this.#running.values()].map(({ camera, kind, taker }) => {
      return { camera: camera.id, kind, counters: taker.counters };
    });
  }

  /** The films being written. */
  get films(): { camera: string; segment: OpenSegment | undefined }[] {
    return [...this.#running.values()].flatMap(({ camera, film }) =>
      film ? [{ camera: camera.id, segment: film.segment }] : [],
    );
  }

  /** Starts and stops; what has the same settings as before goes on. */
  apply(cameras: readonly TimedCamera[]): void {
    const wanted = new Map<string, { each: TimedCamera; kind: TimedKind }>();
    for (const each of cameras) {
      for (const kind of ['timelapse', 'still'] as const) {
        if (settingsOf(each, kind).mode !== 'off') wanted.set(`${kind} ${each.camera.id}`, { each, kind });
      }
    }
    for (const [key, { camera, kind, settings, stop }] of this.#running) {
      const next = wanted.get(key)?.each;
      if (next?.camera === camera && isSame(settings, settingsOf(next, kind))) continue;
      this.#running.delete(key);
      stop.abort();
    }
    for (const [key, { each, kind }] of wanted) if (!this.#running.has(key)) this.#begin(key, each, kind);
  }

  /** Resolves when all films are closed. */
  async close(): Promise<void> {
    for (const { stop } of this.#running.values()) stop.abort();
    this.#running.clear();
    await Promise.all(this.#ending);
  }

  #begin(key: string, each: TimedCamera, kind: TimedKind): void {
    const { camera } = each;
    const settings = settingsOf(each, kind);
    const stop = new AbortController();
    const film = kind === 'timelapse' ? this.#newFilm(each) : undefined;
    const write: PictureTakerParts['write'] = film
      ? (frame) => film.add(frame)
      : (frame) => writeStill(frame, this.#fileParts(each, 'still'));
    const { lane, clock, logger } = this.#parts;
    const taker = new PictureTaker({
      ...{ camera, settings, write, lane, clock },
      onProblem(reason) {
        const about = { camera: camera.id, kind, reason };
        if (reason) logger.warn(about, 'a picture that was due is not taken');
        else logger.info(about, 'pictures are taken again');
      },
    });
    this.#running.set(key, { camera, kind, settings, taker, film, stop });
    const ending = this.#run({ taker, film, about: { camera: camera.id, kind } }, stop.signal).finally(() =>
      this.#ending.delete(ending),
    );
    this.#ending.add(ending);
  }

  async #run(
    { taker, film, about }: { taker: PictureTaker; film: Film | undefined; about: object },
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await taker.run(signal);
    } catch (error) {
      this.#parts.logger.error({ ...about, err: error }, 'pictures at an interval failed');
    }
    await film?.end();
  }

  #newFilm(each: TimedCamera): Film {
    const { storage, clock, logger } = this.#parts;
    return new Film({
      ...this.#fileParts(each, 'timelapse'),
      clock,
      settings: each.timelapse,
      room: async () => storage.store?.room(),
      onLeft: (path) =>
        logger.warn({ path }, 'the film could not be closed; it is repaired at the next start'),
    });
  }

  #fileParts({ camera, name }: TimedCamera, kind: TimedKind) {
    const { storage, lane, boot } = this.#parts;
    return {
      camera: { id: camera.id, name },
      home: storage.homeOf(camera.id, kind),
      disk: realDisk,
      ...{ lane, boot },
      isClockSynchronised: () => storage.isClockSet,
      onClosed: async (file: ClosedSegment) => {
        await storage.store?.noteWritten({ ...file, protect: false });
      },
    };
  }
}

function settingsOf({ timelapse, stills }: TimedCamera, kind: TimedKind): TimelapseSettings | StillsSettings {
  return kind === 'timelapse' ? timelapse : stills;
}

/** Whether pictures may go on as they are: how long they are kept is asked for each time. */
function isSame(
  before: TimelapseSettings | StillsSettings,
  after: TimelapseSettings | StillsSettings,
): boolean {
  return isDeepStrictEqual({ ...before, keep_days: null }, { ...after, keep_days: null });
}
