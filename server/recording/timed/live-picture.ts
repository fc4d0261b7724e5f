import type { HeldFrame } from '../../frame/held-frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { RecordedCamera } from '../mode/camera-recorder.ts';

/** Why there is no picture: the camera has a problem of its own, or sent nothing in time. */
export type NoPicture = 'placeholder' | 'no-picture';

/** A camera that is live has one that is as new. */
const newEnoughMs = 1_000;

/**
 * One live picture, never what stands for one. Waiting for it wakes a camera that sleeps. The caller releases it.
 * Undefined: `signal` aborted.
 */
export async function livePicture(
  camera: RecordedCamera,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HeldFrame | NoPicture | undefined> {
  const askedAtMs = clock.nowMs();
  const ended = new AbortController();
  let reason: NoPicture = 'no-picture';
  let found: HeldFrame | undefined;
  const slot = camera.subscribe(
    () => {
      const held = slot.take();
      if (!held) return;
      const { origin, capturedAtMs } = held.frame;
      reason = origin === 'placeholder' ? 'placeholder' : 'no-picture';
      if (!found && origin === 'camera' && askedAtMs - capturedAtMs <= newEnoughMs) {
        found = held;
        ended.abort();
      } else held.release();
    },
    () => ended.abort(),
  );
  await clock.sleep(timeoutMs, AbortSignal.any([signal, ended.signal]));
  slot[Symbol.dispose]();
  if (signal.aborted) found?.release();
  return signal.aborted ? undefined : (found ?? reason);
}
