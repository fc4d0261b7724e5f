import { beforeEach, describe, expect, test } from 'vitest';
import { PinLock } from '../../../../main/pin/pin-lock.ts';
import { cheapHash } from '../../server/access/cheap-hash.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let clock: SteppedClock;
let pinHash: string | undefined;
let lock: PinLock;
beforeEach(() => {
  clock = new SteppedClock();
  pinHash = cheapHash('2580');
  lock = new PinLock(() => pinHash, clock);
});

async function fail(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await lock.check('0000');
}

describe('a PIN', () => {
  test('opens what it closes', async () => {
    expect(lock.pinSet).toBe(true);
    expect(await lock.check('2580')).toEqual({ kind: 'right' });
  });

  test('that is not set asks nobody', async () => {
    pinHash = undefined;
    expect(lock.pinSet).toBe(false);
    expect(await lock.check('')).toEqual({ kind: 'right' });
  });

  test('may be wrong four times, and has to wait at the fifth', async () => {
    const verdicts = [];
    for (let time = 0; time < 5; time++) verdicts.push(await lock.check('1111'));
    expect(verdicts).toEqual([
      { kind: 'wrong', triesLeft: 4 },
      { kind: 'wrong', triesLeft: 3 },
      { kind: 'wrong', triesLeft: 2 },
      { kind: 'wrong', triesLeft: 1 },
      { kind: 'wait', seconds: 30 },
    ]);
  });

  test('is not looked at while there is a wait, not even the right one', async () => {
    await fail(5);
    clock.pass(29_001);
    expect(await lock.check('2580')).toEqual({ kind: 'wait', seconds: 1 });
    clock.pass(999);
    expect(await lock.check('2580')).toEqual({ kind: 'right' });
  });

  test('is worth one try after each wait, which doubles up to a quarter of an hour', async () => {
    await fail(4);
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const verdict = await lock.check('0000');
      if (verdict.kind !== 'wait') throw new Error(verdict.kind);
      waits.push(verdict.seconds);
      clock.pass(verdict.seconds * 1_000);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test('that was right gives all tries back', async () => {
    await fail(5);
    clock.pass(30_000);
    await lock.check('2580');
    expect(await lock.check('0000')).toEqual({ kind: 'wrong', triesLeft: 4 });
    await fail(3);
    expect(await lock.check('0000')).toEqual({ kind: 'wait', seconds: 30 });
  });

  test('that is new can be typed at once', async () => {
    await fail(5);
    pinHash = cheapHash('1379');
    expect(await lock.check('2580')).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect(await lock.check('1379')).toEqual({ kind: 'right' });
  });

  test('is looked at once, however many try at the same time', async () => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => lock.check('0000')));
    expect(verdicts.filter(({ kind }) => kind === 'wrong')).toHaveLength(1);
    expect(verdicts.at(-1)).toEqual({ kind: 'wait', seconds: 1 });
    expect(await lock.check('0000')).toEqual({ kind: 'wrong', triesLeft: 3 });
  });

  test('of which nobody knows the hash is never right', async () => {
    pinHash = 'unknown';
    expect(await lock.check('unknown')).toEqual({ kind: 'wrong', triesLeft: 4 });
  });
});
