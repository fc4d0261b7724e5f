import type { CapturedImage } from '../frame/frame.ts';

/** A viewer that reads slowly or reloads sees the placeholder again within this time, as in the parent system. */
const repeatMs = 2_000;

/** What a placeholder says. */
export interface PlaceholderText {
  title: string;
  detail?: string;
  advice?: string;
}

/** Draws it; `signal` aborts when it is no longer wanted. */
export type RenderPlaceholder = (
  text: PlaceholderText,
  signal: AbortSignal,
) => Promise<Omit<CapturedImage, 'capturedAtMs'>>;

/** Publishes the image shown instead of video for as long as there is no video. */
export class PlaceholderFeed {
  readonly #render: RenderPlaceholder;
  readonly #publish: (image: Omit<CapturedImage, 'capturedAtMs'>) => void;
  readonly #onProblem: (error: unknown) => void;
  /** Aborts when something else is shown, so that a rendering that comes too late is thrown away. */
  #shown = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    render: RenderPlaceholder,
    publish: (image: Omit<CapturedImage, 'capturedAtMs'>) => void,
    onProblem: (error: unknown) => void,
  ) {
    this.#render = render;
    this.#publish = publish;
    this.#onProblem = onProblem;
  }

  /** Shows `text` from `delayMs` on, until something else is shown. */
  show(text: PlaceholderText, delayMs: number): void {
    this.hide();
    const { signal } = (this.#shown = new AbortController());
    this.#timer = setTimeout(() => void this.#begin(text, signal), delayMs);
  }

  hide(): void {
    this.#shown.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #begin(text: PlaceholderText, signal: AbortSignal): Promise<void> {
    try {
      const image = await this.#render(text, signal);
      if (signal.aborted) return;
      this.#publish(image);
      this.#timer = setInterval(() => this.#publish(image), repeatMs);
    } catch (error) {
      // It was still in the queue, or nobody wants to know any more.
      if (!signal.aborted) this.#onProblem(error);
    }
  }
}
