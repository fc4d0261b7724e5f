import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rpicamArgs, turnsInSensor, type RpicamOptions } from '../../../../server/capture/rpicam-args.ts';
import { openRpicamCapture, type RpicamCaptureOptions } from '../../../../server/capture/rpicam-capture.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { failure, take } from '../../../fixtures/images.ts';
import { childPids } from '../../../fixtures/process-state.ts';

const programs = join(import.meta.dirname, '../../../fixtures/programs');
const plain = { index: 0, rotate: 0, flip: 'none', quality: 80 } as const;

function capture(options: Partial<RpicamCaptureOptions> = {}) {
  const report = new RecordedReport();
  return openRpicamCapture({
    ...plain,
    width: 160,
    height: 120,
    maxFrameBytes: 4_000_000,
    clock: systemClock,
    report,
    searchPath: programs,
    ...options,
  });
}

const never = () => new AbortController().signal;

describe('a CSI camera', () => {
  test('is read by rpicam-vid in the size that was asked for', async () => {
    const images = await take(capture().frames(never()), 3);
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual(Array(3).fill('160x120'));
    expect(childPids()).toEqual([]);
  });

  test('gets every setting', async () => {
    const report = new RecordedReport();
    const settings = {
      brightness: 0.25,
      exposure: 100,
      whiteBalance: 4_200,
      autofocus: 'continuous',
    } as const;
    const set = capture({ ...settings, rotate: 180, flip: 'vertical', framesPerSecond: 12.5, report });
    expect(await take(set.frames(never()), 1)).toHaveLength(1);
    expect(report.notices).toEqual([
      'rpicam-vid cannot set a white balance of exactly 4200 K; it uses "fluorescent" (4000 to 4700 K).',
    ]);
  });

  test.each([90, 270] as const)('turned by %i degrees still has pictures', async (rotate) => {
    expect(await take(capture({ rotate, flip: 'horizontal' }).frames(never()), 1)).toHaveLength(1);
  });

  test('is read by libcamera-vid where that is the name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-'));
    symlinkSync(join(programs, 'rpicam-vid'), join(folder, 'libcamera-vid'));
    expect(await take(capture({ searchPath: folder }).frames(never()), 1)).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });

  test('without either program says so', async () => {
    expect(await failure(capture({ searchPath: '/nowhere' }).frames(never()))).toMatchObject({
      code: 'no-rpicam',
      message: 'neither rpicam-vid nor libcamera-vid is installed',
    });
  });

  test('in use by another program is busy', async () => {
    expect(await failure(capture({ index: 1 }).frames(never()))).toMatchObject({
      code: 'busy',
      message: 'Pipeline handler in use by another process',
    });
  });

  test('that is not connected is no device', async () => {
    expect(await failure(capture({ index: 2 }).frames(never()))).toMatchObject({
      code: 'no-device',
      message: 'selected camera is not available',
    });
  });
});

describe('the arguments of rpicam-vid', () => {
  const line = (options: Partial<RpicamOptions>) => rpicamArgs({ ...plain, ...options }).args.join(' ');
  const notices = (options: Partial<RpicamOptions>) => rpicamArgs({ ...plain, ...options }).notices;

  test('ask for JPEG images on stdout and nothing else', () => {
    expect(line({})).toBe('--camera 0 --codec mjpeg --quality 80 --timeout 0 --nopreview --flush -o -');
  });

  test('complete a size to 16:9', () => {
    expect(line({ width: 640 })).toContain('--width 640 --height 360');
    expect(line({ height: 720 })).toContain('--width 1280 --height 720');
    expect(line({ width: 1280, height: 720 })).toContain('--width 1280 --height 720');
    expect(line({ width: 1280, height: 1024 })).toContain('--width 1280 --height 1024');
  });

  test('spread brightness over -1 to 1', () => {
    expect(line({ brightness: 0 })).toContain('--brightness=-1.00');
    expect(line({ brightness: 0.5 })).toContain('--brightness=0.00');
    expect(line({ brightness: 1 })).toContain('--brightness=1.00');
  });

  test('give the exposure in microseconds, and say when it does not fit into a frame', () => {
    expect(line({ exposure: 156 })).toContain('--shutter 15600');
    expect(notices({ exposure: 156 })).toEqual([]);
    expect(notices({ exposure: 500, framesPerSecond: 25 })).toEqual([
      'An exposure of 50 ms is shortened: 25 frames per second leave less time.',
    ]);
    expect(line({ exposure: 0 })).not.toContain('shutter');
  });

  test.each([
    [2_000, 'incandescent'],
    [3_200, 'tungsten'],
    [3_800, 'indoor'],
    [4_200, 'fluorescent'],
    [5_300, 'daylight'],
    [6_000, 'daylight'],
    [12_000, 'cloudy'],
  ])('come nearest to %i K with "%s"', (whiteBalance, mode) => {
    expect(line({ whiteBalance })).toContain(`--awb ${mode}`);
  });

  test('leave white balance alone where it is automatic', () => {
    expect(line({ whiteBalance: 0 })).not.toContain('awb');
    expect(notices({ whiteBalance: 0 })).toEqual([]);
  });

  test('turn what the sensor can turn and leave the rest, flips included, to the caller', () => {
    expect(line({ rotate: 180, flip: 'horizontal' })).toContain('--rotation 180 --hflip');
    expect(line({ flip: 'vertical' })).toContain('--vflip');
    expect(line({ rotate: 90, flip: 'vertical' })).toBe(line({}));
    expect(([0, 90, 180, 270] as const).map(turnsInSensor)).toEqual([true, false, true, false]);
  });
});
