import { describe, expect, test } from 'vitest';
import { diffCameras, type ChangeEffect } from '../../../../server/config/config-diff.ts';
import { cameraSchema, type CameraConfig } from '../../../../server/contract/config/camera.ts';

const camera = (id: string, fields: Partial<CameraConfig> = {}): CameraConfig => ({
  id,
  name: id,
  device: 0,
  ...fields,
});
const effect = (before: Partial<CameraConfig>, after: Partial<CameraConfig>) =>
  diffCameras([camera('a', before)], [camera('a', after)]).changed.map((change) => change.effect);

describe('what a change means for the cameras', () => {
  test('is told by id, in configured order', () => {
    const before = [camera('a'), camera('b'), camera('c'), camera('d')];
    const after = [camera('new'), camera('d'), camera('b', { name: 'B' }), camera('a', { fps: 5 })];
    expect(diffCameras(before, after)).toEqual({
      added: [camera('new')],
      removed: [camera('c')],
      changed: [
        { before: camera('b'), after: camera('b', { name: 'B' }), effect: 'none' },
        { before: camera('a'), after: camera('a', { fps: 5 }), effect: 'restart' },
      ],
      unchanged: [camera('d')],
    });
  });

  test('is nothing where only the order, a null or the order of controls changed', () => {
    const before = [camera('a', { controls: { gain: 1, contrast: 2 } }), camera('b')];
    const after = [
      camera('b', { fps: null }),
      camera('a', { width: null, controls: { contrast: 2, gain: 1 } }),
    ];
    expect(diffCameras(before, after)).toMatchObject({
      added: [],
      removed: [],
      changed: [],
      unchanged: [{ id: 'b' }, { id: 'a' }],
    });
  });

  test.each<[Partial<CameraConfig>, Partial<CameraConfig>, ChangeEffect]>([
    [{ name: 'A' }, { name: 'B' }, 'none'],
    [{ port: 8081 }, { port: 8082 }, 'none'],
    [{ group: 'Garden' }, { group: 'Barn' }, 'none'],
    [{}, { group: 'Barn' }, 'none'],
    [{ rotate: 90 }, { rotate: 180 }, 'none'],
    [{}, { flip: 'vertical' }, 'none'],
    [{ device: 'csi:0' }, { device: 'csi:0', rotate: 180 }, 'restart'],
    [{ device: 'csi:0', flip: 'none' }, { device: 'csi:0', flip: 'vertical' }, 'restart'],
    [{ device: 'csi:0' }, { device: 'csi:0', name: 'B' }, 'none'],
    [{ device: 0 }, { device: 1 }, 'restart'],
    [{ width: 640 }, { width: 1280 }, 'restart'],
    [{ height: 480 }, {}, 'restart'],
    [{ fps: 15 }, { fps: 30 }, 'restart'],
    [{}, { brightness: 0 }, 'controls'],
    [{ exposure: 100 }, { exposure: null }, 'controls'],
    [{}, { white_balance: 4_000 }, 'controls'],
    [{}, { autofocus: 'manual' }, 'controls'],
    [{ quality: 80 }, { quality: 90 }, 'restart'],
    [{ controls: { gain: 1 } }, { controls: { gain: 2 } }, 'controls'],
    [{}, { name: 'B', exposure: 5 }, 'controls'],
    [{}, { fps: 5, exposure: 5 }, 'restart'],
    [{ device: 'csi:0' }, { device: 'csi:0', brightness: 0.2 }, 'restart'],
    [{ device: '/dev/v4l/by-id/cam' }, { device: '/dev/v4l/by-id/cam', controls: { gain: 2 } }, 'controls'],
    [{ name: 'A', fps: 5 }, { name: 'B', fps: 6 }, 'restart'],
  ])('%j -> %j: %s', (before, after, expected) => {
    expect(effect(before, after)).toEqual([expected]);
  });

  test('knows every field a camera has', () => {
    for (const field of Object.keys(cameraSchema.shape)) {
      if (field === 'id') continue;
      expect(diffCameras([camera('a')], [{ ...camera('a'), [field]: 'other' }]).changed).toHaveLength(1);
    }
  });
});
