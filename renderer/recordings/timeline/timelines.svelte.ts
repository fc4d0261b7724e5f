import { SvelteMap } from 'svelte/reactivity';
import { errorText } from '../../../server/contract/error-text.ts';
import { readSpans, type RecordedSpan, type SpansOfCamera } from './read-spans.ts';
import { lengthOf, type TimeRange } from './time-range.ts';

/** What is known of one camera. */
interface Loaded extends SpansOfCamera {
  range: TimeRange;
  /** The last recording was being written when it was read. */
  isOpenAtEnd: boolean;
}

/** A recording that ended this shortly before it was read may still be written: clocks differ by some seconds. */
const openWithinMs = 20_000;
/** So much more is loaded at each side that a small move needs no request. */
const marginShare = 0.5;
const leastMarginMs = 3_600_000;

/** The recordings of the chosen cameras around the time that the timeline shows. */
export class Timelines {
  /** Why nothing could be read; empty when it could. */
  problem = $state.raw('');
  readonly #loaded = new SvelteMap<string, Loaded>();
  #loading = $state.raw(0);
  readonly #read: typeof readSpans;

  readonly #nowMs: () => number;

  /** @param nowMs by the clock of the server */
  constructor(nowMs: () => number, read: typeof readSpans = readSpans) {
    this.#nowMs = nowMs;
    this.#read = read;
  }

  /** Undefined: not read yet. */
  spansOf(camera: string): readonly RecordedSpan[] | undefined {
    return this.#loaded.get(camera)?.spans;
  }

  /** Whether the last recording of a camera was being written when it was read. */
  isOpenAtEnd(camera: string): boolean {
    return this.#loaded.get(camera)?.isOpenAtEnd ?? false;
  }

  get isTruncated(): boolean {
    return [...this.#loaded.values()].some(({ isTruncated }) => isTruncated);
  }

  get isLoading(): boolean {
    return this.#loading > 0;
  }

  /** Reads what is not known yet of these cameras. Forgets the others. */
  async show(cameras: readonly string[], range: TimeRange): Promise<void> {
    for (const camera of [...this.#loaded.keys()]) if (!cameras.includes(camera)) this.#loaded.delete(camera);
    const missing = cameras.filter((camera) => {
      const known = this.#loaded.get(camera)?.range;
      return !known || known.fromMs > range.fromMs || known.toMs < range.toMs;
    });
    if (missing.length > 0) await this.refresh(missing, range);
  }

  /** Reads these cameras anew. */
  async refresh(cameras: readonly string[], range: TimeRange): Promise<void> {
    const marginMs = Math.max(leastMarginMs, lengthOf(range) * marginShare);
    const wide = { fromMs: Math.max(0, range.fromMs - marginMs), toMs: range.toMs + marginMs };
    this.#loading++;
    try {
      await Promise.all(
        cameras.map(async (camera) => {
          const found = await this.#read(camera, wide);
          const isOpenAtEnd = this.#nowMs() - (found.spans.at(-1)?.toMs ?? 0) < openWithinMs;
          this.#loaded.set(camera, { ...found, range: wide, isOpenAtEnd });
        }),
      );
      this.problem = '';
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.#loading--;
    }
  }
}
