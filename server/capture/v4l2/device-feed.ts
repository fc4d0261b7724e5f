import { CaptureError } from '../../contract/capture-error.ts';
import type { V4l2Mode } from '../../contract/device/device.ts';
import type { Clock } from '../../runtime/clock.ts';
import { markLimitMs, type CrashMark } from '../../runtime/crash-mark.ts';
import { waitAtMost } from '../../runtime/wait-at-most.ts';
import type { Libc } from '../../runtime/libc/libc.ts';
import type { ByteFeed, ImageSink } from '../demuxed-images.ts';
import { SlowDriverError } from './device-error.ts';
import { DeviceStream } from './device-stream.ts';
import type { DeviceThreads } from './device-threads.ts';
import type { FilledBuffer } from './v4l2-abi.ts';

/** The time that a driver has to end a capture. Then the capture counts as ended, and only its thread stays behind. */
const endLimitMs = 1_000;
/** An older timestamp, or one from the future, is that of a driver with a wrong clock. */
const oldestFrameMs = 5_000;

export interface DeviceFeedOptions {
  libc: Libc;
  threads: DeviceThreads;
  mark: Pick<CrashMark, 'set'>;
  path: string;
  mode: V4l2Mode;
  clock: Pick<Clock, 'nowMs' | 'sleep'>;
}

/**
 * Reads a V4L2 device in this process: the driver's frame is copied once, into the memory that all viewers share.
 * Rejects with NotThisWayError, before the first frame, where a program must read the device instead.
 */
export function deviceFeed(options: DeviceFeedOptions): ByteFeed {
  const { threads, mark, path, clock } = options;
  return async (sink, signal) => {
    // A disk that hangs stops no camera.
    await waitAtMost(mark.set(), markLimitMs, clock, signal);
    if (signal.aborted) return;
    const place = await threads.take(path, signal);
    if (!place) return;
    if (signal.aborted) return place.leave();
    const read = readDevice(options, sink, signal).finally(() => place.leave());
    if (await isHanging(read, clock, signal)) place.abandon();
  };
}

/** Settles with `read`, to false; after an abort it is true when the driver does not let `read` end. */
async function isHanging(
  read: Promise<void>,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const hangs = new Promise<boolean>((resolve) => {
    const late = () => void clock.sleep(endLimitMs, over.signal).then(() => resolve(true));
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
    over.signal.addEventListener('abort', () => signal.removeEventListener('abort', late));
  });
  try {
    return await Promise.race([read.then(() => false), hangs]);
  } finally {
    over.abort();
  }
}

async function readDevice(
  { libc, threads, path, mode, clock }: DeviceFeedOptions,
  sink: ImageSink,
  signal: AbortSignal,
): Promise<void> {
  const stream = await DeviceStream.open(libc, path);
  try {
    await stream.start(mode);
    const timeOf = frameTime(clock);
    while (!signal.aborted) await framesUntilTooMany(stream, sink, timeOf, signal);
  } catch (error) {
    if (error instanceof SlowDriverError) threads.avoid(path);
    if (!signal.aborted) throw error;
  } finally {
    await stream.end();
    await stream.close();
  }
}

/** Reads frames until `signal` aborts, or until there were too many; then it resolves when the next one may come. */
function framesUntilTooMany(
  stream: DeviceStream,
  sink: ImageSink,
  timeOf: (frame: FilledBuffer) => number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const unwatch = stream.watch((failed) => {
      try {
        const wait = takeFrame(stream, sink, timeOf, failed);
        if (!wait) return;
        leave();
        resolve(wait);
      } catch (error) {
        leave();
        reject(error as Error);
      }
    });
    const leave = () => {
      unwatch();
      signal.removeEventListener('abort', end);
    };
    const end = () => {
      leave();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}

/** @returns a promise to wait for before the next frame */
function takeFrame(
  stream: DeviceStream,
  sink: ImageSink,
  timeOf: (frame: FilledBuffer) => number,
  failed: boolean,
): Promise<void> | undefined {
  const frame = stream.next();
  if (!frame) {
    if (failed) throw new CaptureError('device-error', 'poll: the driver reports an error');
    return undefined;
  }
  const wait = frame.faulty
    ? sink.dropFrame('corrupt', frame.bytes)
    : sink.pushFrame(frame.bytes, timeOf(frame), (target) => stream.copy(frame, target));
  stream.release(frame);
  return wait;
}

/** The time of a frame on the server's clock: that of its capture, where the driver tells it. */
function frameTime(clock: Pick<Clock, 'nowMs'>): (frame: FilledBuffer) => number {
  const offsetMs = clock.nowMs() - Number(process.hrtime.bigint()) / 1e6;
  return ({ monotonicMs }) => {
    const nowMs = clock.nowMs();
    if (monotonicMs === undefined) return nowMs;
    const capturedAtMs = monotonicMs + offsetMs;
    const ageMs = nowMs - capturedAtMs;
    return ageMs >= 0 && ageMs <= oldestFrameMs ? capturedAtMs : nowMs;
  };
}
