import { CaptureError } from '../../contract/capture-error.ts';
import type { V4l2Mode } from '../../contract/device/device.ts';
import { openFlags, type Libc } from '../../runtime/libc/libc.ts';
import { SystemCallError } from '../../runtime/libc/system-call-error.ts';
import { deviceError, NotThisWayError, SlowDriverError } from './device-error.ts';
import {
  bufferRequest,
  capability,
  DeviceBuffer,
  driverOf,
  fourccOf,
  frameRate,
  ioctls,
  offsets,
  pixelFormat,
  streamsVideo,
  streamType,
  type FilledBuffer,
  type IoctlName,
} from './v4l2-abi.ts';

/** Four buffers bridge 133 ms at 30 fps when the machine is busy. */
const bufferCount = 4;

/**
 * Drivers whose DQBUF and QBUF only move buffers between lists, so that the server's main thread may call them. uvcvideo
 * locks nothing there that a call to the camera holds; other drivers may wait for their hardware.
 */
const quickDrivers = ['uvcvideo'];
/** A driver that takes longer is not as quick as it was thought. (A busy machine delays a call by some 100 ms.) */
const quickMs = 1_000;

/** A V4L2 device that is open. Only one call may be under way at a time. */
export class DeviceStream {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #maps: { address: bigint; length: number }[] = [];
  readonly #buffer = new DeviceBuffer();

  private constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
  }

  /** @throws CaptureError */
  static async open(libc: Libc, path: string): Promise<DeviceStream> {
    try {
      const { readWrite, nonBlocking, closeOnExec } = openFlags;
      return new DeviceStream(libc, await libc.open(path, readWrite | nonBlocking | closeOnExec));
    } catch (error) {
      throw deviceError(`open ${path}`, error);
    }
  }

  /** Makes the device send frames. @throws CaptureError; NotThisWayError for a device that works in another way */
  async start(mode: V4l2Mode): Promise<void> {
    const does = capability();
    await this.#ioctl('VIDIOC_QUERYCAP', does);
    if (!quickDrivers.includes(driverOf(does))) throw new NotThisWayError(`its driver is ${driverOf(does)}`);
    if (!streamsVideo(does)) throw new NotThisWayError('it does not stream into mapped buffers');
    const format = pixelFormat(mode.fourcc, mode.width, mode.height);
    await this.#ioctl('VIDIOC_S_FMT', format);
    if (fourccOf(format) !== mode.fourcc) {
      throw new NotThisWayError(`VIDIOC_S_FMT: it chose ${fourccOf(format)} instead of ${mode.fourcc}`);
    }
    await this.#setRate(mode.framesPerSecond);
    const request = bufferRequest(bufferCount);
    await this.#ioctl('VIDIOC_REQBUFS', request);
    for (let index = 0; index < request.readUInt32LE(offsets.requestbuffers.count); index++) {
      const mapped = new DeviceBuffer(index).bytes;
      await this.#ioctl('VIDIOC_QUERYBUF', mapped);
      await this.#map(mapped);
      await this.#ioctl('VIDIOC_QBUF', mapped);
    }
    await this.#ioctl('VIDIOC_STREAMON', streamType());
  }

  /** Calls `onReady` when there is a frame, or an error. @returns stops it; call it before `end` */
  watch(onReady: (failed: boolean) => void): () => void {
    try {
      return this.#libc.watch(this.#fd, onReady);
    } catch (error) {
      throw deviceError('poll', error);
    }
  }

  /** The next frame, if there is one. Its bytes are there until `release`. @throws CaptureError */
  next(): FilledBuffer | undefined {
    if (!this.#now('VIDIOC_DQBUF', this.#buffer.renew(0))) return undefined;
    const filled = this.#buffer.read();
    const map = this.#maps[filled.index];
    if (!map || filled.bytes > map.length) {
      throw new CaptureError(
        'device-error',
        'VIDIOC_DQBUF: the driver returned a buffer that does not exist',
      );
    }
    return filled;
  }

  /** Copies the bytes of a frame to the beginning of `target`. */
  copy({ index, bytes }: FilledBuffer, target: Buffer): void {
    const map = this.#maps[index];
    if (map) this.#libc.copy(target, map.address, bytes);
  }

  /** Gives the memory of a frame back to the driver. @throws CaptureError */
  release({ index }: FilledBuffer): void {
    this.#now('VIDIOC_QBUF', this.#buffer.renew(index));
  }

  /** Ends the frames. Never rejects: closing the device ends them too. */
  async end(): Promise<void> {
    await this.#ioctl('VIDIOC_STREAMOFF', streamType()).catch(() => undefined);
  }

  /** Never rejects: the kernel closes a device in any case. */
  async close(): Promise<void> {
    for (const { address, length } of this.#maps) {
      await this.#libc.unmap(address, length).catch(() => undefined);
    }
    await this.#libc.close(this.#fd).catch(() => undefined);
  }

  /** Some drivers have only one rate and know no such call. */
  async #setRate(framesPerSecond: number): Promise<void> {
    if (framesPerSecond <= 0) return;
    try {
      await this.#ioctl('VIDIOC_S_PARM', frameRate(framesPerSecond));
    } catch (error) {
      if (!(error instanceof NotThisWayError)) throw error;
    }
  }

  async #map(queried: Buffer): Promise<void> {
    const length = queried.readUInt32LE(offsets.buffer.length);
    try {
      const address = await this.#libc.mapForReading(
        this.#fd,
        length,
        queried.readUInt32LE(offsets.buffer.offset),
      );
      this.#maps.push({ address, length });
    } catch (error) {
      throw deviceError('mmap', error);
    }
  }

  /** Returns false when there is nothing yet. */
  #now(name: IoctlName, argument: Buffer): boolean {
    const beganAtMs = performance.now();
    const errno = this.#libc.ioctlNow(this.#fd, ioctls[name], argument);
    const tookMs = performance.now() - beganAtMs;
    if (tookMs > quickMs) {
      throw new SlowDriverError('device-error', `${name}: the driver held up the server`);
    }
    if (errno === 0) return true;
    const error = new SystemCallError('ioctl', errno);
    if (error.code === 'EAGAIN' || error.code === 'EINTR') return false;
    const named = deviceError(name, error);
    // A camera that streams and then refuses a call has failed; another program would not do better.
    throw named instanceof NotThisWayError ? new CaptureError('device-error', named.message) : named;
  }

  async #ioctl(name: IoctlName, argument: Buffer): Promise<void> {
    for (;;) {
      try {
        return await this.#libc.ioctl(this.#fd, ioctls[name], argument);
      } catch (error) {
        // A signal for the process may reach this thread.
        if (!(error instanceof SystemCallError) || error.code !== 'EINTR') throw deviceError(name, error);
      }
    }
  }
}
