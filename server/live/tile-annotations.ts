import type { Annotation } from '../contract/hook/hook-answer.ts';
import { maxHooksPerCamera } from '../contract/hook/hook-use.ts';
import type { SendingSide } from './tile-feed.ts';

/** What one hook of a camera saw in one picture. */
export interface SeenByHook {
  hook: string;
  /** Milliseconds since the epoch. */
  capturedAt: number;
  annotations: readonly Annotation[];
  /** The hooked pictures show the annotations already. */
  drawn: boolean;
}

/** Calls `listener` for each picture in which a hook of the camera saw something, until `left` aborts. */
export type WatchSeen = (listener: (seen: SeenByHook) => void, left: AbortSignal) => void;

/** Counts what was sent to pages, and what a newer one has replaced before it could be sent. */
export type CountAnnotations = (what: 'sent' | 'replaced') => void;

/**
 * Sends one tile what hooks see. One message at a time is on its way; of each hook only the newest waits, so a page that
 * reads slowly gets fewer, and never old ones.
 */
export class TileAnnotations {
  readonly #connection: SendingSide;
  readonly #tile: number;
  readonly #count: CountAnnotations;
  /** By hook, in the order in which they came. */
  readonly #waiting = new Map<string, SeenByHook>();
  #isSending = false;

  constructor(connection: SendingSide, tile: number, count: CountAnnotations) {
    this.#connection = connection;
    this.#tile = tile;
    this.#count = count;
  }

  take(seen: SeenByHook): void {
    const { hook } = seen;
    if (this.#waiting.has(hook)) this.#count('replaced');
    else if (this.#waiting.size >= maxHooksPerCamera) return this.#count('replaced');
    this.#waiting.set(hook, seen);
    this.flush();
  }

  /** Sends the next one, if the connection is ready for it. */
  flush(): void {
    const [next] = this.#waiting.values();
    if (!next || this.#isSending || !this.#connection.hasRoom) return;
    const { hook, capturedAt, annotations, drawn } = next;
    this.#waiting.delete(hook);
    this.#isSending = true;
    this.#count('sent');
    this.#connection.send(
      {
        type: 'annotations',
        tile: this.#tile,
        hook,
        at_ms: capturedAt,
        drawn,
        annotations: [...annotations],
      },
      () => {
        this.#isSending = false;
        this.flush();
      },
    );
  }
}
