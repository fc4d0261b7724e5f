import { describe, expect, test } from 'vitest';
import { NewestSender } from '../../../../../renderer/parts/request/newest-sender.ts';

type Values = Record<string, number | null>;

/** A camera that answers when it is told to. */
function slowCamera(merge?: (waiting: Values, newer: Values) => Values) {
  const asked: Values[] = [];
  const waiting: (() => void)[] = [];
  const sender = new NewestSender<Values>(async (values) => {
    asked.push(values);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }, merge);
  return { asked, sender, answer: () => waiting.shift()?.() };
}

describe('a slider that is dragged', () => {
  test('has one request under way, and then one with its newest value', async () => {
    const { asked, sender, answer } = slowCamera();
    for (let value = 1; value <= 50; value++) void sender.set({ gain: value });
    expect(asked).toEqual([{ gain: 1 }]);
    answer();
    await expect.poll(() => asked).toEqual([{ gain: 1 }, { gain: 50 }]);
    answer();
    await sender.idle();
    expect(asked).toHaveLength(2);
  });

  test('takes along what was set of other controls, where values are merged', async () => {
    const { asked, sender, answer } = slowCamera((waiting, newer) => ({ ...waiting, ...newer }));
    void sender.set({ gain: 1 });
    void sender.set({ hue: 5 });
    void sender.set({ gain: 2, sharpness: null });
    expect(sender.waiting).toEqual({ gain: 2, hue: 5, sharpness: null });
    answer();
    await expect.poll(() => asked[1]).toEqual({ gain: 2, hue: 5, sharpness: null });
    expect(sender.waiting).toBeUndefined();
  });

  test('sends nothing more of what was forgotten', async () => {
    const { asked, sender, answer } = slowCamera();
    void sender.set({ gain: 1 });
    void sender.set({ gain: 2 });
    void sender.forget();
    answer();
    await sender.idle();
    expect(asked).toEqual([{ gain: 1 }]);
    void sender.set({ gain: 3 });
    expect(asked).toEqual([{ gain: 1 }, { gain: 3 }]);
  });
});
