import { join } from 'node:path';
import type { RecordSettings, RecordingsSettings } from '../contract/config/record.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { Exports } from './export/exports.ts';
import { writtenFiles } from './export/written-files.ts';
import { CameraRecorder, type RecordedCamera } from './mode/camera-recorder.ts';
import { recorderSettings } from './recorder-settings.ts';
import { recordHub } from './hub-source.ts';
import type { RecorderState } from './recorder-state.ts';
import { Recorder, type WrittenSegment } from './recorder.ts';
import { ReadLane } from './playback/read-lane.ts';
import { ReaderCache } from './playback/reader-cache.ts';
import { PictureDecoders } from './playback/video/picture-decoders.ts';
import { FlightRing } from './ring/flight-ring.ts';
import { RingMemory } from './ring/ring-memory.ts';
import { DiskLane } from './segment/disk-lane.ts';
import { realDisk } from './segment/segment-disk.ts';
import type { Boot } from './storage/boot.ts';
import type { DiskMemory } from './storage/claimed-disk.ts';
import { RecordingStorage } from './storage/recording-storage.ts';
import type { RetentionLimits } from './storage/retention.ts';
import { TimedPictures, type TimedCamera } from './timed/timed-pictures.ts';
import type { UploadMarks } from './upload/upload-marks.ts';

/** A camera that is to be recorded, and how. */
export interface CameraToRecord extends TimedCamera {
  settings: RecordSettings;
}

export interface SessionParts {
  clock: Clock;
  boot: Boot;
  logger: Logger;
  settings: RecordingsSettings;
  /** The folder for recordings when the settings name none. */
  ownFolder: string;
  indexPath: string;
  memory: DiskMemory;
  limits: () => RetentionLimits;
  uploads: UploadMarks;
  /** Called when the state of a camera's recording changes. */
  onState: (camera: string) => void;
}

/** A camera that is recorded apart from its setting. */
export interface ApartRecording {
  camera: RecordedCamera;
  name: string;
  /** Undefined: each frame is recorded. */
  framesPerSecond: number | undefined;
  /** Called for each file when it is closed and has its last name. */
  onSegment: (segment: WrittenSegment) => void;
}

interface Running {
  recording: CameraRecorder;
  stop: AbortController;
}

/** The server has to end within three seconds: the disk has this time for the frames that are queued. */
const closeMs = 2_000;
const mebibyte = 1024 * 1024;

/** All recording into one folder: the storage, and the recorders of the cameras. Constructing it does nothing. */
export class RecordingSession {
  readonly lane: DiskLane;
  /** For all who read recordings; `lane` is for those who write them, and for exports, which are in no hurry. */
  readonly readLane: ReadLane;
  readonly readers: ReaderCache;
  readonly decoders: PictureDecoders;
  readonly ring: RingMemory;
  readonly storage: RecordingStorage;
  /** Films and stills. */
  readonly timed: TimedPictures;
  readonly exports: Exports;
  readonly #parts: SessionParts;
  readonly #running = new Map<string, Running>();
  /** Recorders that end, so that the next one of a camera waits for its file to be closed. */
  readonly #ending = new Set<Promise<void>>();
  readonly #apart = new Set<{ camera: string; recorder: Recorder }>();
  /** Aborts before the storage is closed. */
  readonly #closing = new AbortController();
  readonly #stop = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();

  constructor(parts: SessionParts) {
    const { clock, settings, ownFolder, boot, memory, indexPath, limits, uploads, logger } = parts;
    this.#parts = parts;
    this.lane = new DiskLane(clock);
    this.readLane = new ReadLane(clock);
    this.readers = new ReaderCache(this.readLane, clock);
    this.decoders = new PictureDecoders(clock);
    this.ring = new RingMemory(settings.ring_mb * mebibyte);
    this.storage = new RecordingStorage({
      root: settings.folder ?? ownFolder,
      isOwn: settings.folder === null,
      lane: this.lane,
      ...{ memory, indexPath, clock, boot, limits, uploads, logger },
    });
    this.timed = new TimedPictures({ storage: this.storage, lane: this.lane, clock, boot, logger });
    this.exports = new Exports({
      ...{ storage: this.storage, lane: this.lane, clock, logger },
      written: () => {
        const films = this.timed.films.map(({ camera, segment }) => ({ camera, recorder: { segment } }));
        return writtenFiles([...this.writers, ...films]);
      },
    });
  }

  get recorders(): CameraRecorder[] {
    return [...this.#running.values()].map(({ recording }) => recording);
  }

  /** All recorders that may be writing a file. */
  get writers(): { camera: string; recorder: Recorder }[] {
    const bySetting = this.recorders.map(({ camera, recorder }) => ({ camera: camera.id, recorder }));
    return [...bySetting, ...this.#apart];
  }

  /** Notes what a hook saw in a camera's picture, for the tags of all its files. */
  noteSeen(camera: string, labels: readonly string[], capturedAt: number): void {
    for (const { camera: id, recorder } of this.writers)
      if (id === camera) for (const label of labels) recorder.noteSeen(label, capturedAt);
  }

  /** Of this start of the machine. */
  get bootId(): string {
    return this.#parts.boot.id;
  }

  /** Aborts when the session ends. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  recorder(camera: string): CameraRecorder | undefined {
    return this.#running.get(camera)?.recording;
  }

  /** Of all that records the camera: that of its setting, or of a recording apart while the setting asks for none. */
  stateOf(camera: string): RecorderState | undefined {
    const state = this.recorder(camera)?.recorder.state;
    const apart = [...this.#apart].find((each) => each.camera === camera)?.recorder.state;
    return !apart || (state && state.kind !== 'off') ? state : apart;
  }

  /** Records a camera until `signal` aborts or the session ends. Resolves when the last file is closed. Never rejects. */
  async recordApart({ camera, name, framesPerSecond, onSegment }: ApartRecording, signal: AbortSignal) {
    const ended = new AbortController();
    const recorder = this.#newRecorder({ id: camera.id, name }, framesPerSecond, undefined, ended.signal);
    recorder.onSegment(onSegment, ended.signal);
    const entry = { camera: camera.id, recorder };
    this.#apart.add(entry);
    recordHub((onFrame, onEnd) => camera.subscribe(onFrame, onEnd), recorder, ended.signal);
    recorder.start();
    const running = this.#watched(camera.id, recorder.run(AbortSignal.any([signal, this.#closing.signal])));
    const ending = running.finally(() => {
      ended.abort();
      this.#apart.delete(entry);
      this.#ending.delete(ending);
      this.#parts.onState(camera.id);
    });
    this.#ending.add(ending);
    await ending;
  }

  start(): void {
    const { signal } = this.#stop;
    this.#ended = Promise.all([this.storage.run(signal), this.exports.run(signal)]);
    // A file that is gone keeps its room on the disk until nobody has it open.
    this.storage.onChange((change) => {
      if (change.kind === 'removed') this.readers.dismiss(join(this.storage.root, change.entry.path));
    }, signal);
  }

  /** Starts, stops and adjusts recorders; one whose settings did not change goes on. */
  apply(all: readonly CameraToRecord[]): void {
    this.timed.apply(all);
    const wanted = all.filter(({ settings }) => settings.mode !== 'off');
    const cameras = new Map(wanted.map((each) => [each.camera.id, each]));
    for (const [id, { recording }] of this.#running) {
      const next = cameras.get(id);
      if (!next || next.camera !== recording.camera || needsAnother(recording.settings, next.settings))
        this.#end(id);
      else recording.adjust(next.settings);
    }
    for (const each of wanted) if (!this.#running.has(each.camera.id)) this.#begin(each);
  }

  /** Resolves when all files are closed, or the time for that is over. */
  async close(): Promise<void> {
    for (const id of [...this.#running.keys()]) this.#end(id);
    this.#closing.abort();
    this.readers.close();
    const late = new AbortController();
    const { clock } = this.#parts;
    await Promise.all([
      Promise.race([this.timed.close(), clock.sleep(closeMs, late.signal)]),
      ...this.#ending,
    ]);
    this.#stop.abort();
    await Promise.race([this.#ended, clock.sleep(closeMs, late.signal)]);
    late.abort();
  }

  #begin({ camera, name, settings }: CameraToRecord): void {
    const { id } = camera;
    const isFlight = settings.mode === 'flight';
    const ring = isFlight ? new FlightRing(this.ring, settings.before_seconds * 1_000) : undefined;
    const [stop, ended] = [new AbortController(), new AbortController()];
    const recorder = this.#newRecorder({ id, name }, settings.fps ?? undefined, ring, ended.signal);
    const { clock, logger, onState } = this.#parts;
    const recording = new CameraRecorder({
      ...{ camera, recorder, settings, clock },
      onVideoState(state) {
        if (state.kind === 'mjpeg')
          logger.warn(
            { camera: id, reason: state.problem.reason },
            `recorded as MJPEG: ${state.problem.message}`,
          );
        else if (state.kind === 'h264') logger.info({ camera: id }, 'recorded as H.264');
        onState(id);
      },
    });
    const ending = this.#watched(id, recording.run(stop.signal)).finally(() => {
      ended.abort();
      this.#ending.delete(ending);
    });
    this.#ending.add(ending);
    this.#running.set(id, { recording, stop });
  }

  /** Its segments go to the storage. @param ended aborts at its end */
  #newRecorder(
    camera: { id: string; name: string },
    framesPerSecond: number | undefined,
    ring: FlightRing | undefined,
    ended: AbortSignal,
  ): Recorder {
    const { clock, boot, logger, onState, settings } = this.#parts;
    const recorder = new Recorder({
      camera,
      home: this.storage.homeOf(camera.id),
      disk: realDisk,
      ...{ lane: this.lane, clock, boot, ring },
      isClockSynchronised: () => this.storage.isClockSet,
      settings: {
        ...recorderSettings,
        segmentMs: settings.segment_seconds * 1_000,
        framesPerSecond,
        retryMs: { first: 1_000, last: 10_000 },
        closeMs,
      },
    });
    recorder.onSegment((segment) => void this.storage.store?.noteWritten(segment), ended);
    recorder.onState((state) => {
      if (state.kind === 'failed')
        logger.warn(
          { camera: camera.id, problem: state.problem.kind },
          `not recorded: ${state.problem.message}`,
        );
      onState(camera.id);
    }, ended);
    return recorder;
  }

  #watched(camera: string, running: Promise<void>): Promise<void> {
    return running.catch((error: unknown) => {
      this.#parts.logger.error({ err: error, camera }, 'the recorder of the camera failed');
    });
  }

  #end(id: string): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    running?.stop.abort();
  }
}

/** Whether a recorder cannot take other settings while it runs. */
function needsAnother(before: RecordSettings, after: RecordSettings): boolean {
  const isFlight = before.mode === 'flight';
  return (
    isFlight !== (after.mode === 'flight') ||
    before.fps !== after.fps ||
    before.format !== after.format ||
    (isFlight && before.before_seconds !== after.before_seconds)
  );
}
