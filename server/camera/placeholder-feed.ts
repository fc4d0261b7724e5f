import type { CapturedImage } from '../frame/frame.ts';

/** A viewer that reads slowly or reloads sees the placeholder again within this time, as in the parent system. */
const repeatMs = 2_000;

/** What a placeholder says. */
export interface PlaceholderText {
  title: string;
  detail?: string;
  advice?: string;
}

export type RenderPlaceholder = (text: PlaceholderText) => Promise<Omit<CapturedImage, 'capturedAtMs'>>;

/** Publishes the image shown instead of video for as long as there is no video. */
export class PlaceholderFeed {
  readonly #render: RenderPlaceholder;
  readonly #publish: (image: Omit<CapturedImage, 'capturedAtMs'>) => void;
  readonly #onProblem: (error: unknown) => void;
  /** Counts what was shown or hidden, so that a rendering that comes too late is thrown away. */
  #generation = 0;
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
    const generation = this.#generation;
    this.#timer = setTimeout(() => void this.#begin(text, generation), delayMs);
  }

  hide(): void {
    this.#generation++;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #begin(text: PlaceholderText, generation: number): Promise<void> {
    try {
      const image = await this.#render(text);
      if (generation !== this.#generation) return;
      this.#publish(image);
      this.#timer = setInterval(() => this.#publish(image), repeatMs);
    } catch (error) {
      this.#onProblem(error);
    }
  }
}
