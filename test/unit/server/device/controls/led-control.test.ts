import { describe, expect, test } from 'vitest';
import { ledSignal } from '../../../../../server/device/controls/led-control.ts';
import { parseV4l2Controls } from '../../../../../server/device/v4l2/parse-v4l2-controls.ts';

const led = (value: number, choices: string[], rest = '') =>
  parseV4l2Controls(
    [
      'brightness 0x00980900 (int) : min=0 max=9 step=1 default=5 value=5',
      `led1_mode 0x0a046d05 (menu) : min=0 max=3 default=3 value=${value} (x)${rest}`,
      ...choices.map((label, index) => `\t\t\t\t${index}: ${label}`),
    ].join('\n'),
  );
const logitech = ['Off', 'On', 'Blink', 'Auto'];

describe('the light of a camera', () => {
  test('blinks where it can, and is put back to what it was', () => {
    expect(ledSignal(led(3, logitech))).toMatchObject({
      show: { name: 'led1_mode', value: 2 },
      putBack: { name: 'led1_mode', value: 3 },
    });
  });

  test('that cannot blink is switched to what it is not', () => {
    expect(ledSignal(led(0, ['Off', 'On']))).toMatchObject({ show: { value: 1 }, putBack: { value: 0 } });
    expect(ledSignal(led(1, ['Off', 'On']))).toMatchObject({ show: { value: 0 }, putBack: { value: 1 } });
  });

  test('is left alone where it is not to be set', () => {
    expect(ledSignal([])).toBeUndefined();
    expect(ledSignal(led(3, logitech, ' flags=read-only'))).toBeUndefined();
    expect(ledSignal(led(3, ['Weak', 'Strong']))).toBeUndefined();
  });
});
