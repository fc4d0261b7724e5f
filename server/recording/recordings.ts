import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RecordSettings, RecordingsSettings } from '../contract/config/record.ts';
import type { RecordingHealth } from '../contract/recording-health.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { errnoOf } from '../runtime/errno.ts';
import { Listeners } from '../runtime/listeners.ts';
import type { ExportChange } from './export/exports.ts';
import { recordingHealth } from './recording-health.ts';
import { RecordingSession, type CameraToRecord } from './recording-session.ts';
import { readBoot, type Boot } from './storage/boot.ts';
import type { DiskMemory } from './storage/claimed-disk.ts';
import type { StoreChange } from './storage/recording-store.ts';
import type { CameraLimits, RetentionLimits } from './storage/retention.ts';
import { storageMarker } from './storage/storage-check.ts';
import { UploadMarks } from './upload/upload-marks.ts';

export interface RecordingsParts {
  clock: Clock;
  logger: Logger;
  dataFolder: string;
  memory: DiskMemory;
  settings: () => RecordingsSettings;
  /** The cameras that there are, and how they are to be recorded. */
  cameras: () => CameraToRecord[];
}

const dayMs = 86_400_000;
const limitStepMs = 3_600_000;
const gigabyte = 1e9;

/**
 * Recording as the configuration asks for it. While no camera records there is nothing: no folder, no timer. What was
 * recorded before is opened when somebody asks for it. Constructing it does nothing.
 */
export class Recordings {
  /** The segments of these recordings that are to be uploaded. */
  readonly uploads = new UploadMarks((camera) => this.#isUploaded(camera));
  readonly #parts: RecordingsParts;
  readonly #changes = new Listeners<[change: StoreChange]>();
  readonly #exports = new Listeners<[change: ExportChange]>();
  readonly #states = new Listeners<[camera: string]>();
  #session: RecordingSession | undefined;
  #sessionSettings: RecordingsSettings | undefined;
  #boot: Promise<Boot> | undefined;
  /** Changes of the session come one after the other. */
  #turn: Promise<void> = Promise.resolve();
  /** Whether somebody asked for the session since it was opened for its limits. */
  #isUsed = false;
  #isClosed = false;

  constructor(parts: RecordingsParts) {
    this.#parts = parts;
  }

  /** What there is now; undefined while nothing is recorded and nobody asked. */
  get session(): RecordingSession | undefined {
    return this.#session;
  }

  get folder(): string {
    return this.#parts.settings().folder ?? this.#ownFolder;
  }

  /** Memory of the mode "flight", as it is set. */
  get ringMegabytes(): number {
    return this.#parts.settings().ring_mb;
  }

  /** The listener is called for each recording that was added, removed or changed. */
  onChange(listener: (change: StoreChange) => void, signal: AbortSignal): void {
    this.#changes.add(listener, signal);
  }

  /** The listener is called for each export that was added, made progress, changed its state or was removed. */
  onExport(listener: (change: ExportChange) => void, signal: AbortSignal): void {
    this.#exports.add(listener, signal);
  }

  /** The listener is called when the state of a camera's recording changes. */
  onState(listener: (camera: string) => void, signal: AbortSignal): void {
    this.#states.add(listener, signal);
  }

  /** Follows the configuration. Resolves when that is done. Never rejects. */
  apply(): Promise<void> {
    return this.#inTurn(async () => {
      const wanted = this.#wanted();
      if (wanted.length === 0 && !this.#session) return;
      await this.#openSession();
      this.#session?.apply(wanted);
    });
  }

  /** The recordings for a reader: opened if there are any. Undefined: none were ever made in the folder. */
  async browse(): Promise<RecordingSession | undefined> {
    this.#isUsed = true;
    if (!this.#session) {
      await this.#inTurn(async () => {
        if (!this.#session && (await this.#hasMarker())) await this.#openSession();
      });
    }
    await this.#session?.storage.settled();
    return this.#session;
  }

  /**
   * Removes what is older than the limits say, also while no camera records and nobody looks: once an hour, since a USB
   * disk may sleep. Resolves when `signal` aborts. Never rejects.
   */
  async keepLimits(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!this.#session && this.#hasAgeLimit()) await this.#inTurn(() => this.#lookOnce());
      await this.#parts.clock.sleep(limitStepMs, signal);
    }
  }

  /** The recordings for a writer: opened in any case. Undefined: the server ends. */
  async use(): Promise<RecordingSession | undefined> {
    await this.#inTurn(() => this.#openSession());
    await this.#session?.storage.settled();
    return this.#session;
  }

  /** Takes the disk that is in the folder now, whichever it is. */
  adoptDisk(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeSession();
      await this.#parts.memory.write(undefined);
      const wanted = this.#wanted();
      await this.#openSession();
      this.#session?.apply(wanted);
    });
  }

  healthOf(camera: string, settings: RecordSettings | null | undefined): RecordingHealth {
    const video = this.#session?.recorder(camera)?.video;
    return recordingHealth(settings?.mode ?? 'off', this.#session?.stateOf(camera), video);
  }

  /** Problems of the storage while cameras are to be recorded; one line each. A disk that is there may be full for one. */
  problems(): string[] {
    const [state, wanted] = [this.#session?.storage.state, this.#wanted()];
    if (state?.kind === 'problem' && wanted.length > 0)
      return [`Nothing is recorded. ${state.problem.message}`];
    return wanted.flatMap(({ camera: { id } }) => {
      const recorder = this.#session?.stateOf(id);
      return recorder?.kind === 'failed'
        ? [`Camera '${id}' is not recorded. ${recorder.problem.message}`]
        : [];
    });
  }

  /** Resolves when all files are closed, or the time for that is over. */
  close(): Promise<void> {
    const closing = this.#inTurn(() => this.#closeSession());
    this.#isClosed = true;
    return closing;
  }

  /** An open folder is kept within its limits; it is closed again where nobody asked for it meanwhile. */
  async #lookOnce(): Promise<void> {
    if (this.#session || !(await this.#hasMarker())) return;
    this.#isUsed = false;
    await this.#openSession();
    await this.session?.storage.settled();
    if (!this.#isUsed) await this.#closeSession();
  }

  #hasAgeLimit(): boolean {
    const days = this.#parts.cameras().flatMap(({ settings, timelapse, stills }) => {
      return [settings.keep_days, timelapse.keep_days, stills.keep_days];
    });
    return [this.#parts.settings().keep_days, ...days].some((limit) => limit !== null);
  }

  get #ownFolder(): string {
    return join(this.#parts.dataFolder, 'recordings');
  }

  #wanted(): CameraToRecord[] {
    return this.#parts.cameras().filter(({ settings, timelapse, stills }) => {
      return [settings, timelapse, stills].some(({ mode }) => mode !== 'off');
    });
  }

  async #openSession(): Promise<void> {
    const { clock, logger, dataFolder, memory } = this.#parts;
    const settings = { ...this.#parts.settings() };
    if (this.#session && isSameSession(this.#sessionSettings, settings)) return;
    await this.#closeSession();
    const boot = await (this.#boot ??= readBoot(clock));
    if (this.#isClosed) return;
    const session = new RecordingSession({
      ...{ clock, boot, logger, settings, memory, ownFolder: this.#ownFolder },
      indexPath: join(dataFolder, 'recordings.sqlite'),
      limits: () => this.#limits(),
      uploads: this.uploads,
      onState: (camera) => this.#states.tell(camera),
    });
    session.storage.onChange((change) => this.#changes.tell(change), session.signal);
    session.exports.onChange((change) => this.#exports.tell(change), session.signal);
    session.storage.onState(() => this.#tellAll(session), session.signal);
    session.start();
    this.#session = session;
    this.#sessionSettings = settings;
    // A file that begins before is dated by the age of the machine, though its clock may be right.
    await session.storage.clockLook();
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  #tellAll(session: RecordingSession): void {
    for (const { camera } of session.recorders) this.#states.tell(camera.id);
  }

  #limits(): RetentionLimits {
    const { keep_days, keep_gb, min_free_gb, upload } = this.#parts.settings();
    const limits = (read: (camera: CameraToRecord) => CameraLimits) =>
      new Map(this.#parts.cameras().map((each) => [each.camera.id, read(each)]));
    return {
      maxAgeMs: days(keep_days),
      maxBytes: bytes(keep_gb),
      minFreeBytes: min_free_gb * gigabyte,
      cameras: limits(({ settings }) => ({
        maxAgeMs: days(settings.keep_days),
        maxBytes: bytes(settings.keep_gb),
      })),
      timelapses: limits(({ timelapse }) => ({ maxAgeMs: days(timelapse.keep_days) })),
      stills: limits(({ stills }) => ({ maxAgeMs: days(stills.keep_days) })),
      keepWaiting: upload.enabled && upload.keep_until_uploaded,
    };
  }

  #isUploaded(id: string): boolean {
    if (!this.#parts.settings().upload.enabled) return false;
    return this.#parts.cameras().some(({ camera, settings }) => camera.id === id && settings.upload);
  }

  async #hasMarker(): Promise<boolean> {
    try {
      await access(join(this.folder, storageMarker));
      return true;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT')
        this.#parts.logger.warn({ err: error }, 'the folder of the recordings cannot be read');
      return false;
    }
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (!this.#isClosed || this.#session) await act();
    });
    this.#turn = turn.catch((error: unknown) => {
      this.#parts.logger.error({ err: error }, 'the recording of the cameras cannot be started or ended');
    });
    return this.#turn;
  }
}

/** Whether the session can go on: limits are asked for each time. */
function isSameSession(before: RecordingsSettings | undefined, after: RecordingsSettings): boolean {
  const fixed = ({ folder, segment_seconds, ring_mb }: RecordingsSettings) => ({
    ...{ folder, segment_seconds, ring_mb },
  });
  return before !== undefined && isDeepStrictEqual(fixed(before), fixed(after));
}

function days(count: number | null): number | undefined {
  return count === null ? undefined : count * dayMs;
}

function bytes(gigabytes: number | null): number | undefined {
  return gigabytes === null ? undefined : gigabytes * gigabyte;
}
