import { describe, expect, test } from 'vitest';
import {
  defaultValues,
  keptValues,
  undoRequests,
} from '../../../../../../renderer/settings/camera/controls/control-requests.ts';
import { listed, whiteBalance } from '../listed-controls.ts';

const { automatic, temperature } = whiteBalance;
const gain = listed('gain');

describe('what was tried of the controls', () => {
  test('is kept, except for what an automatic governs by now', () => {
    const tried = new Map([
      ['gain', 7],
      ['white_balance_temperature', 3_000],
    ]);
    expect(keptValues(tried, [gain, automatic, temperature])).toEqual({ gain: 7 });
    const free = { ...temperature, inactive: false };
    expect(keptValues(tried, [gain, automatic, free])).toEqual({ gain: 7, white_balance_temperature: 3_000 });
  });

  test('goes back to how it stood, what an automatic governed before the automatic itself', () => {
    const now = [gain, { ...automatic, value: 0 }, { ...temperature, inactive: false, value: 3_000 }];
    const tried = ['white_balance_automatic', 'white_balance_temperature', 'gain'];
    expect(undoRequests(tried, [gain, automatic, temperature], now)).toEqual([
      { white_balance_temperature: 4_600 },
      { gain: 50, white_balance_automatic: 1 },
    ]);
  });

  test('is left alone where the automatic has it again', () => {
    const before = [automatic, temperature];
    expect(undoRequests(['white_balance_temperature'], before, before)).toEqual([]);
    expect(undoRequests([], before, before)).toEqual([]);
  });

  test('switches an automatic off again together with what it has taken over', () => {
    const before = [
      { ...automatic, value: 0 },
      { ...temperature, inactive: false, value: 3_000 },
    ];
    const tried = ['white_balance_automatic', 'white_balance_temperature'];
    expect(undoRequests(tried, before, [automatic, temperature])).toEqual([
      { white_balance_automatic: 0, white_balance_temperature: 3_000 },
    ]);
  });
});

test('every control that can be set goes back to its default', () => {
  const shutter = listed('shutter', { read_only: true });
  const focusNow = listed('focus_now', { type: 'button', default: null, value: null });
  expect(defaultValues([gain, temperature, shutter, focusNow])).toEqual({
    gain: null,
    white_balance_temperature: null,
  });
});
