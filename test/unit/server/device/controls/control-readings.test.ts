import { describe, expect, test } from 'vitest';
import type { V4l2Control } from '../../../../../server/contract/device/device.ts';
import { controlIds } from '../../../../../server/device/controls/control-ids.ts';
import { controlReadings } from '../../../../../server/device/controls/control-readings.ts';
import { wantedControls } from '../../../../../server/device/controls/v4l2-controls.ts';
import { parseV4l2Controls } from '../../../../../server/device/v4l2/parse-v4l2-controls.ts';
import { deviceOutput } from '../device-output.ts';

const int = (id: number, fields: Partial<V4l2Control>): V4l2Control => ({
  id,
  name: `control_${id}`,
  type: 'int',
  inactive: false,
  readOnly: false,
  ...fields,
});
const brightness = (min: number, max: number, value?: number) =>
  int(controlIds.brightness, { min, max, step: 1, value });

describe('how controls stand, in the units of a configuration', () => {
  test('is read off a real camera', () => {
    const controls = parseV4l2Controls(deviceOutput('uvc-camera-all'));
    expect(controlReadings(controls)).toEqual({ brightness: 0.5, exposure: 157, white_balance: 4_600 });
  });

  test('is nothing where the device has no such control or does not tell', () => {
    const nothing = { brightness: null, exposure: null, white_balance: null };
    expect(controlReadings([])).toEqual(nothing);
    expect(controlReadings([brightness(0, 10), int(controlIds.exposureTime, {})])).toEqual(nothing);
    expect(controlReadings([brightness(5, 5, 5)])).toEqual(nothing);
  });

  test('is found under the names of old kernels, by its id', () => {
    const exposure = { ...int(controlIds.exposureTime, { value: 250 }), name: 'exposure_absolute' };
    expect(controlReadings([exposure]).exposure).toBe(250);
  });

  test('stays within what a configuration may say', () => {
    const far = int(controlIds.exposureTime, { value: 60_000 });
    const below = int(controlIds.whiteBalanceTemperature, { value: -1 });
    expect(controlReadings([far, below])).toMatchObject({ exposure: 10_000, white_balance: 0 });
  });

  test('leads back to the same value when it is configured', () => {
    for (const [min, max] of [
      [-64, 64],
      [0, 255],
      [30, 255],
      [0, 65_535],
    ] as const) {
      for (const value of [min, min + 1, Math.round((min + max) / 3), max - 1, max]) {
        const control = brightness(min, max, value);
        const reading = controlReadings([control]).brightness;
        expect(reading).toBeGreaterThanOrEqual(0);
        expect(reading).toBeLessThanOrEqual(1);
        expect(wantedControls({ brightness: reading }, [control]).writes).toMatchObject([{ value }]);
      }
    }
  });
});
