import { randomBytes } from 'node:crypto';
import { maxEventAnnotations, type KeptEvent } from '../contract/event.ts';
import type { Annotation } from '../contract/hook/hook-answer.ts';
import type { Clock } from '../runtime/clock.ts';
import { BurstLimit } from '../runtime/queue/burst-limit.ts';
import { Listeners } from '../runtime/listeners.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { EventFilter } from './log/event-memory.ts';
import type { EventStore } from './log/event-store.ts';

/** Something that a part of the server noticed at a camera. */
export interface NoticedEvent {
  camera: string;
  /** The part that noticed it, e.g. "hook:people.ts". */
  source: string;
  name: string;
  text: string;
  /** Capture time of the picture, milliseconds since the epoch. */
  atMs: number;
  annotations: readonly Annotation[];
}

export type EventChange =
  { kind: 'added'; event: KeptEvent } | { kind: 'removed'; event: KeptEvent | undefined };

export interface EventCount {
  camera: string;
  source: string;
  kept: number;
  /** Refused, since there were too many at once. */
  refused: number;
}

/** One source at one camera: on average, and at once after a pause. */
const eventsPerSecond = 2;
const eventBurstMs = 10_000;
const maxSources = 256;

/** The one place at which events come in: it limits their rate, has them kept and tells of them. */
export class Events {
  readonly store: EventStore;
  readonly #clock: Clock;
  readonly #sources = new RecentMap<string, EventCount & { limit: BurstLimit }>(maxSources);
  readonly #changes = new Listeners<[change: EventChange]>();

  constructor(store: EventStore, clock: Clock) {
    this.store = store;
    this.#clock = clock;
  }

  /** By camera and source, since the start of the server. */
  get counts(): EventCount[] {
    return this.#sources.entries().map(([, entry]) => entry);
  }

  /** Keeps an event and tells of it. Undefined: there are too many of this source at once. */
  raise({ camera, source, name, text, atMs, annotations }: NoticedEvent): KeptEvent | undefined {
    const entry = this.#entry(camera, source);
    const nowMs = this.#clock.nowMs();
    if (entry.limit.waitMs(nowMs) > 0) {
      entry.refused++;
      return undefined;
    }
    entry.limit.spend(nowMs);
    entry.kept++;
    const id = `${Math.max(0, Math.floor(atMs)).toString(36).padStart(8, '0').slice(-12)}-${randomBytes(4).toString('hex')}`;
    const seen = annotations.slice(0, maxEventAnnotations);
    const event: KeptEvent = { id, camera, source, name, text, at_ms: atMs, annotations: seen };
    this.store.add(event);
    this.#changes.tell({ kind: 'added', event });
    return event;
  }

  /** Removes events. Resolves to their number. */
  async remove(wanted: EventFilter | { id: string }): Promise<number> {
    const event = 'id' in wanted ? this.store.get(wanted.id) : undefined;
    const removed = await this.store.remove(wanted);
    if (removed > 0) this.#changes.tell({ kind: 'removed', event });
    return removed;
  }

  onChange(listener: (change: EventChange) => void, signal: AbortSignal): void {
    this.#changes.add(listener, signal);
  }

  #entry(camera: string, source: string): EventCount & { limit: BurstLimit } {
    const key = JSON.stringify([camera, source]);
    const entry = this.#sources.get(key) ?? {
      ...{ camera, source, kept: 0, refused: 0 },
      limit: new BurstLimit(() => eventsPerSecond, eventBurstMs),
    };
    this.#sources.set(key, entry);
    return entry;
  }
}
