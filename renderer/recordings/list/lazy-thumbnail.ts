import { loadPicture } from '../../parts/picture/load-picture.ts';
import { OneAtATime } from '../../parts/request/one-at-a-time.ts';

const loadTimeoutMs = 15_000;
/** A card that was only scrolled past needs no picture. */
const settleMs = 120;

/**
 * Loads thumbnails when they come into sight, one at a time: the server may have to make them, and a browser has six
 * connections.
 */
export class Thumbnails {
  readonly #turns = new OneAtATime();

  /** An attachment for the image that shows `url`. */
  show(url: string): (img: HTMLImageElement) => () => void {
    return (img) => {
      const lifetime = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const load = () =>
        void this.#turns.run(async () => {
          if (!lifetime.signal.aborted) await loadPicture(img, () => url, loadTimeoutMs, lifetime.signal);
        });
      const sight = new IntersectionObserver(
        (entries) => {
          clearTimeout(timer);
          if (!entries.at(-1)?.isIntersecting) return;
          timer = setTimeout(() => {
            sight.disconnect();
            load();
          }, settleMs);
        },
        { rootMargin: '200px' },
      );
      sight.observe(img);
      return () => {
        clearTimeout(timer);
        sight.disconnect();
        lifetime.abort();
      };
    };
  }
}
