/** The window is long enough for a steady number, and short enough to show a change. */
const windowMs = 4_000;
/** Two pictures that waited while the browser was busy are painted at once: they would pass for 83 a second. */
const minSpanMs = 250;

/** Counts the pictures that were painted in the last seconds. */
export class PaintedRate {
  #atMs: number[] = [];

  painted(nowMs: number): void {
    this.#atMs.push(nowMs);
    this.#forget(nowMs);
  }

  /** 0 until two were painted within the window, and not at once. */
  framesPerSecond(nowMs: number): number {
    this.#forget(nowMs);
    const [first] = this.#atMs;
    const last = this.#atMs.at(-1);
    if (first === undefined || last === undefined || last - first < minSpanMs) return 0;
    return ((this.#atMs.length - 1) * 1_000) / (last - first);
  }

  #forget(nowMs: number): void {
    const kept = this.#atMs.findIndex((atMs) => atMs > nowMs - windowMs);
    this.#atMs = kept < 0 ? [] : this.#atMs.slice(kept);
  }
}
