import type { Annotation } from '../../../server/contract/hook/hook-answer.ts';
import type { PixelSize } from '../painting/picture-placement.ts';

/** What is seen in the picture of a tile now. */
export interface SeenInPicture {
  /** The size of the upright picture: boxes are parts of it. */
  picture: PixelSize;
  annotations: readonly SeenAnnotation[];
}

export interface SeenAnnotation extends Annotation {
  hook: string;
  /** The picture shows it already. */
  drawn: boolean;
}

/** What one hook saw, as the server tells it. */
export interface HookNotice {
  hook: string;
  at_ms: number;
  drawn: boolean;
  annotations: readonly Annotation[];
}

/** No more are drawn in one tile: those with the best scores. */
export const maxDrawn = 64;
/** A camera has at most eight hooks; more names come only after its hooks were changed. */
const maxHooks = 8;
/** A box is drawn for some of the usual times between two answers of its hook, but for this long at least and at most. */
const keep = { answers: 2.5, leastMs: 1_500, mostMs: 5_000 } as const;

interface Kept {
  notice: HookNotice;
  takenAtMs: number;
  goneAtMs: number;
}

/** What the hooks of a tile's camera see: of each hook the newest, until it is old. */
export class TileAnnotations {
  readonly #hooks = new Map<string, Kept>();

  /** @param nowMs by performance.now() */
  take(notice: HookNotice, nowMs: number): void {
    const before = this.#hooks.get(notice.hook);
    this.#hooks.delete(notice.hook);
    if (notice.annotations.length === 0) return;
    const intervalMs = before ? nowMs - before.takenAtMs : 0;
    const keepMs = Math.min(keep.mostMs, Math.max(keep.leastMs, keep.answers * intervalMs));
    this.#hooks.set(notice.hook, { notice, takenAtMs: nowMs, goneAtMs: nowMs + keepMs });
    const [oldest] = this.#hooks.keys();
    if (this.#hooks.size > maxHooks && oldest !== undefined) this.#hooks.delete(oldest);
  }

  forget(): void {
    this.#hooks.clear();
  }

  /** All that is to be drawn now, with the best scores first. */
  at(nowMs: number): SeenAnnotation[] {
    for (const [hook, { goneAtMs }] of this.#hooks) if (goneAtMs <= nowMs) this.#hooks.delete(hook);
    return [...this.#hooks.values()]
      .flatMap(({ notice: { hook, drawn, annotations } }) =>
        annotations.map((annotation) => ({ ...annotation, hook, drawn })),
      )
      .sort((a, b) => (b.score ?? 1) - (a.score ?? 1))
      .slice(0, maxDrawn);
  }
}
