import { isDeepStrictEqual } from 'node:util';
import type { CameraHealth } from '../contract/health.ts';
import type { EventFeed } from '../event/event-feed.ts';

/** These fields change with every frame or viewer. They cause no event; clients read them from /health. */
const measured = { last_frame_age: null, last_frame_ts: null, fps: null, subscribers: 0 };

export interface CameraEventParts {
  events: EventFeed;
  /** Returns a camera's entry of /health, or undefined when there is no such camera. */
  healthOf: (id: string) => CameraHealth | undefined;
}

/** Publishes a camera's health when something about it has changed since it was last published. */
export class CameraEvents {
  readonly #parts: CameraEventParts;
  /** The last published health by camera id, for cameras that still exist. */
  readonly #published = new Map<string, CameraHealth>();

  constructor(parts: CameraEventParts) {
    this.#parts = parts;
  }

  /** Compares one camera with its last published health. */
  check(id: string): void {
    const camera = this.#parts.healthOf(id);
    const before = this.#published.get(id);
    if (!camera) {
      if (this.#published.delete(id)) this.#parts.events.publish({ type: 'camera-removed', id });
      return;
    }
    const steady = { ...camera, ...measured };
    if (before && isDeepStrictEqual(before, steady)) return;
    this.#published.set(id, steady);
    this.#parts.events.publish({ type: 'camera', camera });
  }

  /** Compares these cameras, and all cameras that existed before. */
  checkAll(ids: readonly string[]): void {
    for (const id of new Set([...this.#published.keys(), ...ids])) this.check(id);
  }
}
