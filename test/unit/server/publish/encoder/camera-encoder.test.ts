import { setTimeout as delay } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { PublishError } from '../../../../../server/contract/publish.ts';
import { FrameHub } from '../../../../../server/frame/frame-hub.ts';
import type { Frame } from '../../../../../server/frame/frame.ts';
import { Encoders } from '../../../../../server/publish/encoders.ts';
import type { VideoPicture, VideoReader } from '../../../../../server/publish/encoder/camera-encoder.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { jpeg } from '../../../../fixtures/images.ts';
import { childPids, openFdCount } from '../../../../fixtures/process-state.ts';
import { until } from '../../../../fixtures/until.ts';

/** A camera of 25 pictures a second. */
class Source implements Disposable {
  readonly hub = new FrameHub(() => undefined, systemClock);
  readonly config = { id: 'a' };
  readonly meter = { framesPerSecond: () => 25 };
  readonly #stop = new AbortController();
  sent = 0;
  readonly timesMs: number[] = [];
  picture: Pick<Frame, 'jpeg' | 'width' | 'height' | 'origin' | 'withdrawn'> = {
    ...{ jpeg: jpeg('64x48'), width: 64, height: 48 },
    origin: 'camera',
  };

  constructor() {
    void this.#run();
  }

  async #run(): Promise<void> {
    for (let sequence = 1; !this.#stop.signal.aborted; sequence++) {
      this.sent = sequence;
      const capturedAtMs = systemClock.nowMs();
      this.timesMs.push(capturedAtMs);
      this.hub.publish({ ...this.picture, sequence, capturedAtMs, capturedAt: Date.now() });
      await delay(40);
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.hub.close();
  }
}

class Reader implements VideoReader {
  readonly pictures: VideoPicture[] = [];
  readonly failures: PublishError[] = [];
  isEnded = false;
  /** How many pictures had come when those of before were withdrawn. */
  readonly withdrawnAt: number[] = [];
  readonly stop = new AbortController();

  picture(picture: VideoPicture): void {
    this.pictures.push(picture);
  }
  failed(error: PublishError): void {
    this.failures.push(error);
  }
  withdrawn(): void {
    this.withdrawnAt.push(this.pictures.length);
  }
  ended(): void {
    this.isEnded = true;
  }
}

const encodersOf = (max?: number) =>
  new Encoders({
    ...{ clock: systemClock, onChosen: () => undefined, ...(max ? { max } : {}) },
    onFault: (error) => {
      throw error;
    },
  });

/** ffmpeg processes that encode; the one that tries the encoder has no pipe as its input. */
const encoderPids = () =>
  childPids().filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('pipe:0'));

const open: Encoders[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((encoders) => encoders.close()));
});
function start(max?: number): Encoders {
  const encoders = encodersOf(max);
  open.push(encoders);
  return encoders;
}
const pictures = (reader: Reader, count: number) =>
  until(`${count} pictures are encoded`, () => reader.pictures.length >= count);

describe('the encoder of a camera', () => {
  test('is one process for all who need it, and none after the last has left', async () => {
    using source = new Source();
    const encoders = start();
    expect(encoderPids()).toEqual([]);
    const readers = [new Reader(), new Reader(), new Reader()];
    for (const reader of readers) encoders.add(source, reader, 'viewer', reader.stop.signal);
    for (const reader of readers) await pictures(reader, 10);
    expect(encoderPids()).toHaveLength(1);
    expect(source.hub.viewerCount).toBe(3);
    expect(source.hub.tally().encoder.count).toBe(1);
    for (const reader of readers) reader.stop.abort();
    expect(source.hub.viewerCount).toBe(0);
    await until(
      'the encoder has ended',
      () => encoderPids().length === 0 && source.hub.subscriberCount === 0,
    );
    const late = new Reader();
    encoders.add(source, late, 'viewer', late.stop.signal);
    await pictures(late, 3);
    expect(encoders.figures()).toMatchObject([{ camera: 'a', isRunning: true, starts: 2 }]);
  });

  test('keeps the times of the pictures', async () => {
    using source = new Source();
    const reader = new Reader();
    start().add(source, reader, 'push', reader.stop.signal);
    await pictures(reader, 30);
    const times = reader.pictures.map(({ capturedAtMs }) => capturedAtMs);
    for (const [index, time] of times.slice(1).entries()) expect(time).toBeGreaterThan(times[index] ?? 0);
    expect(source.hub.viewerCount).toBe(0);
    // The clock is the hub's: each was captured when one of the frames was, not at a made-up rate.
    for (const time of times)
      expect(Math.min(...source.timesMs.map((sentMs) => Math.abs(sentMs - time)))).toBeLessThan(1);
  });

  test('begins another video when the size changes, and idles while only a placeholder is shown', async () => {
    using source = new Source();
    const reader = new Reader();
    const encoders = start();
    encoders.add(source, reader, 'push', reader.stop.signal);
    await pictures(reader, 5);
    source.picture = { ...source.picture, origin: 'placeholder' };
    await until('the last picture is out', () => {
      const [figures] = encoders.figures();
      return figures && figures.framesIn - figures.pictures <= 1;
    });
    const before = encoders.figures()[0]?.framesIn;
    await until('placeholders have come', () => source.hub.takeLatest()?.frame.origin === 'placeholder');
    expect(encoders.figures()[0]?.framesIn).toBe(before);
    source.picture = { jpeg: jpeg('97x65'), width: 97, height: 65, origin: 'camera' };
    await until('the other size is encoded', () => reader.pictures.at(-1)?.format.width === 96);
    const formats = new Set(reader.pictures.map(({ format }) => format));
    expect([...formats].map(({ width, height }) => `${width}x${height}`)).toEqual(['64x48', '96x64']);
    const first = reader.pictures.find(({ format }) => format.width === 96);
    expect(first?.isKey).toBe(true);
    expect(encoderPids()).toHaveLength(1);
  });

  test('begins another video when the mask changes, and gives none of the pictures of before', async () => {
    using source = new Source();
    const [before, after] = [new AbortController(), new AbortController()];
    source.picture = { ...source.picture, withdrawn: before.signal };
    const reader = new Reader();
    start().add(source, reader, 'recorder', reader.stop.signal);
    await pictures(reader, 5);
    source.picture = { ...source.picture, withdrawn: after.signal };
    const maskedFrom = source.sent;
    before.abort();
    const count = reader.pictures.length;
    expect(reader.withdrawnAt).toEqual([count]);
    await pictures(reader, count + 5);
    const [first] = reader.pictures.slice(count);
    expect(first?.isKey).toBe(true);
    expect(first?.format).not.toBe(reader.pictures[0]?.format);
    expect(source.timesMs.indexOf(first?.capturedAtMs ?? 0)).toBeGreaterThanOrEqual(maskedFrom);
    expect(reader.failures).toEqual([]);
  });

  test('is started again when it was killed, and its readers are told', async () => {
    using source = new Source();
    const reader = new Reader();
    start().add(source, reader, 'push', reader.stop.signal);
    await pictures(reader, 3);
    const [pid = 0] = encoderPids();
    process.kill(pid, 'SIGKILL');
    await until('the reader is told', () => reader.failures.length === 1);
    expect(reader.failures[0]).toMatchObject({
      code: 'encoder-failed',
      message: 'ffmpeg was ended by SIGKILL',
    });
    const count = reader.pictures.length;
    await pictures(reader, count + 3);
  });

  test('begins with a new frame after it failed, not with those that waited for it', async () => {
    using source = new Source();
    const reader = new Reader();
    const encoders = start();
    encoders.add(source, reader, 'recorder', reader.stop.signal);
    await pictures(reader, 3);
    const [pid = 0] = encoderPids();
    process.kill(pid, 'SIGSTOP');
    // More than its pipe holds, so that some wait in the line.
    const before = source.sent;
    source.picture = { ...source.picture, jpeg: Buffer.concat([jpeg('64x48'), Buffer.alloc(500_000)]) };
    await until('frames wait', () => source.sent - before > 10);
    source.picture = { ...source.picture, jpeg: jpeg('64x48') };
    process.kill(pid, 'SIGKILL');
    await until('the reader is told', () => reader.failures.length === 1);
    const failedAtMs = systemClock.nowMs();
    const count = reader.pictures.length;
    await pictures(reader, count + 3);
    // It waits for about a second before it begins again.
    expect(reader.pictures[count]?.capturedAtMs).toBeGreaterThan(failedAtMs + 300);
  });

  test('ends with its camera, and leaves no child and no descriptor', async () => {
    const fds = openFdCount();
    const source = new Source();
    const reader = new Reader();
    const encoders = start();
    encoders.add(source, reader, 'viewer', reader.stop.signal);
    await pictures(reader, 3);
    source[Symbol.dispose]();
    await until('the reader is told', () => reader.isEnded);
    encoders.keepOnly([]);
    await until('nothing is left', () => encoderPids().length === 0 && openFdCount() <= fds);
    expect(encoders.figures()).toEqual([]);
  });

  test('is not started where as many run as may', async () => {
    using one = new Source();
    using other = new Source();
    const encoders = start(1);
    const readers = [new Reader(), new Reader(), new Reader()] as const;
    expect(encoders.add(one, readers[0], 'viewer', readers[0].stop.signal)).toBe(true);
    expect(encoders.add(other, readers[1], 'viewer', readers[1].stop.signal)).toBe(false);
    expect(encoders.add(one, readers[2], 'viewer', readers[2].stop.signal)).toBe(true);
  });
});
