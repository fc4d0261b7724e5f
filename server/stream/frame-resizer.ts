import { variantKey, type Variant } from '../contract/variant.ts';
import type { Frame } from '../frame/frame.ts';
import type { PictureQueue, PictureWork } from '../picture/picture-queue.ts';
import { resizeJpeg } from '../picture/resize-jpeg.ts';
import type { Client } from '../runtime/queue/client.ts';
import { RecentMap } from '../runtime/recent-map.ts';

/**
 * The copies of a frame that are kept for other readers. There are more than variants per camera, and variants are the
 * first to need them.
 */
const maxCopiesPerFrame = 16;

/** The client that a copy is made for, and the kind of work as which it waits. */
export interface CopyRequest {
  work: PictureWork;
  client: Client;
  /** Removes the request from the queue when it aborts. */
  signal?: AbortSignal;
}

/** Makes the resized copies of frames. Each is made once, however many streams and snapshots need it. */
export class FrameResizer {
  readonly #queue: PictureQueue;
  readonly #made = new WeakMap<Frame, RecentMap<string, Promise<Frame>>>();

  constructor(queue: PictureQueue) {
    this.#queue = queue;
  }

  /**
   * The frame in the variant's width and quality, or the frame itself if it fits already. Rejects when the frame cannot
   * be decoded. Each client waits in a line of its own, also for a copy that another client has asked for: the first
   * turn makes it for all.
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
  // Resizing has turned the pixels as the orientation says.
  return { ...frame, ...image, orientation: undefined, memory: undefined };
}

/** Nothing is enlarged, so another encoding would only make the picture worse. */
function fits({ width, orientation = 1 }: Frame, maxWidth: number): boolean {
  return width <= maxWidth && orientation === 1;
}
