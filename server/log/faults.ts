import type { EventEmitter } from 'node:events';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from './logger.ts';

/** The kinds of things a handler belongs to; a label of the metric. */
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

/** The same fault of a thousand connections is one line in a while, with their number. */
const reportIntervalMs = 60_000;

/**
 * Keeps a throw in the handler of one connection, reader or window from ending the process: what the handler belongs to
 * is ended instead. Each fault is a mistake of this program; it is counted, and logged once a minute for each place.
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

  /** Faults of a place since the start. */
  count(place: FaultPlace): number {
    return this.#counts.get(place) ?? 0;
  }

  /** Counts and logs what a handler threw. */
  note(place: FaultPlace, error: unknown): void {
    const count = this.count(place) + 1;
    this.#counts.set(place, count);
    const nowMs = this.#clock.nowMs();
    const before = this.#reported.get(place);
    if (before && nowMs - before.atMs < reportIntervalMs) return;
    this.#reported.set(place, { atMs: nowMs, count });
    const faults = count - (before?.count ?? 0);
    this.#logger.error({ err: error, place, faults }, 'a handler failed; what it belongs to was ended');
  }

  /** Runs `act`; when it throws, that is noted and `end` ends what it belongs to. */
  run(place: FaultPlace, act: () => void, end: () => void): void {
    try {
      act();
    } catch (error) {
      this.note(place, error);
      try {
        end();
      } catch (second) {
        this.note(place, second);
      }
    }
  }

  /**
   * From now on a throw of any listener of `emitter`, also of one that a library added, is noted and ends what the
   * emitter is part of. @param end gets what the event was emitted with
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
