import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ControlConfig } from '../../../../../server/device/controls/control-wishes.ts';
import { wantedControls } from '../../../../../server/device/controls/v4l2-controls.ts';
import { FakeCameras, fakecamMissing } from '../../../../fixtures/fakecam.ts';
import { apply, list } from '../device-calls.ts';

describe.skipIf(fakecamMissing)('writing controls', () => {
  let cameras: FakeCameras;
  beforeEach(() => (cameras = new FakeCameras()));
  afterEach(() => cameras[Symbol.dispose]());

  const wishes: ControlConfig = {
    brightness: 0.75,
    exposure: 250,
    white_balance: 5200,
    autofocus: 'manual',
    controls: { focus_absolute: 40, sharpness: 6 },
  };

  test.each([
    ['today', [], 'auto_exposure', 'exposure_time_absolute'],
    ['an older kernel', ['--option', 'old_ctrl_names'], 'exposure_auto', 'exposure_absolute'],
  ])('sets the camera as configured, on %s', (_kernel, options, automatic, exposure) => {
    cameras.up(0, '--pattern', ...options);
    writeFileSync(join(cameras.folder, '0', 'log'), '');
    const { writes, notices } = wantedControls(wishes, list(cameras).devices[0]?.controls ?? []);
    expect(notices).toEqual([]);
    expect(apply(cameras, '/dev/video0', writes)).toEqual([]);

    const values = cameras.read(0, 'controls').split('\n');
    const expected = [`${automatic}=1`, `${exposure}=250`, 'brightness=32', 'white_balance_temperature=5200'];
    expect(values).toEqual(expect.arrayContaining([...expected, 'focus_absolute=40', 'sharpness=6']));
    const log = cameras.read(0, 'log');
    expect(log.indexOf(`${automatic}=1`)).toBeLessThan(log.indexOf(`${exposure}=250`));
  });

  test('names each control that is refused, and why, and writes the others', () => {
    cameras.up(0, '--pattern');
    const writes = [
      { id: 0x009a0902, name: 'exposure_time_absolute', value: 250 }, // its automatic is on
      { id: 0, name: 'no_such_control', value: 1 },
      { id: 0x0098091b, name: 'sharpness', value: 5 },
    ];
    expect(apply(cameras, '/dev/video0', writes)).toEqual([
      'exposure_time_absolute: Permission denied',
      "no_such_control: unknown control 'no_such_control'",
    ]);
    expect(cameras.read(0, 'controls')).toContain('sharpness=5');
  });

  test('to a camera that has gone says so for each', () => {
    const writes = [{ id: 0x0098091b, name: 'sharpness', value: 5 }];
    expect(apply(cameras, '/dev/video0', writes)).toEqual([
      'sharpness: Cannot open device /dev/video0, exiting.',
    ]);
  });
});
