import type { KeptEvent } from '../../contract/event.ts';

/** The events that are wanted. All limits that are given have to fit. */
export interface EventFilter {
  camera?: string | undefined;
  name?: string | undefined;
  source?: string | undefined;
  /** Milliseconds since the epoch; `toMs` itself does not fit. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** A place between two events. */
export type EventPlace = Pick<KeptEvent, 'at_ms' | 'id'>;

export interface EventPaging {
  after?: EventPlace | undefined;
  limit: number;
  order?: 'asc' | 'desc' | undefined;
}

/** How much is kept. */
export interface EventLimits {
  count: number;
  /** Of the events as text. */
  bytes: number;
  /** Infinity: no limit. */
  ageMs: number;
}

/** An event with its line for the file, and the number of the file that it is in; undefined: in none yet. */
export interface HeldEvent {
  readonly event: KeptEvent;
  readonly bytes: number;
  file: number | undefined;
}

/** All events that are kept, in memory: the files are read at the start only. */
export class EventMemory {
  /** In the order in which they came. */
  #held: HeldEvent[] = [];
  #bytes = 0;
  /** The oldest first; undefined when it has to be sorted anew. */
  #sorted: HeldEvent[] | undefined;

  get count(): number {
    return this.#held.length;
  }

  get oldest(): KeptEvent | undefined {
    return this.#inOrder()[0]?.event;
  }

  add(held: HeldEvent): void {
    this.#held.push(held);
    this.#bytes += held.bytes;
    this.#sorted = undefined;
  }

  /** Puts events from the files before those that came meanwhile. */
  restore(held: readonly HeldEvent[]): void {
    this.#held = [...held, ...this.#held];
    this.#bytes += held.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#sorted = undefined;
  }

  /** Those that are in no file, in the order in which they came. */
  unsaved(): HeldEvent[] {
    const last = this.#held.findLastIndex(({ file }) => file !== undefined);
    return this.#held.slice(last + 1).concat();
  }

  inFile(file: number): HeldEvent[] {
    return this.#held.filter((held) => held.file === file);
  }

  get(id: string): KeptEvent | undefined {
    return this.#held.find(({ event }) => event.id === id)?.event;
  }

  /** Those after a place. @param order "asc": the oldest first */
  list(filter: EventFilter, { after, limit, order = 'asc' }: EventPaging): KeptEvent[] {
    const page: KeptEvent[] = [];
    const inOrder = this.#inOrder();
    const sign = order === 'asc' ? 1 : -1;
    for (let index = 0; index < inOrder.length && page.length < limit; index++) {
      const event = inOrder.at(order === 'asc' ? index : -1 - index)?.event;
      if (!event || !fits(event, filter)) continue;
      if (!after || compare(event, after) * sign > 0) page.push(event);
    }
    return page;
  }

  countOf(filter: EventFilter): number {
    return this.#held.reduce((sum, { event }) => sum + (fits(event, filter) ? 1 : 0), 0);
  }

  /** Removes the events that fit, and returns them. */
  remove(isUnwanted: (event: KeptEvent) => boolean): HeldEvent[] {
    const gone: HeldEvent[] = [];
    const stay: HeldEvent[] = [];
    for (const held of this.#held) (isUnwanted(held.event) ? gone : stay).push(held);
    if (gone.length > 0) this.#replace(stay, gone);
    return gone;
  }

  /** Removes those that came first, until the rest is within the limits. */
  shrink({ count, bytes }: Pick<EventLimits, 'count' | 'bytes'>): HeldEvent[] {
    let excess = 0;
    let left = this.#bytes;
    while (excess < this.#held.length && (this.#held.length - excess > count || left > bytes)) {
      left -= this.#held[excess]?.bytes ?? 0;
      excess++;
    }
    if (excess === 0) return [];
    const gone = this.#held.slice(0, excess);
    this.#replace(this.#held.slice(excess), gone);
    return gone;
  }

  #replace(stay: HeldEvent[], gone: readonly HeldEvent[]): void {
    this.#held = stay;
    this.#bytes -= gone.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#sorted = undefined;
  }

  #inOrder(): HeldEvent[] {
    return (this.#sorted ??= [...this.#held].sort((one, other) => compare(one.event, other.event)));
  }
}

export function fits(event: KeptEvent, { camera, name, source, fromMs, toMs }: EventFilter): boolean {
  if (camera !== undefined && event.camera !== camera) return false;
  if (name !== undefined && event.name !== name) return false;
  if (source !== undefined && event.source !== source) return false;
  return event.at_ms >= (fromMs ?? -Infinity) && event.at_ms < (toMs ?? Infinity);
}

function compare(one: EventPlace, other: EventPlace): number {
  return one.at_ms - other.at_ms || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}
