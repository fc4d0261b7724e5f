import type { UnlockAnswer } from '../bridge.ts';
import type { PinLock } from './pin-lock.ts';

/**
 * Calls `open` if no PIN is set or if the right one was typed.
 * @param pin what was typed; null when nobody was asked yet
 */
export async function unlock(
  lock: Pick<PinLock, 'pinSet' | 'check'>,
  pin: string | null,
  open: () => Promise<void> | void,
): Promise<UnlockAnswer> {
  if (lock.pinSet) {
    if (pin === null) return { kind: 'pin-needed' };
    const verdict = await lock.check(pin);
    if (verdict.kind !== 'right') return verdict;
  }
  await open();
  return { kind: 'opened' };
}
