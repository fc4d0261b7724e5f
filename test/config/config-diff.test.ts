import { describe, expect, test } from 'vitest';
import { diffCameras } from '../../server/config/config-diff.ts';
import { cameraSchema, type CameraConfig } from '../../server/contract/camera.ts';

const camera = (id: string, fields: Partial<CameraConfig> = {}): CameraConfig => ({
  id,
  name: id,
  device: 0,
  ...fields,
});
const restart = (before: Partial<CameraConfig>, after: Partial<CameraConfig>) =>
  diffCameras([camera('a', before)], [camera('a', after)]).changed.map((change) => change.restart);

describe('what a change means for the cameras', () => {
  test('is told by id, in configured order', () => {
    const before = [camera('a'), camera('b'), camera('c'), camera('d')];
    const after = [camera('new'), camera('d'), camera('b', { name: 'B' }), camera('a', { fps: 5 })];
    expect(diffCameras(before, after)).toEqual({
      added: [camera('new')],
      removed: [camera('c')],
      changed: [
        { before: camera('b'), after: camera('b', { name: 'B' }), restart: false },
        { before: camera('a'), after: camera('a', { fps: 5 }), restart: true },
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

  test.each<[Partial<CameraConfig>, Partial<CameraConfig>, boolean]>([
    [{ name: 'A' }, { name: 'B' }, false],
    [{ port: 8081 }, { port: 8082 }, false],
    [{ rotate: 90 }, { rotate: 180 }, false],
    [{}, { flip: 'vertical' }, false],
    [{ device: 'csi:0' }, { device: 'csi:0', rotate: 180 }, true],
    [{ device: 'csi:0', flip: 'none' }, { device: 'csi:0', flip: 'vertical' }, true],
    [{ device: 'csi:0' }, { device: 'csi:0', name: 'B' }, false],
    [{ device: 0 }, { device: 1 }, true],
    [{ width: 640 }, { width: 1280 }, true],
    [{ height: 480 }, {}, true],
    [{ fps: 15 }, { fps: 30 }, true],
    [{}, { brightness: 0 }, true],
    [{ exposure: 100 }, { exposure: null }, true],
    [{}, { white_balance: 4_000 }, true],
    [{}, { autofocus: 'manual' }, true],
    [{ quality: 80 }, { quality: 90 }, true],
    [{ controls: { gain: 1 } }, { controls: { gain: 2 } }, true],
    [{ name: 'A', fps: 5 }, { name: 'B', fps: 6 }, true],
  ])('%j -> %j restarts the capture: %j', (before, after, expected) => {
    expect(restart(before, after)).toEqual([expected]);
  });

  test('knows every field a camera has', () => {
    for (const field of Object.keys(cameraSchema.shape)) {
      if (field === 'id') continue;
      expect(diffCameras([camera('a')], [{ ...camera('a'), [field]: 'other' }]).changed).toHaveLength(1);
    }
  });
});
