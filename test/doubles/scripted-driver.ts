import { constants } from 'node:os';
import { ioctls, offsets, structBytes, type IoctlName } from '../../server/capture/v4l2/v4l2-abi.ts';
import type { Libc } from '../../server/runtime/libc/libc.ts';
import { SystemCallError } from '../../server/runtime/libc/system-call-error.ts';

const bufferBytes = 100_000;
const isMonotonic = 0x2000;

interface SentFrame {
  bytes: Buffer;
  flags?: number;
  monotonicMs?: number;
}

/** A C library with one V4L2 driver behind it, which sends the frames that a test gives it. */
export class ScriptedDriver implements Libc {
  readonly calls: string[] = [];
  /** Errors of the next call with that name; the call fails once for each. */
  readonly errors: Partial<Record<IoctlName | 'open', number[]>> = {};
  /** The format that the driver chooses; by default the one that is asked for. */
  chosenFormat: string | undefined;
  capabilities = 0x0420_0001;
  driver = 'uvcvideo';
  /** So long the next DQBUF holds up the whole process. */
  holdsUpMs = 0;
  /** Calls that the driver does not return from until `wake`. */
  readonly hanging = new Set<IoctlName>();
  callsUnderWay = 0;
  readonly #queued: number[] = [];
  readonly #sent: SentFrame[] = [];
  readonly #memory = new Map<number, Buffer>();
  #onReady: ((failed: boolean) => void) | undefined;
  #woken: (() => void)[] = [];

  send(...frames: SentFrame[]): void {
    this.#sent.push(...frames);
    this.#tell();
  }

  /** An error of the device that no call explains. */
  fail(): void {
    this.#onReady?.(true);
  }

  get isWatched(): boolean {
    return this.#onReady !== undefined;
  }

  /** Lets all calls that wait look again. */
  wake(): void {
    const woken = this.#woken;
    this.#woken = [];
    for (const go of woken) go();
  }

  /** The buffers that the driver may fill. */
  get queued(): number {
    return this.#queued.length;
  }

  open(path: string): Promise<number> {
    return this.#call('open', () => 7, `open ${path}`);
  }

  close(): Promise<void> {
    this.calls.push('close');
    return Promise.resolve();
  }

  async ioctl(_fd: number, request: number, argument: Buffer): Promise<void> {
    const name = (Object.keys(ioctls) as IoctlName[]).find((known) => ioctls[known] === request);
    if (!name) throw new Error(`unknown ioctl ${request}`);
    await this.#call(name, () => this.#answer(name, argument));
  }

  ioctlNow(_fd: number, request: number, argument: Buffer): number {
    const name = request === ioctls.VIDIOC_DQBUF ? 'VIDIOC_DQBUF' : 'VIDIOC_QBUF';
    const errno = this.errors[name]?.shift();
    if (errno !== undefined) return errno;
    if (name === 'VIDIOC_DQBUF' && this.#sent.length === 0) return constants.errno.EAGAIN;
    if (this.holdsUpMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, this.holdsUpMs);
    this.holdsUpMs = 0;
    this.#answer(name, argument);
    return 0;
  }

  watch(_fd: number, onReady: (failed: boolean) => void): () => void {
    this.#onReady = onReady;
    this.#tell();
    return () => (this.#onReady = undefined);
  }

  mapForReading(_fd: number, length: number, offset: number): Promise<bigint> {
    this.#memory.set(offset, Buffer.alloc(length));
    return Promise.resolve(BigInt(offset));
  }

  unmap(): Promise<void> {
    this.calls.push('munmap');
    return Promise.resolve();
  }

  copy(target: Buffer, address: bigint, length: number): void {
    this.#memory.get(Number(address))?.copy(target, 0, 0, length);
  }

  exit(): void {
    throw new Error('a test does not exit');
  }

  async #call<T>(name: IoctlName | 'open', answer: () => T, said: string = name): Promise<T> {
    this.calls.push(said);
    this.callsUnderWay++;
    if (name !== 'open') await this.#until(() => !this.hanging.has(name));
    this.callsUnderWay--;
    const errno = this.errors[name]?.shift();
    if (errno !== undefined) throw new SystemCallError('ioctl', errno);
    return answer();
  }

  /** Each frame that is there makes the descriptor readable, also one that nobody took. */
  #tell(): void {
    setImmediate(() => {
      if (this.#sent.length === 0 || !this.#onReady) return;
      this.#onReady(false);
      this.#tell();
    });
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#woken.push(resolve));
  }

  #answer(name: IoctlName, argument: Buffer): void {
    const at = offsets.buffer;
    switch (name) {
      case 'VIDIOC_QUERYCAP':
        argument.write(this.driver, 'latin1');
        argument.writeUInt32LE(this.capabilities, offsets.capability.capabilities);
        break;
      case 'VIDIOC_S_FMT':
        if (this.chosenFormat) argument.write(this.chosenFormat, offsets.format.pixelformat, 'latin1');
        break;
      case 'VIDIOC_QUERYBUF':
        argument.writeUInt32LE(bufferBytes, at.length);
        argument.writeUInt32LE(argument.readUInt32LE(at.index) * bufferBytes, at.offset);
        break;
      case 'VIDIOC_QBUF':
        this.#queued.push(argument.readUInt32LE(at.index));
        break;
      case 'VIDIOC_DQBUF':
        this.#fill(argument);
        break;
      case 'VIDIOC_STREAMON':
      case 'VIDIOC_STREAMOFF':
      case 'VIDIOC_REQBUFS':
      case 'VIDIOC_S_PARM':
        break;
      default:
        name satisfies never;
    }
  }

  #fill(argument: Buffer): void {
    const frame = this.#sent.shift();
    const index = this.#queued.shift();
    if (!frame || index === undefined) throw new SystemCallError('ioctl', constants.errno.EINVAL);
    frame.bytes.copy(this.#memory.get(index * bufferBytes) ?? Buffer.alloc(structBytes.v4l2_buffer));
    const at = offsets.buffer;
    const atMs = frame.monotonicMs ?? 0;
    argument.writeUInt32LE(index, at.index);
    argument.writeUInt32LE(frame.bytes.length, at.bytesused);
    argument.writeUInt32LE(
      (frame.flags ?? 0) | (frame.monotonicMs === undefined ? 0 : isMonotonic),
      at.flags,
    );
    argument.writeUIntLE(Math.floor(atMs / 1_000), at.seconds, 6);
    argument.writeUIntLE(Math.round((atMs % 1_000) * 1_000), at.microseconds, 6);
  }
}
