import { setImmediate } from 'node:timers/promises';
import type { EventLogState } from '../../contract/event.ts';
import { keptEventSchema, type KeptEvent } from '../../contract/kept-event.ts';
import type { Logger } from '../../log/logger.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';
import { eventDiskProblem, type EventDiskProblem } from './event-disk-problem.ts';
import { EventFiles } from './event-files.ts';
import {
  EventMemory,
  fits,
  type EventFilter,
  type EventLimits,
  type EventPaging,
  type HeldEvent,
} from './event-memory.ts';

export interface EventStoreParts {
  /** Of the files; it need not be there. */
  folder: string;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
  limits: () => EventLimits;
}

type DiskState = { kind: 'opening' } | { kind: 'ready' } | { kind: 'failed'; problem: EventDiskProblem };

/** Events of one moment are written together. A killed server loses no more than these. */
const gatherMs = 200;
const ageStepMs = 3_600_000;
/** The lines of one write. */
const maxBatch = 256;
const linesAtOnce = 64;

/**
 * Keeps events in memory and in files, whoever raised them. A disk that fails stops nothing: then they are in memory
 * alone, and are saved when the disk is well again. Constructing it does nothing.
 */
export class EventStore {
  readonly counters = { unsavedLost: 0, damagedLines: 0 };
  readonly #parts: EventStoreParts;
  readonly #memory = new EventMemory();
  readonly #files: EventFiles;
  readonly #backoff = new Backoff(5_000, 5 * 60_000);
  /** Files that hold events which are not kept any more. */
  readonly #stale = new Set<number>();
  #disk: DiskState = { kind: 'opening' };
  #turn: Promise<void> = Promise.resolve();
  #wake = new AbortController();
  #hasRead = false;
  #settleOpened: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#settleOpened = resolve));

  constructor(parts: EventStoreParts) {
    this.#parts = parts;
    this.#files = new EventFiles(parts.folder);
  }

  get count(): number {
    return this.#memory.count;
  }

  get bytes(): number {
    return this.#files.bytes;
  }

  /** Events that are in memory alone. */
  get unsaved(): number {
    return this.#memory.unsaved().length;
  }

  /** The names of files in the folder that cannot be used. */
  get unusable(): string[] {
    return this.#files.unusable;
  }

  get problem(): EventDiskProblem | undefined {
    return this.#disk.kind === 'failed' ? this.#disk.problem : undefined;
  }

  get report(): EventLogState {
    const { count, oldest } = this.#memory;
    return {
      state: this.#disk.kind,
      reason: this.problem?.reason ?? null,
      message: this.problem?.message ?? '',
      ...{ count, bytes: this.bytes, unsaved: this.unsaved },
      oldest: oldest ? new Date(oldest.at_ms).toISOString() : null,
    };
  }

  /** Resolves when the files were read for the first time, or the disk has refused that. */
  opened(): Promise<void> {
    return this.#opened;
  }

  add(event: KeptEvent): void {
    this.#memory.add({ event, bytes: bytesOf(lineOf(event)), file: undefined });
    this.#forget(this.#memory.shrink(this.#parts.limits()));
    this.#wake.abort();
  }

  /** Follows changed limits. */
  apply(): void {
    this.#wake.abort();
  }

  get(id: string): KeptEvent | undefined {
    return this.#memory.get(id);
  }

  list(filter: EventFilter, paging: EventPaging): KeptEvent[] {
    return this.#memory.list(filter, paging);
  }

  countOf(filter: EventFilter): number {
    return this.#memory.countOf(filter);
  }

  /** Removes events at once, and resolves to their number when they are also gone from the disk, or it has refused. */
  async remove(wanted: EventFilter | { id: string }): Promise<number> {
    if (!this.#hasRead) await this.#save();
    const isWanted = (event: KeptEvent) => ('id' in wanted ? event.id === wanted.id : fits(event, wanted));
    const gone = this.#memory.remove(isWanted);
    this.#makeStale(gone);
    if (gone.length > 0) await this.#save();
    return gone.length;
  }

  /** Reads the files, then saves what comes until `signal` aborts. Resolves when the last event is saved. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      await this.#save();
      const waitMs = this.#disk.kind === 'failed' ? this.#backoff.next() : ageStepMs;
      const waking = this.#disk.kind === 'failed' ? [signal] : [signal, this.#wake.signal];
      await clock.sleep(waitMs, AbortSignal.any(waking));
      await clock.sleep(gatherMs, signal);
    }
    await this.#save();
  }

  /** @throws what the file system throws when the folder cannot be read */
  async #read(): Promise<void> {
    const { logger } = this.#parts;
    await this.#files.open();
    const found: HeldEvent[] = [];
    for (const number of this.#files.numbers) {
      const lines = await this.#files.read(number).catch((err: unknown) => {
        logger.warn({ err }, 'a file with events cannot be read; the others are used');
        return [];
      });
      for (const [index, line] of lines.entries()) {
        // Other work goes on meanwhile.
        if (index % linesAtOnce === 0) await setImmediate();
        const event = eventIn(line);
        if (event) found.push({ event, bytes: bytesOf(line), file: number });
        else this.counters.damagedLines++;
      }
    }
    const { damagedLines: lines } = this.counters;
    if (lines > 0) logger.warn({ lines }, 'lines of the kept events are damaged; they are left out');
    this.#memory.restore(found);
    this.#hasRead = true;
    this.#forgetOld();
  }

  #forgetOld(): void {
    const { ageMs } = this.#parts.limits();
    if (ageMs === Infinity) return;
    const beforeMs = this.#parts.clock.now().getTime() - ageMs;
    this.#makeStale(this.#memory.remove(({ at_ms }) => at_ms < beforeMs));
  }

  /** Events that went for want of room stay in a file that has others, so that it is not written again and again. */
  #forget(gone: readonly HeldEvent[]): void {
    this.counters.unsavedLost += gone.filter(({ file }) => file === undefined).length;
    this.#makeStale(gone, false);
  }

  #makeStale(gone: readonly HeldEvent[], evenWithOthers = true): void {
    for (const file of new Set(gone.map((held) => held.file))) {
      if (file === undefined) continue;
      if (evenWithOthers || !this.#memory.hasFile(file)) this.#stale.add(file);
    }
  }

  /** Brings the disk up to date. Never rejects. */
  #save(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      try {
        if (!this.#hasRead) await this.#read();
        else this.#forgetOld();
        this.#forget(this.#memory.shrink(this.#parts.limits()));
        // First: it makes room.
        for (const file of this.#stale) await this.#rewrite(file);
        for (let batch = this.#batch(); batch.length > 0; batch = this.#batch()) {
          const file = await this.#files.append(batch.map(({ event }) => lineOf(event)));
          if (!this.#memory.saved(batch, file)) this.#stale.add(file);
        }
        if (this.#disk.kind === 'failed') this.#parts.logger.info('events are saved again');
        this.#disk = { kind: 'ready' };
        this.#backoff.reset();
      } catch (error) {
        this.#fail(error);
      }
      this.#settleOpened();
    });
    return this.#turn;
  }

  /** @throws what the file system throws; then the file stays stale */
  async #rewrite(file: number): Promise<void> {
    // Before: an event that is removed meanwhile makes it stale again.
    this.#stale.delete(file);
    try {
      await this.#files.rewrite(
        file,
        this.#memory.inFile(file).map(({ event }) => lineOf(event)),
      );
    } catch (error) {
      this.#stale.add(file);
      throw error;
    }
  }

  #batch(): HeldEvent[] {
    return this.#memory.unsaved().slice(0, maxBatch);
  }

  #fail(error: unknown): void {
    const problem = eventDiskProblem(error);
    const before = this.problem?.reason;
    this.#disk = { kind: 'failed', problem };
    if (before !== problem.reason)
      this.#parts.logger.warn(
        { err: error, reason: problem.reason },
        `events are not saved: ${problem.message}`,
      );
  }
}

function lineOf(event: KeptEvent): string {
  return JSON.stringify(event);
}

function bytesOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}

/** Undefined for a damaged line. */
function eventIn(line: string): KeptEvent | undefined {
  try {
    return keptEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // it is cut off, or overwritten by a failing card
  }
}
