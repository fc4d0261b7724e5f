import { errorText } from '../../contract/error-text.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import { QueueFullError } from '../../runtime/queue/fair-queue.ts';
import { withdrawal } from '../../runtime/withdrawn.ts';
import { hasEdits, isMasked, type EditPicture, type Edits } from './edit-picture.ts';
import { hidesAnew, type View } from './view.ts';

export interface EditStageParts {
  clock: Clock;
  edits: () => Edits;
  edit: EditPicture;
  /** Passes an image on; it releases the image's memory. */
  publish: (image: CapturedImage) => void;
  /** Counts an image that a newer one has replaced. */
  dropped: () => void;
  /** Called when pictures can no longer be changed: "mask": no picture may be shown; "overlay": they are shown unchanged. */
  failed: (what: 'mask' | 'overlay', why: string) => void;
  /** Called when pictures can be changed again. */
  recovered: () => void;
  /** Called when pictures that were published must not be shown any more. */
  forget: () => void;
}

/**
 * The place between a capture and everything that its pictures go to, where they are changed as the configuration says. A
 * camera without such settings passes its pictures on at once. With a mask, a picture without the mask never gets past
 * this place, whatever fails.
 */
export class EditStage {
  readonly #parts: EditStageParts;
  /** The newest image that is not being changed yet. */
  #waiting: CapturedImage | undefined;
  #busy = false;
  /** Counts the times after which pictures that are being changed are old. */
  #era = 0;
  #failing = false;
  #published = withdrawal();

  constructor(parts: EditStageParts) {
    this.#parts = parts;
  }

  /** Takes an image over, with its memory. */
  take(image: CapturedImage): void {
    const { edits, publish, dropped } = this.#parts;
    if (!this.#busy && !hasEdits(edits())) return publish(image);
    if (this.#waiting) {
      this.#waiting.memory?.release();
      dropped();
    }
    this.#waiting = image;
    if (!this.#busy) void this.#work();
  }

  /** Forgets the images that are on their way, because the capture has ended. */
  reset(): void {
    this.#era++;
    this.#failing = false;
    this.#waiting?.memory?.release();
    this.#waiting = undefined;
  }

  /** Aborts when the pictures that are published now must not leave the server any more. */
  get withdrawn(): AbortSignal {
    return this.#published.signal;
  }

  /** Follows a change of the configuration: with another mask, pictures from before must not be shown any more. */
  reconfigure(before: View, after: View): void {
    // What failed may be gone now. If it is not, the next picture says so.
    if (this.#failing) this.#parts.recovered();
    this.#failing = false;
    if (!hidesAnew(before, after)) return;
    this.reset();
    this.#parts.forget();
    const former = this.#published;
    this.#published = withdrawal();
    former.abort();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let image = this.#waiting; image; image = this.#waiting) {
      this.#waiting = undefined;
      await this.#pass(image);
    }
    this.#busy = false;
  }

  async #pass(image: CapturedImage): Promise<void> {
    const { clock, publish } = this.#parts;
    const edits = this.#parts.edits();
    // The last settings that changed pictures were taken away while one was on its way.
    if (!hasEdits(edits)) return publish(image);
    const era = this.#era;
    const takenAt = new Date(clock.now().getTime() - (clock.nowMs() - image.capturedAtMs));
    const made = await this.#parts.edit(image.jpeg, edits, takenAt).catch((error: unknown) => ({ error }));
    if (era !== this.#era || 'jpeg' in made || isMasked(edits) || made.error instanceof QueueFullError)
      image.memory?.release();
    if (era !== this.#era) return;
    if ('jpeg' in made) {
      if (this.#failing) this.#parts.recovered();
      this.#failing = false;
      publish({ ...made, capturedAtMs: image.capturedAtMs });
    } else if (made.error instanceof QueueFullError) this.#parts.dropped();
    else this.#fail(image, isMasked(edits), made.error);
  }

  #fail(image: CapturedImage, masked: boolean, error: unknown): void {
    const { publish, dropped, failed, forget } = this.#parts;
    if (masked) dropped();
    if (!this.#failing) {
      if (masked) forget();
      failed(masked ? 'mask' : 'overlay', errorText(error));
    }
    this.#failing = true;
    if (!masked) publish(image);
  }
}
