import { describe, expect, test } from 'vitest';
import { parseV4l2Controls } from '../../../../../server/device/v4l2/parse-v4l2-controls.ts';
import { deviceOutput } from '../device-output.ts';

describe('the controls of a camera', () => {
  const controls = parseV4l2Controls(deviceOutput('uvc-camera'));
  const named = (name: string) => controls.find((control) => control.name === name);

  test('are all there, in the order of the device', () => {
    expect(controls).toHaveLength(19);
    expect(controls[0]).toEqual({
      id: 0x00980900,
      name: 'brightness',
      type: 'int',
      min: -64,
      max: 64,
      step: 1,
      default: 0,
      value: 3,
      inactive: false,
      readOnly: false,
    });
    expect(controls.at(-1)?.name).toBe('zoom_absolute');
  });

  test('say which of them an automatic has taken over', () => {
    expect(named('exposure_time_absolute')).toMatchObject({ id: 0x009a0902, max: 5000, inactive: true });
    expect(named('focus_absolute')).toMatchObject({ step: 5, inactive: true });
    expect(named('auto_exposure')?.inactive).toBe(false);
  });

  test('have the choices of their menus, gaps included', () => {
    expect(named('auto_exposure')).toMatchObject({
      type: 'menu',
      value: 3,
      menu: [
        { value: 1, label: 'Manual Mode' },
        { value: 3, label: 'Aperture Priority Mode' },
      ],
    });
    expect(named('brightness')?.menu).toBeUndefined();
  });

  test('are the same in the answer to --all', () => {
    const all = parseV4l2Controls(deviceOutput('uvc-camera-all'));
    expect(all.map(({ name }) => name)).toEqual(controls.map(({ name }) => name));
  });
});

describe('unusual controls', () => {
  const controls = parseV4l2Controls(deviceOutput('vivid-controls'));
  const named = (name: string) => controls.find((control) => control.name === name);

  test('are read without values that are no numbers', () => {
    expect(named('string')).toMatchObject({ type: 'str', min: 2, max: 4, value: undefined });
    expect(named('area')).toMatchObject({ type: 'area', value: undefined });
    expect(named('button')).toMatchObject({ type: 'button' });
  });

  test('have hexadecimal and negative numbers', () => {
    expect(named('bitmask')).toMatchObject({ max: 0x80402010, default: 0x80002000, value: -2147475456 });
    expect(named('integer_32_bits')).toMatchObject({ min: -2147483648, max: 2147483647 });
  });

  test('say when they are read-only or inactive among other flags', () => {
    expect(named('read_only_integer_32_bits')?.readOnly).toBe(true);
    expect(named('gain')).toMatchObject({ inactive: true, value: 16 });
  });

  test('have menus of numbers', () => {
    expect(named('integer_menu')?.menu?.[1]).toEqual({ value: 3, label: '3 (0x3)' });
  });
});
