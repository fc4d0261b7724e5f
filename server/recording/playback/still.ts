/** A picture of a fast camera stands for so long; then it is a gap, if no other came. */
const leastStillMs = 1_000;
const intervals = 3;
/** Frames before and after that one that say how often they come. */
const neighbours = 4;

interface FrameTimes {
  frameCount: number;
  /** Milliseconds. */
  timeOf(frame: number): number;
}

/** How long a picture may be shown before its time is a gap: a second, or three times the usual interval around it. */
export function stillMs(times: FrameTimes, frame: number): number {
  const first = Math.max(0, frame - neighbours);
  const last = Math.min(times.frameCount - 1, frame + neighbours);
  const steps: number[] = [];
  for (let at = first; at < last; at++) steps.push(times.timeOf(at + 1) - times.timeOf(at));
  // The middle one: a gap among them is not the usual.
  const usual = steps.sort((one, other) => one - other)[Math.floor((steps.length - 1) / 2)] ?? 0;
  return Math.max(leastStillMs, intervals * usual);
}
