import { variantKey, type Variant } from '../contract/variant.ts';
import type { Frame } from '../frame/frame.ts';
import type { PictureQueue, PictureWork } from '../picture/picture-queue.ts';
import { resizeJpeg } from '../picture/resize-jpeg.ts';
import type { Client } from '../runtime/queue/client.ts';
import { RecentMap } from '../runtime/recent-map.ts';

/** The copies of a frame that are kept for others to share: more than its variants, which come first to need them. */
const maxCopiesPerFrame = 16;

/** For whom a copy is made, and as which work it waits. */
export interface CopyRequest {
  work: PictureWork;
  client: Client;
  /** Takes it out of the queue. */
  signal?: AbortSignal;
}

/** Makes the resized copies of frames, each once however many streams and snapshots ask for it. */
export class FrameResizer {
  readonly #queue: PictureQueue;
  readonly #made = new WeakMap<Frame, RecentMap<string, Promise<Frame>>>();

  constructor(queue: PictureQueue) {
    this.#queue = queue;
  }

  /**
   * The frame at the variant's width and quality, or itself where it is so already; rejects when it cannot be decoded.
   * Each client waits in a line of its own, also for what another has asked for: whoever comes first makes it for all.
   * @throws QueueFullError, LeftQueueError
   */
  async resize(frame: Frame, { width, quality }: Variant, request: CopyRequest): Promise<Frame> {
    if (quality === undefined && (width === undefined || fits(frame, width))) return frame;
    const copies = this.#copiesOf(frame);
    const key = variantKey({ width, quality });
    const made = copies.get(key);
    if (made) return made;
    const { work, client, signal } = request;
    return this.#queue.run(
      work,
      client,
      () => {
        const madeMeanwhile = copies.get(key);
        if (madeMeanwhile) return madeMeanwhile;
        const copy = resized(frame, { width, quality });
        copies.set(key, copy);
        return copy;
      },
      signal,
    );
  }

  #copiesOf(frame: Frame): RecentMap<string, Promise<Frame>> {
    let copies = this.#made.get(frame);
    if (!copies) this.#made.set(frame, (copies = new RecentMap(maxCopiesPerFrame)));
    return copies;
  }
}

async function resized(frame: Frame, size: Variant): Promise<Frame> {
  const image = await resizeJpeg(frame.jpeg, size);
  // The orientation was turned into pixels on the way.
  return { ...frame, ...image, orientation: undefined, memory: undefined };
}

/** Nothing is enlarged, so there would be nothing to do but to make the picture worse. */
function fits({ width, orientation = 1 }: Frame, maxWidth: number): boolean {
  return width <= maxWidth && orientation === 1;
}
