import { expect, test } from 'vitest';
import {
  byClass,
  controlLabel,
  valueText,
} from '../../../../../../renderer/settings/camera/controls/control-text.ts';
import { listed, whiteBalance } from '../listed-controls.ts';

test('a control is called in words', () => {
  expect(controlLabel('exposure_time_absolute')).toBe('Exposure time absolute');
});

test('a value is said in its unit, or in the words of its menu', () => {
  const exposure = listed('exposure_absolute', { id: '0x009a0902' });
  expect(valueText(exposure, 157)).toBe('15.7 ms');
  expect(valueText(whiteBalance.temperature, 4_600)).toBe('4600 K');
  expect(valueText(whiteBalance.automatic, 0)).toBe('off');
  const menu = [{ value: 1, label: '50 Hz' }];
  expect(valueText(listed('power_line_frequency', { type: 'menu', menu }), 1)).toBe('50 Hz');
});

test('controls stand in their classes, each below the automatic that governs it', () => {
  const { automatic, temperature } = whiteBalance;
  const focus = listed('focus_absolute', { id: '0x009a090a' });
  const own = listed('led1_mode', { id: '0x0a046d05' });
  const classes = byClass([temperature, listed('gain'), focus, automatic, own]);
  expect(classes.map(({ heading, controls }) => [heading, controls.map(({ name }) => name)])).toEqual([
    ['Picture', ['gain', 'white_balance_automatic', 'white_balance_temperature']],
    ['Exposure, focus and lens', ['focus_absolute']],
    ['More', ['led1_mode']],
  ]);
});
