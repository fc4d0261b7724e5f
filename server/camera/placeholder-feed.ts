import type { CapturedImage } from '../frame/frame.ts';
import type { Clock } from '../runtime/clock.ts';

/** A viewer that reads slowly or reloads sees the placeholder again within this time, as rpicamserver does it. */
const repeatMs = 2_000;

/** The texts of a placeholder, which say why there is no video. */
export interface PlaceholderReason {
  title: string;
  detail?: string;
  advice?: string;
}

type PlaceholderImage = Omit<CapturedImage, 'capturedAtMs'>;

export interface PlaceholderFeedParts {
  clock: Pick<Clock, 'sleep'>;
  /** Draws the placeholder; `signal` aborts when it is no longer needed. */
  render: (reason: PlaceholderReason, signal: AbortSignal) => Promise<PlaceholderImage>;
  publish: (image: PlaceholderImage) => void;
  onProblem: (error: unknown) => void;
}

/** Publishes a placeholder image for as long as there is no video. */
export class PlaceholderFeed {
  readonly #parts: PlaceholderFeedParts;
  /** Aborts when another image is shown, so that a placeholder that is drawn too late is thrown away. */
  #shown = new AbortController();

  constructor(parts: PlaceholderFeedParts) {
    this.#parts = parts;
  }

  /** Shows `reason` after `delayMs`, until something else is shown. */
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
      // An aborted drawing was still in the queue, or no viewer needs its picture any more.
      if (!signal.aborted) this.#parts.onProblem(error);
      return undefined;
    }
  }
}
