import { describe, expect, test } from 'vitest';
import { parseCameraBody, parseCameraPatch } from '../../../../../server/contract/config/camera-body.ts';
import { defaultConfig } from '../../../../../server/contract/config/config.ts';
import { defaultRecord, defaultRecordings } from '../../../../../server/contract/config/record.ts';
import { parseSettingsPatch } from '../../../../../server/contract/config/settings-body.ts';

const options = { id: 'door', current: defaultConfig(), reservedPorts: [] };
const parsed = (record: unknown) => parseCameraBody({ name: 'Door', device: 'test', record }, options);
const recordOf = (answer: ReturnType<typeof parseCameraPatch>) =>
  answer.ok ? answer.config.cameras[0]?.record : answer;

describe('the setting record of a camera', () => {
  test('is left out where it is not given, and has all fields where it is', () => {
    expect(recordOf(parsed(undefined))).toBeUndefined();
    expect(recordOf(parsed({ mode: 'continuous' }))).toEqual({ ...defaultRecord(), mode: 'continuous' });
  });

  test('is changed field by field by a PATCH, and null is the default', () => {
    const first = parsed({ mode: 'flight', before_seconds: 5, keep_days: 3 });
    if (!first.ok) throw new Error('refused');
    const patch = (record: unknown) =>
      recordOf(parseCameraPatch({ record }, { ...options, current: first.config }));
    expect(patch({ before_seconds: 8 })).toMatchObject({ mode: 'flight', before_seconds: 8, keep_days: 3 });
    expect(patch({ before_seconds: null, keep_days: null })).toMatchObject({
      mode: 'flight',
      before_seconds: defaultRecord().before_seconds,
      keep_days: null,
    });
    expect(patch(null)).toBeUndefined();
  });

  test.each([
    [{ mode: 'sometimes' }, 'record.mode'],
    [{ mode: 'continuous', fps: 0 }, 'record.fps'],
    [{ mode: 'scheduled' }, 'record.schedule'],
    [{ schedule: [{ days: ['mon'], from: '8:00', to: '09:00' }] }, 'record.schedule.0.from'],
    [{ schedule: [{ days: [], from: '08:00', to: '09:00' }] }, 'record.schedule.0.days'],
    [{ mode: 'flight', before_seconds: 601 }, 'record.before_seconds'],
  ])('is refused as %j, and the field is named', (record, field) => {
    const answer = parsed(record);
    expect(answer).toMatchObject({ ok: false, kind: 'rules', field });
  });

  test('is refused with a misspelled field, whose limit would not hold', () => {
    const answer = parsed({ mode: 'continuous', keep_day: 3 });
    expect(answer).toMatchObject({
      kind: 'shape',
      issues: [
        {
          loc: ['body', 'record', 'keep_day'],
          msg: expect.stringContaining("did you mean 'keep_days'") as string,
        },
      ],
    });
  });
});

describe('the setting recordings of the server', () => {
  const patched = (recordings: unknown) => parseSettingsPatch({ recordings }, defaultConfig());

  test('is changed field by field', () => {
    expect(patched({ keep_days: 7 })).toMatchObject({
      config: { recordings: { ...defaultRecordings(), keep_days: 7 } },
    });
    expect(patched({ folder: ' ' })).toMatchObject({ config: { recordings: { folder: null } } });
  });

  test.each([
    [{ folder: 'usb' }, 'recordings.folder'],
    [{ segment_seconds: 1 }, 'recordings.segment_seconds'],
    [{ min_free_gb: -1 }, 'recordings.min_free_gb'],
  ])('is refused as %j, and the field is named', (recordings, field) => {
    expect(patched(recordings)).toMatchObject({ ok: false, kind: 'rules', field });
  });
});
