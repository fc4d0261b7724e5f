import { describe, expect, test } from 'vitest';
import type { V4l2Control } from '../../../../../server/contract/device/device.ts';
import type { ControlConfig } from '../../../../../server/device/controls/control-wishes.ts';
import { wantedControls } from '../../../../../server/device/controls/v4l2-controls.ts';
import { parseV4l2Controls } from '../../../../../server/device/v4l2/parse-v4l2-controls.ts';
import { deviceOutput } from '../device-output.ts';

const webcam = parseV4l2Controls(deviceOutput('uvc-camera'));

/** The same camera under a kernel that still has uvcvideo's own names. */
const oldNames: Record<string, string> = {
  auto_exposure: 'exposure_auto',
  exposure_time_absolute: 'exposure_absolute',
  white_balance_automatic: 'white_balance_temperature_auto',
  focus_automatic_continuous: 'focus_auto',
};
const oldWebcam = webcam.map((control) => ({ ...control, name: oldNames[control.name] ?? control.name }));

describe('brightness', () => {
  test.each([
    [0, -64],
    [0.5, 0],
    [0.51, 1],
    [1, 64],
  ])('%d is written as %d of a camera that has -64 to 64', (brightness, value) => {
    expect(written({ brightness })).toEqual([`brightness=${value}`]);
  });

  test('falls on a step of the camera', () => {
    const coarse = changed('brightness', { min: 30, max: 255, step: 50 });
    expect(written({ brightness: 0.5 }, coarse)).toEqual(['brightness=130']);
    expect(written({ brightness: 1 }, coarse)).toEqual(['brightness=230']);
  });
});

describe('exposure', () => {
  test('is written after the automatic is switched to manual', () => {
    expect(wantedControls({ exposure: 100 }, webcam)).toEqual({
      writes: [
        { id: 0x009a0901, name: 'auto_exposure', value: 1 },
        { id: 0x009a0902, name: 'exposure_time_absolute', value: 100 },
      ],
      notices: [],
    });
  });

  test('has the names of an older kernel there', () => {
    expect(written({ exposure: 100 }, oldWebcam)).toEqual(['exposure_auto=1', 'exposure_absolute=100']);
  });

  test('is kept within what the camera can, and that is told', () => {
    expect(wantedControls({ exposure: 10_000 }, webcam)).toMatchObject({
      writes: [{}, { value: 5000 }],
      notices: ["exposure: 10000 is outside this camera's 1 to 5000; it gets 5000"],
    });
    expect(written({ exposure: 0 })).toContain('exposure_time_absolute=1');
  });

  test('takes the manual mode that the menu of the camera names', () => {
    const menu = [
      { value: 0, label: 'Auto Mode' },
      { value: 1, label: 'Strange Mode' },
      { value: 4, label: 'Manual Mode' },
    ];
    expect(written({ exposure: 100 }, changed('auto_exposure', { menu }))[0]).toBe('auto_exposure=4');
  });

  test('takes shutter priority where there is no manual mode', () => {
    const menu = [
      { value: 2, label: 'Shutter Priority Mode' },
      { value: 3, label: 'Aperture Priority Mode' },
    ];
    expect(written({ exposure: 100 }, changed('auto_exposure', { menu }))[0]).toBe('auto_exposure=2');
  });

  test('is not written where the camera has nothing but its automatic', () => {
    const menu = [{ value: 3, label: 'Aperture Priority Mode' }];
    expect(wantedControls({ exposure: 100 }, changed('auto_exposure', { menu }))).toEqual({
      writes: [],
      notices: ['exposure: not written, because the camera governs exposure_time_absolute itself'],
    });
  });

  test('is not written against an automatic that the configuration switches on', () => {
    expect(wantedControls({ exposure: 100, controls: { exposure_auto: 3 } }, webcam)).toEqual({
      writes: [{ id: 0x009a0901, name: 'auto_exposure', value: 3 }],
      notices: ['exposure: not written, because auto_exposure is on'],
    });
  });
});

describe('white balance', () => {
  test('is written in Kelvin after the automatic is switched off', () => {
    expect(written({ white_balance: 5000 })).toEqual([
      'white_balance_automatic=0',
      'white_balance_temperature=5000',
    ]);
    expect(written({ white_balance: 5000 }, oldWebcam)[0]).toBe('white_balance_temperature_auto=0');
  });

  test('is kept within what the camera can', () => {
    const { notices } = wantedControls({ white_balance: 12_000 }, webcam);
    expect(notices).toEqual(["white_balance: 12000 is outside this camera's 2800 to 6500; it gets 6500"]);
  });
});

describe('autofocus', () => {
  test('is switched on and off', () => {
    expect(written({ autofocus: 'continuous' })).toEqual(['focus_automatic_continuous=1']);
    expect(written({ autofocus: 'manual' })).toEqual(['focus_automatic_continuous=0']);
    expect(written({ autofocus: 'manual' }, oldWebcam)).toEqual(['focus_auto=0']);
  });

  test('is started once where the camera can do that', () => {
    const button = { ...control('brightness'), id: 0x009a091c, name: 'auto_focus_start', type: 'button' };
    expect(written({ autofocus: 'auto' }, [...webcam, button])).toEqual([
      'focus_automatic_continuous=0',
      'auto_focus_start=1',
    ]);
    expect(written({ autofocus: 'auto' })).toEqual(['focus_automatic_continuous=1']);
  });

  test('that a camera lacks is told, but not that it is manual', () => {
    const fixed = webcam.filter(({ name }) => !name.startsWith('focus'));
    expect(wantedControls({ autofocus: 'continuous' }, fixed)).toEqual({
      writes: [],
      notices: ['autofocus: this camera has no such control'],
    });
    expect(wantedControls({ autofocus: 'manual' }, fixed)).toEqual({ writes: [], notices: [] });
  });
});

describe('a control of any name', () => {
  test.each(['sharpness', '0x0098091b', '0x98091B'])('is found as %s', (key) => {
    expect(written({ controls: { [key]: 5 } })).toEqual(['sharpness=5']);
  });

  test.each([
    ['exposure_absolute', webcam, ['auto_exposure=1', 'exposure_time_absolute=20']],
    ['exposure_time_absolute', oldWebcam, ['exposure_auto=1', 'exposure_absolute=20']],
  ])('is found as %s on a kernel that calls it otherwise', (key, controls, writes) => {
    expect(written({ controls: { [key]: 20 } }, controls)).toEqual(writes);
  });

  test('has its automatic switched off first, wherever it stands in the configuration', () => {
    const controls = { focus_absolute: 33, sharpness: 2, focus_auto: false };
    expect(written({ controls })).toEqual([
      'focus_automatic_continuous=0',
      'focus_absolute=35',
      'sharpness=2',
    ]);
    expect(written({ controls: { focus_absolute: 33 } })).toEqual([
      'focus_automatic_continuous=0',
      'focus_absolute=35',
    ]);
  });

  test('counts before the field of its own', () => {
    expect(written({ brightness: 1, controls: { brightness: 7 } })).toEqual(['brightness=7']);
  });

  test('may be switched with true and false', () => {
    expect(written({ controls: { exposure_dynamic_framerate: true } })).toEqual([
      'exposure_dynamic_framerate=1',
    ]);
  });

  test('gets whole numbers', () => {
    expect(written({ controls: { gain: 10.4 } })).toEqual(['gain=10']);
  });

  test('that the camera lacks is told and the others are written', () => {
    expect(wantedControls({ controls: { iris_absolute: 3, gain: 9 } }, webcam)).toMatchObject({
      writes: [{ name: 'gain', value: 9 }],
      notices: ['iris_absolute: this camera has no such control'],
    });
  });

  test('gets no choice that its menu lacks', () => {
    expect(wantedControls({ controls: { auto_exposure: 2 } }, webcam)).toEqual({
      writes: [],
      notices: ['auto_exposure: there is no choice 2; there are 1 (Manual Mode), 3 (Aperture Priority Mode)'],
    });
  });

  test('that is read-only or no number is told', () => {
    const vivid = parseV4l2Controls(deviceOutput('vivid-controls'));
    const controls = { read_only_integer_32_bits: 1, string: 1 };
    expect(wantedControls({ controls }, vivid)).toEqual({
      writes: [],
      notices: [
        'read_only_integer_32_bits: this camera does not let it be changed',
        'string: a control of type str cannot be set',
      ],
    });
  });

  test('that is inactive for a reason we do not know is left alone', () => {
    const { writes, notices } = wantedControls(
      { controls: { sharpness: 1 } },
      changed('sharpness', { inactive: true }),
    );
    expect(writes).toEqual([]);
    expect(notices).toEqual(['sharpness: not written, because the camera governs sharpness itself']);
  });
});

test('a camera without a configured control is left as it is', () => {
  expect(wantedControls({ brightness: null, exposure: null, controls: {} }, webcam)).toEqual({
    writes: [],
    notices: [],
  });
});

function written(camera: ControlConfig, controls: V4l2Control[] = webcam): string[] {
  return wantedControls(camera, controls).writes.map(({ name, value }) => `${name}=${value}`);
}

function control(name: string): V4l2Control {
  const found = webcam.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the webcam has no ${name}`);
  return found;
}

function changed(name: string, changes: Partial<V4l2Control>): V4l2Control[] {
  return webcam.map((candidate) => (candidate.name === name ? { ...candidate, ...changes } : candidate));
}
