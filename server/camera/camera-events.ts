import { isDeepStrictEqual } from 'node:util';
import type { CameraHealth } from '../contract/health.ts';
import type { EventFeed } from '../event/event-feed.ts';

/** What changes with every frame or viewer; it is no event, /health has it. */
const measured = { last_frame_age: null, last_frame_ts: null, fps: null, subscribers: 0 };

export interface CameraEventParts {
  events: EventFeed;
  /** A camera's entry of /health; undefined when there is no such camera. */
  healthOf: (id: string) => CameraHealth | undefined;
}

/** Publishes a camera's health when something about it has changed since it was last published. */
export class CameraEvents {
  readonly #parts: CameraEventParts;
  /** By camera id; of the cameras there are. */
  readonly #published = new Map<string, CameraHealth>();

  constructor(parts: CameraEventParts) {
    this.#parts = parts;
  }

  /** Looks at one camera again. */
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

  /** Looks at these cameras again, and at all that were there before. */
  checkAll(ids: readonly string[]): void {
    for (const id of new Set([...this.#published.keys(), ...ids])) this.check(id);
  }
}
