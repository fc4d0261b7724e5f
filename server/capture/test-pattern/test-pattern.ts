import { CaptureError } from '../../contract/capture-error.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Capture } from '../capture.ts';
import { TestPatternPicture } from './test-pattern-picture.ts';

export interface TestPatternOptions {
  /** The text in the picture; it also chooses the colour. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** JPEG quality, 1 to 100. */
  readonly quality: number;
  readonly clock: Clock;
}

const sideMin = 16;
const longSideMax = 3840;
const pixelsMax = 3840 * 2160;

/** A camera without hardware: colour bars, the label, the time of day, a frame number and a moving ball. */
export function openTestPattern(options: TestPatternOptions): Capture {
  return { frames: (signal) => frames(options, signal) };
}

async function* frames(
  options: TestPatternOptions,
  signal: AbortSignal,
): AsyncGenerator<CapturedImage, void> {
  const { width, height, clock } = options;
  if (
    Math.min(width, height) < sideMin ||
    Math.max(width, height) > longSideMax ||
    width * height > pixelsMax
  ) {
    throw new CaptureError(
      'bad-format',
      `a test picture is ${sideMin}x${sideMin} to 3840x2160, not ${width}x${height}`,
    );
  }
  const picture = new TestPatternPicture(options);
  const intervalMs = 1_000 / options.framesPerSecond;
  const startedAtMs = clock.nowMs();
  let tick = 0;
  for (let number = 1; !signal.aborted; number++) {
    const capturedAtMs = clock.nowMs();
    const jpeg = picture.draw({ number, time: clock.now(), elapsedMs: capturedAtMs - startedAtMs });
    yield { jpeg, width, height, capturedAtMs };
    const elapsedMs = clock.nowMs() - startedAtMs;
    tick = nextTick(tick, elapsedMs / intervalMs);
    // It sleeps even when it is late: a reader as slow as this loop must not keep all other work from running.
    await clock.sleep(Math.max(0, tick * intervalMs - elapsedMs), signal);
  }
}

/** The tick to draw after `tick`: the next one, or the newest that is due when some were missed. */
function nextTick(tick: number, elapsedTicks: number): number {
  return Math.max(tick + 1, Math.floor(elapsedTicks));
}
