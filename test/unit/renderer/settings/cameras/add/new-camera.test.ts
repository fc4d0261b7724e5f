import { describe, expect, test } from 'vitest';
import { slugOf, uniqueId } from '../../../../../../renderer/settings/cameras/add/camera-ids.ts';
import { sensibleMode } from '../../../../../../renderer/settings/cameras/add/device-modes.ts';
import {
  cameraOfUrl,
  duplicateOf,
  testPatternCamera,
} from '../../../../../../renderer/settings/cameras/add/new-camera.ts';
import { OpenCamera } from '../../../../../../renderer/settings/cameras/open-camera.ts';
import { reordered } from '../../../../../../renderer/settings/cameras/reordered.ts';
import { cameraSchema } from '../../../../../../server/contract/config/camera.ts';

const mode = (format: string, width: number, height: number, ...fps: number[]) => ({
  format,
  width,
  height,
  fps,
});

describe('an id for a new camera', () => {
  test.each([
    ['HD Pro Webcam C920', 'hd-pro-webcam-c920'],
    ['Küche  Süd/Straße', 'kuche-sud-strasse'],
    ['Камера', 'camera'],
    ['--', 'camera'],
    ['x'.repeat(300), 'x'.repeat(56)],
  ])('of %j is %j', (name, id) => {
    expect(slugOf(name)).toBe(id);
  });

  test('is one that nobody has', () => {
    expect(uniqueId('door', ['hall'])).toBe('door');
    expect(uniqueId('door', ['door', 'door-2'])).toBe('door-3');
    expect(uniqueId('door-2', ['door', 'door-2'])).toBe('door-3');
    expect(uniqueId('x'.repeat(64), ['x'.repeat(64)]).length).toBeLessThanOrEqual(64);
  });
});

describe('a new camera', () => {
  test('passes the rules of the configuration', () => {
    const first = testPatternCamera([]);
    for (const camera of [first, testPatternCamera([first]), cameraOfUrl('rtsp://u:p@10.0.0.2/s', [first])]) {
      expect(cameraSchema.parse(camera)).toEqual(camera);
    }
    expect(testPatternCamera([first]).id).toBe('test-pattern-2');
  });

  test.each([
    [
      'the largest MJPEG size that a wall needs',
      [mode('MJPG', 1_920, 1_080, 30), mode('MJPG', 1_280, 720, 60, 30)],
      { width: 1_280, height: 720, fps: 30 },
    ],
    [
      'MJPEG before what must be encoded',
      [mode('YUYV', 1_280, 720, 10), mode('MJPG', 640, 480, 25)],
      { width: 640, height: 480, fps: 25 },
    ],
    [
      'the smallest where all are large',
      [mode('MJPG', 3_840, 2_160, 30), mode('MJPG', 1_920, 1_080, 60)],
      { width: 1_920, height: 1_080, fps: 60 },
    ],
    ['nothing where the device does not say', [], {}],
  ])('is set to %s', (_, modes, expected) => {
    expect(sensibleMode(modes)).toEqual(expected);
  });

  test('that is a copy has an id, a name and a port of its own, and the login that the server does not show', () => {
    const door = { id: 'door', name: 'Door', device: 'http://***@10.0.0.2/video?***', port: 8_081, fps: 5 };
    const copy = duplicateOf(door, [door]);
    expect(copy).toEqual({
      id: 'door-2',
      name: 'Door (2)',
      device: 'http://***@10.0.0.2/video?***',
      port: null,
      fps: 5,
    });
    expect(duplicateOf(copy, [door, copy])).toMatchObject({ id: 'door-3', name: 'Door (3)' });
  });
});

describe('the camera whose form is open', () => {
  test('is followed when its id is typed, and when others come and go', () => {
    const open = new OpenCamera('b');
    expect(open.indexIn(['a', 'b'])).toBe(1);
    expect(open.indexIn(['a', 'bb'])).toBe(1);
    expect(open.indexIn(['bb', 'a', 'c'])).toBe(0);
    expect(open.indexIn(['a', 'c'])).toBe(-1);
    expect(open.indexIn(['a', 'c', 'bb'])).toBe(2);
  });
});

describe('a list', () => {
  test('has one thing elsewhere after it was moved, and is the same where there is no such place', () => {
    expect(reordered(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(reordered(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(reordered(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(reordered(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
  });
});
