/** CLOCK_MONOTONIC in milliseconds, the clock of V4L2 timestamps; the same in every process of a machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
