import type { CapturedImage } from '../frame/frame.ts';
import type { Clock } from '../runtime/clock.ts';

/** A viewer that reads slowly or reloads sees the placeholder again within this time, as in the parent system. */
const repeatMs = 2_000;

/** The words of a placeholder that say why there is no video. */
export interface PlaceholderReason {
  title: string;
  detail?: string;
  advice?: string;
}

type PlaceholderImage = Omit<CapturedImage, 'capturedAtMs'>;

export interface PlaceholderFeedParts {
  clock: Pick<Clock, 'sleep'>;
  /** Draws it; `signal` aborts when it is no longer wanted. */
  render: (reason: PlaceholderReason, signal: AbortSignal) => Promise<PlaceholderImage>;
  publish: (image: PlaceholderImage) => void;
  onProblem: (error: unknown) => void;
}

/** Publishes the image shown instead of video for as long as there is no video. */
export class PlaceholderFeed {
  readonly #parts: PlaceholderFeedParts;
  /** Aborts when something else is shown, so that a rendering that comes too late is thrown away. */
  #shown = new AbortController();

  constructor(parts: PlaceholderFeedParts) {
    this.#parts = parts;
  }

  /** Shows `reason` from `delayMs` on, until something else is shown. */
  show(reason: PlaceholderReason, delayMs: number): void {
    this.hide();
    this.#shown = new AbortController();
    void this.#run(reason, delayMs, this.#shown.signal);
  }

  hide(): void {
    this.#shown.abort();
  }

  async #run(reason: PlaceholderReason, delayMs: number, signal: AbortSignal): Promise<void> {
    const { clock, publish } = this.#parts;
    await clock.sleep(delayMs, signal);
    const image = await this.#render(reason, signal);
    while (image && !signal.aborted) {
      publish(image);
      await clock.sleep(repeatMs, signal);
    }
  }

  async #render(reason: PlaceholderReason, signal: AbortSignal): Promise<PlaceholderImage | undefined> {
    if (signal.aborted) return undefined;
    try {
      return await this.#parts.render(reason, signal);
    } catch (error) {
      // It was still in the queue, or nobody waits for the picture any more.
      if (!signal.aborted) this.#parts.onProblem(error);
      return undefined;
    }
  }
}
