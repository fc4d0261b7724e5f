import type { RecordSettings, RecordingsSettings } from '../contract/config/record.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { CameraRecorder, type RecordedCamera } from './mode/camera-recorder.ts';
import { recorderSettings } from './recorder-settings.ts';
import { Recorder } from './recorder.ts';
import { FlightRing } from './ring/flight-ring.ts';
import { RingMemory } from './ring/ring-memory.ts';
import { DiskLane } from './segment/disk-lane.ts';
import { realDisk } from './segment/segment-disk.ts';
import type { Boot } from './storage/boot.ts';
import type { DiskMemory } from './storage/claimed-disk.ts';
import { RecordingStorage } from './storage/recording-storage.ts';
import type { RetentionLimits } from './storage/retention.ts';

/** A camera that is to be recorded, and how. */
export interface CameraToRecord {
  camera: RecordedCamera;
  name: string;
  settings: RecordSettings;
}

export interface SessionParts {
  clock: Clock;
  boot: Boot;
  logger: Logger;
  settings: RecordingsSettings;
  /** The folder where the settings name none. */
  ownFolder: string;
  indexPath: string;
  memory: DiskMemory;
  limits: () => RetentionLimits;
  /** Told when the recording of a camera became another. */
  onState: (camera: string) => void;
}

interface Running {
  recording: CameraRecorder;
  stop: AbortController;
}

/** The server ends within three seconds: a disk has so long for what is queued. */
const closeMs = 2_000;
const mebibyte = 1024 * 1024;

/** All recording into one folder: the storage, and the recorders of the cameras. Constructing it does nothing. */
export class RecordingSession {
  readonly lane: DiskLane;
  readonly ring: RingMemory;
  readonly storage: RecordingStorage;
  readonly #parts: SessionParts;
  readonly #running = new Map<string, Running>();
  /** Recorders that end, so that the next one of a camera waits for its file to be closed. */
  readonly #ending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts) {
    const { clock, settings, ownFolder, boot, memory, indexPath, limits, logger } = parts;
    this.#parts = parts;
    this.lane = new DiskLane(clock);
    this.ring = new RingMemory(settings.ring_mb * mebibyte);
    this.storage = new RecordingStorage({
      root: settings.folder ?? ownFolder,
      isOwn: settings.folder === null,
      lane: this.lane,
      ...{ memory, indexPath, clock, boot, limits, logger },
    });
  }

  get recorders(): CameraRecorder[] {
    return [...this.#running.values()].map(({ recording }) => recording);
  }

  /** Aborts when the session ends. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  recorder(camera: string): CameraRecorder | undefined {
    return this.#running.get(camera)?.recording;
  }

  start(): void {
    this.#ended = this.storage.run(this.#stop.signal);
  }

  /** Starts, stops and adjusts recorders; one whose settings did not change goes on. */
  apply(wanted: readonly CameraToRecord[]): void {
    const cameras = new Map(wanted.map((each) => [each.camera.id, each]));
    for (const [id, { recording }] of this.#running) {
      const next = cameras.get(id);
      if (!next || next.camera !== recording.camera || needsAnother(recording.settings, next.settings))
        this.#end(id);
      else recording.adjust(next.settings);
    }
    for (const each of wanted) if (!this.#running.has(each.camera.id)) this.#begin(each);
  }

  /** Resolves when all files are closed, or the disk did not do it in time. */
  async close(): Promise<void> {
    for (const id of [...this.#running.keys()]) this.#end(id);
    await Promise.all(this.#ending);
    this.#stop.abort();
    const late = new AbortController();
    await Promise.race([this.#ended, this.#parts.clock.sleep(closeMs, late.signal)]);
    late.abort();
  }

  #begin({ camera, name, settings }: CameraToRecord): void {
    const { clock, boot, logger, onState, settings: server } = this.#parts;
    const { id } = camera;
    const isFlight = settings.mode === 'flight';
    const recorder = new Recorder({
      camera: { id, name },
      home: this.storage.homeOf(id),
      disk: realDisk,
      ...{ lane: this.lane, clock, boot },
      isClockSynchronised: () => this.storage.isClockSet,
      ring: isFlight ? new FlightRing(this.ring, settings.before_seconds * 1_000) : undefined,
      settings: {
        ...recorderSettings,
        segmentMs: server.segment_seconds * 1_000,
        framesPerSecond: settings.fps ?? undefined,
        retryMs: { first: 1_000, last: 10_000 },
        closeMs,
      },
    });
    const stop = new AbortController();
    const ended = new AbortController();
    recorder.onSegment((segment) => void this.storage.store?.noteWritten(segment), ended.signal);
    recorder.onState((state) => {
      if (state.kind === 'failed')
        logger.warn({ camera: id, problem: state.problem.kind }, `not recorded: ${state.problem.message}`);
      onState(id);
    }, ended.signal);
    const recording = new CameraRecorder({ camera, recorder, settings, clock });
    const running = recording.run(stop.signal).catch((error: unknown) => {
      logger.error({ err: error, camera: id }, 'the recorder of the camera failed');
    });
    const ending = running.finally(() => {
      ended.abort();
      this.#ending.delete(ending);
    });
    this.#ending.add(ending);
    this.#running.set(id, { recording, stop });
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
    (isFlight && before.before_seconds !== after.before_seconds)
  );
}
