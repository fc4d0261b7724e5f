import { describe, expect, test } from 'vitest';
import { parseCameraBody, parseCameraPatch } from '../../../../../server/contract/config/camera-body.ts';
import { defaultConfig } from '../../../../../server/contract/config/config.ts';
import { defaultStills, defaultTimelapse } from '../../../../../server/contract/config/timed-pictures.ts';

const options = { id: 'door', current: defaultConfig(), reservedPorts: [] };
const parsed = (settings: object) => parseCameraBody({ name: 'Door', device: 'test', ...settings }, options);
const cameraOf = (answer: ReturnType<typeof parseCameraPatch>) =>
  answer.ok ? answer.config.cameras[0] : answer;

describe('the settings timelapse and stills of a camera', () => {
  test('are left out where they are not given, and have all fields where they are', () => {
    const { timelapse, stills } = { timelapse: undefined, stills: undefined, ...cameraOf(parsed({})) };
    expect([timelapse, stills]).toEqual([undefined, undefined]);
    const given = { timelapse: { mode: 'continuous' }, stills: { interval_seconds: 3_600 } };
    expect(cameraOf(parsed(given))).toMatchObject({
      timelapse: { ...defaultTimelapse(), mode: 'continuous' },
      stills: { ...defaultStills(), interval_seconds: 3_600 },
    });
  });

  test('are changed field by field by a PATCH, and null is the default', () => {
    const first = parsed({ timelapse: { mode: 'continuous', fps: 10, keep_days: 3 } });
    if (!first.ok) throw new Error('refused');
    const patch = (timelapse: unknown) =>
      cameraOf(parseCameraPatch({ timelapse }, { ...options, current: first.config }));
    expect(patch({ fps: 30 })).toMatchObject({ timelapse: { mode: 'continuous', fps: 30, keep_days: 3 } });
    expect(patch({ fps: null })).toMatchObject({ timelapse: { mode: 'continuous', fps: 25, keep_days: 3 } });
    expect(patch(null)).toMatchObject({ timelapse: undefined });
  });

  test.each([
    [{ timelapse: { mode: 'flight' } }, 'timelapse.mode'],
    [{ timelapse: { interval_seconds: 0 } }, 'timelapse.interval_seconds'],
    [{ timelapse: { fps: 61 } }, 'timelapse.fps'],
    [{ timelapse: { mode: 'scheduled' } }, 'timelapse.schedule'],
    [{ stills: { interval_seconds: 9 } }, 'stills.interval_seconds'],
    [{ stills: { interval_seconds: 86_401 } }, 'stills.interval_seconds'],
    [{ stills: { schedule: [{ days: ['mon'], from: '8', to: '09:00' }] } }, 'stills.schedule.0.from'],
    [{ stills: { keep_days: 0 } }, 'stills.keep_days'],
  ])('are refused as %j, and the field is named', (settings, field) => {
    expect(parsed(settings)).toMatchObject({ ok: false, kind: 'rules', field });
  });
});
