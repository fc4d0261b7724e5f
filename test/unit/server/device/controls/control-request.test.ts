import { describe, expect, test } from 'vitest';
import type { CameraConfig } from '../../../../../server/contract/config/camera.ts';
import { changedControls } from '../../../../../server/device/controls/changed-controls.ts';
import {
  planControls,
  savedControls,
  type ControlRequest,
} from '../../../../../server/device/controls/control-request.ts';
import type { ControlConfig } from '../../../../../server/device/controls/control-wishes.ts';
import { parseV4l2Controls } from '../../../../../server/device/v4l2/parse-v4l2-controls.ts';
import { deviceOutput } from '../device-output.ts';

const webcam = parseV4l2Controls(deviceOutput('uvc-camera'));
const button = parseV4l2Controls('  pan_reset 0x009a0906 (button) : value=0 flags=write-only');
const readOnly = parseV4l2Controls(
  '  iris 0x009a0911 (int) : min=0 max=9 step=1 default=0 value=4 flags=read-only',
);
const controls = [...webcam, ...button, ...readOnly];

function planned(request: ControlRequest): string[] {
  const plan = planControls(request, controls);
  return plan.ok
    ? plan.writes.map(({ name, value }) => `${name}=${value}`)
    : plan.faults.map(({ code, field, message }) => `${code} ${field}: ${message}`);
}

describe('a request for controls', () => {
  test('is written with the automatics first, under the names of this kernel', () => {
    const request = { exposure_absolute: 250, sharpness: 2, '0x009a0901': 1 };
    expect(planned(request)).toEqual(['auto_exposure=1', 'exposure_time_absolute=250', 'sharpness=2']);
  });

  test('is refused as a whole, with every fault', () => {
    expect(planned({ sharpness: 2, gain: 101, iris: 1, exposure_time_absolute: 5 })).toEqual([
      'control-range gain: gain should be between 0 and 100.',
      'control-read-only iris: iris cannot be changed: it only shows what the camera does.',
      'control-inactive exposure_time_absolute: exposure_time_absolute is inactive while auto_exposure is on; ' +
        'set auto_exposure to 1 (Manual Mode) too.',
    ]);
  });

  test('that switches an automatic on does not take what that governs', () => {
    expect(planned({ auto_exposure: 3, exposure_time_absolute: 5 })).toEqual([
      expect.stringMatching(/^control-inactive exposure_time_absolute/),
    ]);
  });

  test('for defaults leaves out what will be governed by an automatic', () => {
    expect(planned({ exposure_time_absolute: null, auto_exposure: null, sharpness: null })).toEqual([
      'auto_exposure=3',
      'sharpness=3',
    ]);
  });

  test('presses a button, which is not saved', () => {
    expect(planned({ pan_reset: true })).toEqual(['pan_reset=1']);
    expect(saved({ pan_reset: true }, {})).toEqual({ controls: null });
  });

  test('is saved under one name, and null clears the field that asks for the same', () => {
    const camera = {
      brightness: 0.5,
      exposure: 100,
      controls: { exposure_absolute: 7, exposure_auto: 1, gain: 3 },
    };
    expect(saved({ auto_exposure: 1, exposure_time_absolute: 250 }, camera)).toEqual({
      controls: { gain: 3, auto_exposure: 1, exposure_time_absolute: 250 },
    });
    expect(saved({ exposure_absolute: null, '0x00980900': null }, camera)).toEqual({
      brightness: null,
      exposure: null,
      controls: { exposure_auto: 1, gain: 3 },
    });
  });
});

describe('a change of the configuration', () => {
  test.each<[ControlConfig, ControlConfig, string[]]>([
    [{}, { brightness: 1 }, ['brightness=64']],
    [{ brightness: 1 }, { brightness: 1 }, ['brightness=64']], // the device stands elsewhere
    [{ controls: { sharpness: 3 } }, { controls: { sharpness: 3 } }, []],
    [{}, { exposure: 250 }, ['auto_exposure=1', 'exposure_time_absolute=250']],
    [{ controls: { sharpness: 5 } }, {}, []], // it stands at its default
    [{ controls: { pan_reset: true } }, { controls: { pan_reset: true, gain: 9 } }, ['gain=9']],
    [{}, { controls: { pan_reset: true } }, ['pan_reset=1']],
  ])('from %j to %j writes %j', (before, after, expected) => {
    expect(written(before, after)).toEqual(expected);
  });

  test('takes the device back to its defaults, and leaves the rest to its automatics', () => {
    const manual = controls.map((control) => {
      const value = { auto_exposure: 1, exposure_time_absolute: 250, brightness: 32 }[control.name];
      return value === undefined ? control : { ...control, value, inactive: false };
    });
    const before = { exposure: 250, brightness: 0.75 };
    expect(written(before, {}, manual)).toEqual(['auto_exposure=3', 'brightness=0']);
    expect(written(before, { brightness: 0.75 }, manual)).toEqual(['auto_exposure=3']);
  });

  test('says what the device does not have', () => {
    const { writes, notices } = changedControls({}, { controls: { zoom_absolute_2: 3 } }, controls);
    expect([writes, notices]).toEqual([[], ['zoom_absolute_2: this camera has no such control']]);
  });
});

function written(before: ControlConfig, after: ControlConfig, device = controls): string[] {
  return changedControls(before, after, device).writes.map(({ name, value }) => `${name}=${value}`);
}

function saved(request: ControlRequest, camera: Partial<CameraConfig>) {
  const plan = planControls(request, controls);
  if (!plan.ok) throw new Error('refused');
  return savedControls(plan.asked, { id: 'a', name: 'A', device: 0, ...camera }, controls);
}
