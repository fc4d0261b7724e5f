import type { Frame } from '../frame/frame.ts';
import type { FrameHub } from '../frame/frame-hub.ts';

/**
 * Returns one frame that is newer than the request, or at most `freshMs` old. Waiting for it wakes a sleeping camera. A
 * camera without a picture gives its placeholder, which its hub publishes at once. Undefined when `signal` aborts or
 * the hub closes first.
 */
export function takeSnapshot(
  hub: FrameHub,
  freshMs: number,
  nowMs: number,
  signal: AbortSignal,
): Promise<Frame | undefined> {
  const held = hub.takeLatest();
  const latest = held?.frame;
  if (latest && (latest.origin === 'placeholder' || nowMs - latest.capturedAtMs <= freshMs)) {
    return Promise.resolve(latest);
  }
  held?.release();
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    const finish = (frame: Frame | undefined) => {
      signal.removeEventListener('abort', giveUp);
      subscriber[Symbol.dispose]();
      resolve(frame);
    };
    const giveUp = () => finish(undefined);
    const subscriber = hub.subscribe(
      'snapshot',
      () => {
        const frame = subscriber.take()?.frame;
        // The hub offers the latest frame first, and that one may be too old.
        if (frame && frame.sequence !== latest?.sequence) finish(frame);
      },
      giveUp,
    );
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
