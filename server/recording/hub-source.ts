import type { HeldFrame } from '../frame/held-frame.ts';
import type { Recorder } from './recorder.ts';

/** A hub's subscriber, as the recorder needs it. */
export interface FrameSlot extends Disposable {
  take(): HeldFrame | undefined;
}

/**
 * Gives a recorder each frame of a hub until `signal` aborts or the hub closes. The slot is emptied inside the call that
 * fills it, so the hub drops none; the recorder copies, and the frame is released at once.
 * @param subscribe e.g. `(onFrame, onEnd) => hub.subscribe('recorder', onFrame, onEnd)`
 */
export function recordHub(
  subscribe: (onFrame: () => void, onEnd: () => void) => FrameSlot,
  recorder: Pick<Recorder, 'accept'>,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const left = new AbortController();
  const slot = subscribe(
    () => {
      const held = slot.take();
      if (!held) return;
      try {
        recorder.accept(held.frame);
      } finally {
        held.release();
      }
    },
    () => left.abort(),
  );
  AbortSignal.any([signal, left.signal]).addEventListener('abort', () => slot[Symbol.dispose](), {
    once: true,
  });
}
