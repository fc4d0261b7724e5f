import type Koffi from 'koffi';
import { raise } from '../raise.ts';
import type { NativeFunction } from './c-library.ts';
import { SystemCallError } from './system-call-error.ts';

const uvPollHandle = 8; // UV_POLL of uv.h, the same in all of libuv 1
const uvReadable = 1;

interface Watched {
  ready: () => void;
  failed: boolean;
}

/**
 * Watches descriptors in libuv's own loop, which Node offers for sockets only. A frame then wakes the server once, and no
 * thread waits for it: that is a quarter less CPU than one waiting thread per camera.
 */
export function openPolls(
  koffi: Pick<typeof Koffi, 'alloc' | 'free' | 'pointer' | 'proto' | 'register'>,
  native: NativeFunction,
): (fd: number, onReady: (failed: boolean) => void) => () => void {
  const loop = native<[], bigint>('void *uv_default_loop()')();
  const handleBytes = native<[number], number>('size_t uv_handle_size(int type)')(uvPollHandle);
  const init = native<[bigint, bigint, number], number>('int uv_poll_init(void *loop, void *handle, int fd)');
  const begin = native<[bigint, number, bigint], number>(
    'int uv_poll_start(void *handle, int events, void *on_event)',
  );
  const close = native<[bigint, bigint], void>('void uv_close(void *handle, void *on_closed)');
  /** By the address of the handle, which a number holds exactly: no bigint has to be made for each frame. */
  const watched = new Map<number, Watched>();

  // Nothing may be thrown in these two: they are called by libuv, which has no way to report it.
  const onEvent = koffi.register(
    (address: number, status: number) => {
      const entry = watched.get(address);
      if (!entry) return;
      entry.failed ||= status < 0;
      try {
        // At the end of this round of the loop Node runs ticks and settles promises, as after a callback of its own. A
        // callback of its own would cost a second round: a twentieth of the work for a frame.
        entry.ready();
      } catch (error) {
        setImmediate(() => raise(error));
      }
    },
    koffi.pointer(koffi.proto('void (uintptr_t handle, int status, int events)')),
  );
  const onClosed = koffi.register(
    (handle: bigint) => koffi.free(handle),
    koffi.pointer(koffi.proto('void (void *handle)')),
  );

  return (fd, onReady) => {
    const handle = koffi.alloc('uint8_t', handleBytes) as bigint;
    const unable = init(loop, handle, fd);
    if (unable < 0) {
      koffi.free(handle);
      throw new SystemCallError('uv_poll_init', -unable);
    }
    const address = Number(handle);
    const entry: Watched = {
      failed: false,
      ready: () => {
        if (watched.has(address)) onReady(entry.failed);
      },
    };
    watched.set(address, entry);
    begin(handle, uvReadable, onEvent);
    return () => {
      if (watched.delete(address)) close(handle, onClosed);
    };
  };
}
