import { describe, expect, test } from 'vitest';
import { PinLock } from '../../../../main/pin/pin-lock.ts';
import { unlock } from '../../../../main/pin/unlock.ts';
import { cheapHash } from '../../server/access/cheap-hash.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const lockOf = (pin: string | undefined) => {
  const hash = pin && cheapHash(pin);
  return new PinLock(() => hash, new SteppedClock());
};
const openings = () => {
  let count = 0;
  return { open: () => void count++, count: () => count };
};

describe('unlocking', () => {
  test.each([null, 'anything'])('opens at once where there is no PIN (%j)', async (pin) => {
    const { open, count } = openings();
    expect(await unlock(lockOf(undefined), pin, open)).toEqual({ kind: 'opened' });
    expect(count()).toBe(1);
  });

  test('asks for the PIN, which costs no try', async () => {
    const { open, count } = openings();
    const lock = lockOf('1234');
    for (let time = 0; time < 9; time++) {
      expect(await unlock(lock, null, open)).toEqual({ kind: 'pin-needed' });
    }
    expect(await unlock(lock, '4321', open)).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect(count()).toBe(0);
    expect(await unlock(lock, '1234', open)).toEqual({ kind: 'opened' });
    expect(count()).toBe(1);
  });

  test('says how long to wait after too many wrong ones', async () => {
    const lock = lockOf('1234');
    for (let time = 0; time < 4; time++) await unlock(lock, '', () => {});
    expect(await unlock(lock, '', () => {})).toEqual({ kind: 'wait', seconds: 30 });
  });

  test('fails when what it opens does not open', async () => {
    const broken = () => Promise.reject(new Error('no window'));
    await expect(unlock(lockOf(undefined), null, broken)).rejects.toThrow('no window');
  });
});
