import { describe, expect, test } from 'vitest';
import {
  ControlSender,
  type ControlValues,
} from '../../../../../../renderer/settings/camera/controls/control-sender.ts';

/** A camera that answers when it is told to. */
function slowCamera() {
  const asked: ControlValues[] = [];
  const waiting: (() => void)[] = [];
  const sender = new ControlSender(async (values) => {
    asked.push(values);
    await new Promise<void>((resolve) => waiting.push(resolve));
  });
  return { asked, sender, answer: () => waiting.shift()?.() };
}

describe('a slider that is dragged', () => {
  test('has one request under way, and then one with its newest value', async () => {
    const { asked, sender, answer } = slowCamera();
    for (let value = 1; value <= 50; value++) sender.set({ gain: value });
    expect(asked).toEqual([{ gain: 1 }]);
    answer();
    await expect.poll(() => asked).toEqual([{ gain: 1 }, { gain: 50 }]);
    answer();
    await sender.idle();
    expect(asked).toHaveLength(2);
  });

  test('takes what was set of other controls along', async () => {
    const { asked, sender, answer } = slowCamera();
    sender.set({ gain: 1 });
    sender.set({ hue: 5 });
    sender.set({ gain: 2, sharpness: null });
    expect(sender.isWaiting('hue')).toBe(true);
    answer();
    await expect.poll(() => asked[1]).toEqual({ gain: 2, hue: 5, sharpness: null });
    expect(sender.isWaiting('hue')).toBe(false);
  });

  test('sends nothing more of what was forgotten', async () => {
    const { asked, sender, answer } = slowCamera();
    sender.set({ gain: 1 });
    sender.set({ gain: 2 });
    sender.forget();
    answer();
    await sender.idle();
    expect(asked).toEqual([{ gain: 1 }]);
    sender.set({ gain: 3 });
    expect(asked).toEqual([{ gain: 1 }, { gain: 3 }]);
  });
});
