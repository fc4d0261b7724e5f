import { isMainThread } from 'node:worker_threads';
import { openCLibrary } from './c-library.ts';
import type { KoffiFunction } from './koffi-types.ts';
import { openPolls } from './polls.ts';
import { SystemCallError } from './system-call-error.ts';

/**
 * Functions of the C library of this process. Those that return a promise run in a thread of libuv's pool, since a driver
 * may hold them up: such a call never holds up the server, but keeps its thread until it returns. Addresses are bigints.
 */
export interface Libc {
  /** @throws SystemCallError */
  open(path: string, flags: number): Promise<number>;
  /** @throws SystemCallError */
  close(fd: number): Promise<void>;
  /** `argument` must not be touched before the promise has settled. @throws SystemCallError */
  ioctl(fd: number, request: number, argument: Buffer): Promise<void>;
  /** An ioctl that no driver holds up, at once. Returns the error number, or 0. */
  ioctlNow(fd: number, request: number, argument: Buffer): number;
  /** Maps memory of a device for reading. @throws SystemCallError */
  mapForReading(fd: number, length: number, offset: number): Promise<bigint>;
  /** @throws SystemCallError */
  unmap(address: bigint, length: number): Promise<void>;
  /** Copies `length` bytes from an address into the first bytes of `target`. */
  copy(target: Buffer, address: bigint, length: number): void;
  /**
   * Calls `onReady` each time when something can be read; `failed`: the device has an error, and no further call comes.
   * @returns stops it; call it before the descriptor is closed
   */
  watch(fd: number, onReady: (failed: boolean) => void): () => void;
  /** Ends the process without waiting for any thread. */
  exit(code: number): void;
  /** The number of calls that have not returned. */
  readonly callsUnderWay: number;
}

/** Children do not inherit the descriptor; a read without a frame fails instead of waiting (asm-generic/fcntl.h). */
export const openFlags = { readWrite: 2, nonBlocking: 0o4_000, closeOnExec: 0o2_000_000 } as const;

const protectionRead = 1;
const mapShared = 1;
const mapFailed = 0xffff_ffff_ffff_ffffn;

/** Loaded once for all cameras, and needed when the process ends; see `exitAtOnce`. */
const loaded: { libc?: Promise<Libc>; ready?: Libc } = {};

/**
 * Loads the C library.
 * @throws Error when this machine has no koffi, or one for another machine
 */
export function loadLibc(): Promise<Libc> {
  loaded.libc ??= load().then((libc) => (loaded.ready = libc));
  return loaded.libc;
}

/** The C library, where it is loaded. */
export function loadedLibc(): Libc | undefined {
  return loaded.ready;
}

async function load(): Promise<Libc> {
  // libuv's default loop belongs to the main thread.
  if (!isMainThread) throw new Error('only the main thread can watch devices');
  const { koffi, native } = await openCLibrary();
  const open = native<[string, number], number>('int open(const char *path, int flags)');
  const close = native<[number], number>('int close(int fd)');
  // Linux passes the third argument of ioctl the same way with and without "...", on x86-64 and on arm64.
  const ioctl = native<[number, number, Buffer], number>(
    'int ioctl(int fd, unsigned long request, void *argument)',
  );
  const mmap = native<[null, number, number, number, number, number], unknown>(
    'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)',
  );
  const munmap = native<[bigint, number], number>('int munmap(void *address, size_t length)');
  const memcpy = native<[Buffer, bigint, number], unknown>(
    'void *memcpy(void *target, void *source, size_t length)',
  );
  const exit = native<[number], void>('void _exit(int code)');
  let callsUnderWay = 0;

  const call = <A extends unknown[], R>(
    name: string,
    failed: (result: R) => boolean,
    called: KoffiFunction<A, R>,
    ...args: A
  ): Promise<R> =>
    new Promise((resolve, reject) => {
      callsUnderWay++;
      called.async(...args, (error, result) => {
        callsUnderWay--;
        // koffi keeps errno of the thread for this callback.
        if (error) reject(error);
        else if (failed(result)) reject(new SystemCallError(name, koffi.errno()));
        else resolve(result);
      });
    });
  const isNegative = (result: number) => result < 0;

  return {
    open: (path, flags) => call('open', isNegative, open, path, flags),
    close: async (fd) => void (await call('close', isNegative, close, fd)),
    ioctl: async (fd, request, argument) =>
      void (await call('ioctl', isNegative, ioctl, fd, request, argument)),
    ioctlNow: (fd, request, argument) => (ioctl(fd, request, argument) < 0 ? koffi.errno() : 0),
    async mapForReading(fd, length, offset) {
      const failed = (address: unknown) => typeof address !== 'bigint' || address === mapFailed;
      const address = await call('mmap', failed, mmap, null, length, protectionRead, mapShared, fd, offset);
      return address as bigint;
    },
    unmap: async (address, length) => void (await call('munmap', isNegative, munmap, address, length)),
    copy: (target, address, length) => void memcpy(target, address, length),
    watch: openPolls(koffi, native),
    exit: (code) => exit(code),
    get callsUnderWay() {
      return callsUnderWay;
    },
  };
}
