import { describe, expect, test } from 'vitest';
import { shutDown } from '../../../main/shutdown.ts';
import { SteppedClock } from '../../doubles/stepped-clock.ts';

const limitMs = 1_000;

describe('the end', () => {
  test('is one step after the other, each with its time', async () => {
    const clock = new SteppedClock();
    const order: string[] = [];
    const step = (name: string, ms: number) => ({
      name,
      limitMs,
      async run() {
        await clock.advance(ms);
        order.push(name);
      },
    });
    const line = await shutDown([step('windows closed', 20), step('server closed', 300)], clock);
    expect(order).toEqual(['windows closed', 'server closed']);
    expect(line).toBe('ended in 320 ms: windows closed 20 ms, server closed 300 ms');
  });

  test('goes on after a step that fails, and says what failed', async () => {
    const clock = new SteppedClock();
    const failing = {
      name: 'screen let go',
      limitMs,
      run: () => {
        throw new Error('no display');
      },
    };
    let closed = false;
    const line = await shutDown(
      [failing, { name: 'server closed', limitMs, run: () => (closed = true) }],
      clock,
    );
    expect(closed).toBe(true);
    expect(line).toContain('screen let go FAILED (no display)');
  });

  test('leaves a step behind that hangs', async () => {
    const clock = new SteppedClock();
    const hanging = { name: 'screen let go', limitMs, run: () => new Promise(() => {}) };
    const ending = shutDown([hanging, { name: 'server closed', limitMs, run: () => {} }], clock);
    await clock.advance(limitMs);
    expect(await ending).toBe(
      'ended in 1000 ms: screen let go NOT in time, after 1000 ms, server closed 0 ms',
    );
    expect(clock.sleeperCount).toBe(0);
  });
});
