import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { TakeImage } from '../../../../../server/capture/capture.ts';
import { demuxedImages } from '../../../../../server/capture/demuxed-images.ts';
import { NotThisWayError } from '../../../../../server/capture/v4l2/device-error.ts';
import { deviceFeed } from '../../../../../server/capture/v4l2/device-feed.ts';
import { DeviceThreads } from '../../../../../server/capture/v4l2/device-threads.ts';
import type { CapturedImage } from '../../../../../server/frame/frame.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { ScriptedDriver } from '../../../../doubles/scripted-driver.ts';
import { RecordedReport } from '../../../../fixtures/capture-report.ts';
import { jpeg } from '../../../../fixtures/images.ts';
import { until } from '../../../../fixtures/until.ts';

const { errno } = constants;
const image = jpeg('16x16');
const mode = { fourcc: 'MJPG', width: 16, height: 16, framesPerSecond: 30 };
const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;

const marked = { set: () => Promise.resolve() };

function capturing(driver = new ScriptedDriver(), devices = 2, direct?: TakeImage, mark = marked) {
  const report = new RecordedReport();
  const threads = new DeviceThreads(devices, systemClock);
  const feed = deviceFeed({ libc: driver, threads, mark, path: '/dev/video0', mode, clock: systemClock });
  const ending = new AbortController();
  const options = { maxFrameBytes: 50_000, clock: systemClock, report };
  const images = demuxedImages(options, feed, ending.signal, direct);
  return { driver, report, threads, ending, images, next: async () => (await images.next()).value };
}

describe('a V4L2 device that this process reads', () => {
  test('gives its frames, and gets the memory of each back', async () => {
    const { driver, images, next } = capturing();
    driver.send({ bytes: image }, { bytes: image }, { bytes: image });
    for (let count = 0; count < 3; count++) expect((await next())?.jpeg).toEqual(image);
    await until('all buffers are the driver’s', () => driver.queued === 4);
    await images.return();
    expect(driver.calls.slice(0, 4)).toEqual([
      'open /dev/video0',
      'VIDIOC_QUERYCAP',
      'VIDIOC_S_FMT',
      'VIDIOC_S_PARM',
    ]);
    expect(driver.calls.slice(-6)).toEqual(['VIDIOC_STREAMOFF', ...Array<string>(4).fill('munmap'), 'close']);
  });

  test('gives its frames directly to a reader that takes them, the repaired ones too', async () => {
    const taken: CapturedImage[] = [];
    const { driver, report, next, ending } = capturing(new ScriptedDriver(), 2, (image) => taken.push(image));
    const waiting = next();
    const half = image.subarray(0, image.length / 2);
    driver.send({ bytes: image }, { bytes: half }, { bytes: Buffer.concat([image, Buffer.from('end')]) });
    await until('both have come', () => taken.length === 2);
    expect(taken.map(({ jpeg }) => jpeg)).toEqual([image, image]);
    expect(report.drops).toEqual(['truncated']);
    expect(driver.queued).toBe(4);
    ending.abort();
    expect(await waiting).toBeUndefined();
  });

  test('ends with the error of a reader that takes its frames directly', async () => {
    const { driver, next } = capturing(new ScriptedDriver(), 2, () => {
      throw new Error('of the reader');
    });
    driver.send({ bytes: image });
    await expect(next()).rejects.toThrow('of the reader');
    expect(driver.calls.at(-1)).toBe('close');
  });

  test('ends while it waits for a frame that does not come', async () => {
    const { driver, ending, next } = capturing();
    const waiting = next();
    await until('it waits', () => driver.isWatched);
    ending.abort();
    expect(await waiting).toBeUndefined();
    expect(driver.calls.at(-1)).toBe('close');
  });

  test('says when a frame was captured, on the clock of the server', async () => {
    const { driver, images, next } = capturing();
    driver.send({ bytes: image, monotonicMs: monotonicMs() - 40 });
    const { capturedAtMs = NaN } = (await next()) ?? {};
    const ageMs = systemClock.nowMs() - capturedAtMs;
    expect(ageMs).toBeGreaterThanOrEqual(40);
    expect(ageMs).toBeLessThan(2_000);
    await images.return();
  });

  test.for([
    ['another clock', undefined],
    ['a clock that is an hour late', -3_600_000],
    ['a clock that is ahead', 3_600_000],
  ] as const)('takes the time of arrival where the driver has %s', async ([, offsetMs]) => {
    const { driver, images, next } = capturing();
    const before = systemClock.nowMs();
    driver.send({
      bytes: image,
      ...(offsetMs === undefined ? {} : { monotonicMs: monotonicMs() + offsetMs }),
    });
    expect((await next())?.capturedAtMs).toBeGreaterThanOrEqual(before);
    await images.return();
  });

  test('counts the frames that the driver calls broken, and those that are', async () => {
    const { driver, report, images, next } = capturing();
    const half = image.subarray(0, image.length / 2);
    const error = 0x40;
    driver.send(
      { bytes: image, flags: error },
      { bytes: half },
      { bytes: Buffer.alloc(0) },
      { bytes: image },
    );
    expect((await next())?.jpeg).toEqual(image);
    expect(report.drops).toEqual(['corrupt', 'truncated', 'truncated']);
    await images.return();
  });

  test('repeats a call that a signal has interrupted', async () => {
    const driver = new ScriptedDriver();
    driver.errors['VIDIOC_DQBUF'] = [errno.EINTR];
    const { images, next } = capturing(driver);
    driver.send({ bytes: image });
    expect((await next())?.jpeg).toEqual(image);
    await images.return();
  });

  test('may know no rate', async () => {
    const driver = new ScriptedDriver();
    driver.errors['VIDIOC_S_PARM'] = [errno.ENOTTY];
    const { images, next } = capturing(driver);
    driver.send({ bytes: image });
    expect((await next())?.jpeg).toEqual(image);
    await images.return();
  });

  test.for([
    ['open', errno.EACCES, 'permission'],
    ['VIDIOC_S_FMT', errno.EBUSY, 'busy'],
    ['VIDIOC_STREAMON', errno.ENOSPC, 'no-bandwidth'],
    ['VIDIOC_DQBUF', errno.ENODEV, 'no-device'],
    ['VIDIOC_DQBUF', errno.EINVAL, 'device-error'],
    ['VIDIOC_QBUF', errno.EIO, 'device-error'],
  ] as const)('that fails in %s by errno %i is %s, and closed', async ([call, code, name]) => {
    const driver = new ScriptedDriver();
    driver.errors[call] = [code];
    const { next, threads } = capturing(driver);
    driver.send({ bytes: image });
    await expect(next()).rejects.toMatchObject({ code: name });
    if (call !== 'open') expect(driver.calls.at(-1)).toBe('close');
    expect(driver.isWatched).toBe(false);
    expect(await threads.take('/dev/video0', new AbortController().signal)).toBeDefined();
  });

  test.for([
    ['maps no buffers', { capabilities: 0x0120_0001 }],
    ['gives another format', { chosenFormat: 'YUYV' }],
    ['has a driver that may hold up the server', { driver: 'v4l2 loopback' }],
  ] as const)('that %s is left to a program', async ([, device]) => {
    const { next, driver } = capturing(Object.assign(new ScriptedDriver(), device));
    await expect(next()).rejects.toBeInstanceOf(NotThisWayError);
    expect(driver.calls.at(-1)).toBe('close');
  });

  test('that reports an error without a name has failed', async () => {
    const { driver, next } = capturing();
    const waiting = expect(next()).rejects.toMatchObject({ code: 'device-error' });
    await until('it waits', () => driver.isWatched);
    driver.fail();
    await waiting;
  });

  test('that holds up the server once is left to a program from then on', async () => {
    const { driver, threads, next } = capturing();
    driver.holdsUpMs = 1_050;
    driver.send({ bytes: image });
    await expect(next()).rejects.toMatchObject({ code: 'device-error' });
    await expect(threads.take('/dev/video0', new AbortController().signal)).rejects.toThrow('kept the whole');
  });

  test('is left to a program when no thread is free', async () => {
    await expect(capturing(new ScriptedDriver(), 0).next()).rejects.toBeInstanceOf(NotThisWayError);
  });
});

describe('a disk that hangs', () => {
  const hanging = { set: () => new Promise<void>(() => undefined) };

  test('does not stop a camera', async () => {
    const { driver, images, next } = capturing(new ScriptedDriver(), 2, undefined, hanging);
    driver.send({ bytes: image });
    expect((await next())?.jpeg).toEqual(image);
    await images.return();
  });

  test('does not hold a capture that is to end', async () => {
    const { driver, ending, next } = capturing(new ScriptedDriver(), 2, undefined, hanging);
    const waiting = next();
    ending.abort();
    expect(await waiting).toBeUndefined();
    expect(driver.calls).toEqual([]);
  });
});

describe('a driver that hangs', () => {
  test('does not hold the capture; its device is free when the driver answers', async () => {
    const { driver, threads, ending, next } = capturing();
    driver.hanging.add('VIDIOC_STREAMOFF');
    const waiting = next();
    await until('it waits', () => driver.isWatched);
    ending.abort();
    expect(await waiting).toBeUndefined();
    expect(driver.calls).not.toContain('close');
    expect(driver.callsUnderWay).toBeGreaterThan(0);

    const again = threads.take('/dev/video0', new AbortController().signal);
    driver.hanging.clear();
    driver.wake();
    expect(await again).toBeDefined();
    expect(driver.calls.at(-1)).toBe('close');
  });
});
