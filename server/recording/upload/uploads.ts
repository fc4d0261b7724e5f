import type { FileHandle } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { UploadSettings } from '../../contract/config/upload.ts';
import { uploadReasonText, type UploadReport, type UploadTest } from '../../contract/upload.ts';
import type { Logger } from '../../log/logger.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { untilAborted } from '../../runtime/until-aborted.ts';
import type { Recordings } from '../recordings.ts';
import type { RecordingSession } from '../recording-session.ts';
import { openPlain } from '../../runtime/plain-file.ts';
import type { RecordingStore } from '../storage/recording-store.ts';
import type { Backlog, SegmentEntry } from '../storage/segment-entry.ts';
import { withinIdleLimit } from './idle-limit.ts';
import { nextWaiting } from './next-waiting.ts';
import { objectKey, objectMetadata } from './object-key.ts';
import { ObjectStore } from './object-store.ts';
import { UploadPace } from './pace.ts';
import { SegmentParts } from './segment-part.ts';
import { giveUpBegun, isSameBucket, sendSegment } from './send-segment.ts';
import { testTarget } from './test-target.ts';
import { UploadError, uploadError } from './upload-error.ts';
import type { UploadMemory } from './upload-memory.ts';
import { uploadProblemLine, uploadReport, type UploadState, type UploadTally } from './upload-state.ts';

export interface UploadsParts {
  recordings: Pick<Recordings, 'browse' | 'session' | 'onChange' | 'uploads'>;
  settings: () => UploadSettings;
  memory: UploadMemory;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** From 0 to 1. */
  random: () => number;
}

interface Found {
  session: RecordingSession;
  store: RecordingStore;
  entry: SegmentEntry;
}

/** A storage in which nothing moves for so long hangs. */
const idleMs = 60_000;
const noDiskStepMs = 10_000;
/** A network comes back by itself; a wrong key would only be tried again and again. */
const passingRetryMs = [5_000, 5 * 60_000] as const;
const lastingRetryMs = [60_000, 30 * 60_000] as const;
/** Reasons that may be those of one segment: the next one is tried then. */
const ofOneSegment = ['refused', 'disk'];

/** Uploads the segments that wait, one at a time, the oldest first. Constructing it does nothing. */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #pace: UploadPace;
  readonly #passing = new Backoff(...passingRetryMs);
  readonly #lasting = new Backoff(...lastingRetryMs);
  readonly #tally: UploadTally = { segments: 0, bytes: 0, lastSuccessAt: undefined, failures: {} };
  #state: UploadState = { kind: 'off' };
  /** The last one that failed by itself. */
  #after: SegmentEntry | undefined;
  #target: { target: UploadSettings; store: ObjectStore } | undefined;
  /** Aborts what is under way: the upload of a segment that went, or to a storage that is no longer the one. */
  #current = new AbortController();
  /** Aborts a wait. */
  #wake = new AbortController();
  #isBackingOff = false;
  #isTesting = false;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
    this.#pace = new UploadPace(parts.clock, () => parts.settings().max_mbit_per_second);
  }

  get tally(): Readonly<UploadTally> {
    return this.#tally;
  }

  get isOn(): boolean {
    return this.#parts.settings().enabled;
  }

  get backlog(): Backlog {
    return this.#parts.recordings.session?.storage.store?.backlog() ?? { segments: 0, bytes: 0 };
  }

  report(): UploadReport {
    const { recordings, clock } = this.#parts;
    const { backlog } = this;
    const { lost } = recordings.uploads;
    return uploadReport(this.#state, { backlog, tally: this.#tally, lost, nowMs: clock.nowMs() });
  }

  /** For /health; one line each. */
  problems(): string[] {
    const line = uploadProblemLine(this.#state, this.backlog, this.#parts.clock.nowMs());
    return line === undefined ? [] : [line];
  }

  /** Follows the settings. */
  apply(): void {
    const settings = this.#parts.settings();
    if (this.#target && !isSameTarget(this.#target.target, settings)) this.#current.abort();
    this.retryNow();
  }

  /** Ends a wait between two tries. */
  retryNow(): void {
    this.#passing.reset();
    this.#lasting.reset();
    this.#wake.abort();
  }

  /** Tries settings with a tiny object. Undefined: another test runs. */
  async test(settings: UploadSettings, signal: AbortSignal): Promise<UploadTest | undefined> {
    if (this.#isTesting) return undefined;
    this.#isTesting = true;
    try {
      return await testTarget(settings, this.#parts.clock, signal);
    } finally {
      this.#isTesting = false;
    }
  }

  /** Uploads until `signal` aborts. What was sent of a segment then is gone on with after the next start. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { recordings } = this.#parts;
    recordings.uploads.onWaiting(() => {
      if (!this.#isBackingOff) this.#wake.abort();
    }, signal);
    recordings.onChange((change) => {
      const { entry } = this.#state.kind === 'uploading' ? this.#state : {};
      const isThis = entry?.camera === change.entry.camera && entry.id === change.entry.id;
      if (change.kind === 'removed' && isThis) this.#current.abort();
    }, signal);
    while (!signal.aborted) {
      this.#wake = new AbortController();
      this.#current = new AbortController();
      const waitMs = await this.#step(AbortSignal.any([signal, this.#current.signal]));
      this.#isBackingOff = this.#state.kind === 'retrying';
      if (waitMs > 0) await this.#wait(waitMs, AbortSignal.any([signal, this.#wake.signal]));
      this.#isBackingOff = false;
    }
    await this.#target?.store.close();
  }

  /** Uploads one segment, if there is one. Resolves to the milliseconds until the next step. */
  async #step(signal: AbortSignal): Promise<number> {
    try {
      await this.#followTarget(signal);
      if (!this.#target) {
        this.#state = { kind: 'off' };
        return Infinity;
      }
      const found = await this.#find();
      if (found === 'no-disk') {
        this.#state = { kind: 'no-disk' };
        return noDiskStepMs;
      }
      if (!found) {
        await giveUpBegun({ ...this.#target, ...this.#limits(signal) });
        this.#enter({ kind: 'idle' });
        return Infinity;
      }
      await this.#upload(found, this.#target, signal);
      return 0;
    } catch (error) {
      return signal.aborted ? 0 : this.#failed(uploadError(error));
    }
  }

  /** The storage that the settings name now; none when they name none. */
  async #followTarget(signal: AbortSignal): Promise<void> {
    const settings = this.#parts.settings();
    const before = this.#target;
    if (before && settings.enabled && isSameTarget(before.target, settings)) return;
    this.#target = undefined;
    if (before && settings.enabled && !isSameBucket(before.target, settings)) {
      // Only now its key is known. A storage that is gone keeps the parts until it removes them by itself.
      await giveUpBegun({ ...before, ...this.#limits(signal) }).catch((error: unknown) => {
        const { message } = uploadError(error);
        this.#parts.logger.warn(`An upload that was begun could not be given up. ${message}`);
      });
    }
    await before?.store.close();
    if (settings.enabled) this.#target = { target: settings, store: new ObjectStore(settings) };
  }

  async #find(): Promise<Found | 'no-disk' | undefined> {
    const session = await this.#parts.recordings.browse();
    if (!session) return undefined;
    const { store, state } = session.storage;
    if (!store || state.kind !== 'ready') return 'no-disk';
    const entry = nextWaiting(store, session.bootId, this.#after) ?? nextWaiting(store, session.bootId);
    return entry && { session, store, entry };
  }

  async #upload(
    { session, store, entry }: Found,
    to: { target: UploadSettings; store: ObjectStore },
    signal: AbortSignal,
  ): Promise<void> {
    const { logger, clock } = this.#parts;
    const { lane } = session;
    if (this.#state.kind !== 'retrying') this.#state = { kind: 'uploading', entry, sentBytes: 0 };
    this.#after = entry;
    let file: FileHandle;
    try {
      file = await lane.run(() => openPlain(store.pathOf(entry)));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw new UploadError('disk', errnoOf(error), { cause: error });
      logger.warn({ camera: entry.camera, id: entry.id }, 'a recording was removed before it was uploaded');
      await store.setWaiting(entry.camera, entry.id, false);
      return;
    }
    try {
      const { size: bytes } = await lane.run(() => file.stat());
      const segment = {
        ...{ key: objectKey(to.target.prefix, entry), bytes, metadata: objectMetadata(entry) },
        parts: new SegmentParts(file, lane, this.#pace),
      };
      await sendSegment(segment, {
        ...{ ...to, ...this.#limits(signal) },
        onProgress: (sentBytes) => {
          if (this.#state.kind !== 'retrying') this.#state = { kind: 'uploading', entry, sentBytes };
        },
        // Only the storage's answer ends a failure.
        onAccepted: (sentBytes) => this.#enter({ kind: 'uploading', entry, sentBytes }),
      });
      await store.setWaiting(entry.camera, entry.id, false);
      this.#tally.segments++;
      this.#tally.bytes += bytes;
      this.#tally.lastSuccessAt = clock.now();
      this.#after = undefined;
      this.#passing.reset();
      this.#lasting.reset();
    } finally {
      // Not waited for: the disk may hang.
      void lane.run(() => file.close()).catch(() => undefined);
    }
  }

  #limits(signal: AbortSignal) {
    const { clock, memory } = this.#parts;
    const withinLimit = <T>(act: (signal: AbortSignal, progress: () => void) => Promise<T>) =>
      withinIdleLimit({ clock, idleMs }, signal, act);
    return { memory, withinLimit };
  }

  #failed(error: UploadError): number {
    const { clock, logger, random } = this.#parts;
    const { failures } = this.#tally;
    failures[error.reason] = (failures[error.reason] ?? 0) + 1;
    const before = this.#state.kind === 'retrying' ? this.#state : undefined;
    if (!ofOneSegment.includes(error.reason)) this.#after = undefined;
    const backoff = uploadReasonText[error.reason].isPassing ? this.#passing : this.#lasting;
    // Several servers must not come back to a storage in one moment.
    const waitMs = backoff.next() * (0.75 + random() / 2);
    const nowMs = clock.nowMs();
    const sinceMs = before?.sinceMs ?? nowMs;
    this.#state = { kind: 'retrying', error, sinceMs, retryAtMs: nowMs + waitMs };
    if (before?.error.reason !== error.reason)
      logger.warn({ reason: error.reason }, `recordings are not uploaded: ${error.message}`);
    return waitMs;
  }

  /** Enters a state that is the end of a failure, if there was one. */
  #enter(next: UploadState): void {
    const wasFailing = this.#state.kind === 'retrying';
    this.#state = next;
    if (wasFailing) this.#parts.logger.info('recordings are uploaded again');
  }

  #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    return waitMs === Infinity ? untilAborted(signal) : this.#parts.clock.sleep(waitMs, signal);
  }
}

function isSameTarget(before: UploadSettings, after: UploadSettings): boolean {
  const fixed = ({ max_mbit_per_second: _, keep_until_uploaded: __, ...target }: UploadSettings) => target;
  return isDeepStrictEqual(fixed(before), fixed(after));
}
