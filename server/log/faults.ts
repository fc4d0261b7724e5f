import type { EventEmitter } from 'node:events';
import type { Clock } from '../runtime/clock.ts';
import { guarded } from '../runtime/guarded.ts';
import type { Logger } from './logger.ts';

/** The kinds of handlers; each is a label of the metric. */
export const faultPlaces = [
  'server',
  'connection',
  'request',
  'websocket',
  'subscriber',
  'event',
  'window',
] as const;
export type FaultPlace = (typeof faultPlaces)[number];

/** The same fault in a thousand connections gives one line per interval, with the number of faults. */
const reportIntervalMs = 60_000;

/**
 * Catches errors of a handler of one connection, reader or window, so that they do not end the process: the connection,
 * reader or window is ended instead. Each fault is a mistake in this program. It is counted, and logged at most once a
 * minute for each place.
 */
export class Faults {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #logger: Pick<Logger, 'error'>;
  readonly #counts = new Map<FaultPlace, number>();
  readonly #reported = new Map<FaultPlace, { atMs: number; count: number }>();

  constructor({ clock, logger }: { clock: Pick<Clock, 'nowMs'>; logger: Pick<Logger, 'error'> }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** The number of faults of a place since the start. */
  count(place: FaultPlace): number {
    return this.#counts.get(place) ?? 0;
  }

  /** Counts and logs an error of a handler. */
  note(place: FaultPlace, error: unknown): void {
    const count = this.count(place) + 1;
    this.#counts.set(place, count);
    const nowMs = this.#clock.nowMs();
    const before = this.#reported.get(place);
    if (before && nowMs - before.atMs < reportIntervalMs) return;
    this.#reported.set(place, { atMs: nowMs, count });
    const faults = count - (before?.count ?? 0);
    this.#logger.error(
      { err: error, place, faults },
      'a handler failed; the connection, reader or window that it served was ended',
    );
  }

  /** Runs `act`. When it throws, the error is noted, and `end` is called to end the connection, reader or window. */
  run(place: FaultPlace, act: () => void, end: () => void): void {
    guarded(act, (error) => this.note(place, error), end);
  }

  /**
   * Catches the errors of all listeners of `emitter`, also of those that a library added: each is noted, and `end` is
   * called.
   * @param end gets the arguments of the event
   */
  guard(emitter: EventEmitter, place: FaultPlace, end: (told: unknown[]) => void): void {
    const emit = emitter.emit.bind(emitter);
    emitter.emit = (event: string | symbol, ...told: unknown[]): boolean => {
      let heard = true;
      this.run(
        place,
        () => (heard = emit(event, ...told)),
        () => end(told),
      );
      return heard;
    };
  }
}
