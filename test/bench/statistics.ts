/** Where a set of measurements lies; all in the unit of the measurements. */
export interface Spread {
  p50: number;
  p99: number;
  max: number;
}

/** The smallest value that the share `share` (0 to 1) of `values` does not exceed; undefined when there are none. */
export function percentile(values: ArrayLike<number>, share: number): number | undefined {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The middle value, or the mean of the two in the middle; undefined when there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

/** Undefined when there are no values. */
export function spread(values: ArrayLike<number>): Spread | undefined {
  const p50 = percentile(values, 0.5);
  const p99 = percentile(values, 0.99);
  const max = percentile(values, 1);
  return p50 === undefined || p99 === undefined || max === undefined ? undefined : { p50, p99, max };
}
