/** Runs in Node for arm64: the server's calls into the C library, and the layouts of V4L2 as that machine has them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readSync, writeFileSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type Koffi from 'koffi';

const folder = process.argv[2] ?? '';
const koffiUrl = pathToFileURL(join(folder, 'node_modules/koffi/index.js')).href;
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'koffi' ? koffiUrl : specifier, context),
});

let passed = 0;
async function check(what: string, run: () => Promise<void> | void): Promise<void> {
  await run();
  console.log(`ok ${++passed} - ${what}`);
}

assert.equal(process.arch, 'arm64');
const { default: koffi } = (await import(koffiUrl)) as { default: typeof Koffi };
const { loadLibc, openFlags } = await import('../../../server/runtime/libc/libc.ts');
const { spareThreads } = await import('../../../server/runtime/libc/thread-pool.ts');
const { ioctls, offsets, structBytes } = await import('../../../server/capture/v4l2/v4l2-abi.ts');

await check('the pool of libuv has threads for drivers', async () => assert.equal(await spareThreads(), 16));

const libc = await loadLibc();
const flags = openFlags.readWrite | openFlags.nonBlocking | openFlags.closeOnExec;
const fifo = join(folder, 'fifo');
execFileSync('mkfifo', [fifo]);
const fd = await libc.open(fifo, flags);

await check('open says why it fails', () =>
  assert.rejects(libc.open(join(folder, 'nothing'), flags), { code: 'ENOENT' }),
);

await check('ioctl fills its argument, on a thread of the pool and on the main one', async () => {
  const FIONREAD = 0x541b;
  writeSync(fd, 'hello');
  const waiting = Buffer.alloc(128);
  await libc.ioctl(fd, FIONREAD, waiting);
  assert.equal(waiting.readUInt32LE(), 5);
  assert.equal(libc.ioctlNow(fd, FIONREAD, waiting.fill(0)), 0);
  assert.equal(waiting.readUInt32LE(), 5);
});

// qemu answers ENOSYS to ioctls that it does not know, and logs their numbers; run.ts reads them. A kernel says ENOTTY.
await check('an ioctl of V4L2 that is refused says so', async () => {
  await assert.rejects(libc.ioctl(fd, ioctls.VIDIOC_QUERYCAP, Buffer.alloc(128)), { code: /^ENO(SYS|TTY)$/ });
  assert.ok(libc.ioctlNow(fd, ioctls.VIDIOC_DQBUF, Buffer.alloc(128)) > 0);
});

await check("libuv's own loop wakes the server when something can be read", async () => {
  const failed = await new Promise<boolean>((resolve) => {
    const stop = libc.watch(fd, (hasFailed) => {
      stop();
      resolve(hasFailed);
    });
  });
  assert.equal(failed, false);
  readSync(fd, Buffer.alloc(5));
});

await check('memory of a file is mapped, copied and unmapped', async () => {
  writeFileSync(join(folder, 'file'), 'hello world'.padEnd(4096, '.'));
  const file = await libc.open(join(folder, 'file'), flags);
  const address = await libc.mapForReading(file, 4096, 0);
  const target = Buffer.alloc(11);
  libc.copy(target, address, 11);
  assert.equal(String(target), 'hello world');
  await libc.unmap(address, 4096);
  await libc.close(file);
});

await check('everything has returned', async () => {
  await libc.close(fd);
  assert.equal(libc.callsUnderWay, 0);
});

await check('the layouts of V4L2 are those that the server uses', () => {
  // linux/videodev2.h; koffi knows the sizes and alignments of the machine that it was compiled for.
  const timeval = koffi.struct({ tv_sec: 'long', tv_usec: 'long' });
  const timecode = koffi.struct({ words: koffi.array('uint32_t', 2), bytes: koffi.array('uint8_t', 8) });
  const memory = koffi.union({
    offset: 'uint32_t',
    userptr: 'unsigned long',
    planes: 'void *',
    fd: 'int32_t',
  });
  const buffer = koffi.struct({
    ...{ index: 'uint32_t', type: 'uint32_t', bytesused: 'uint32_t', flags: 'uint32_t', field: 'uint32_t' },
    ...{
      timestamp: timeval,
      timecode,
      sequence: 'uint32_t',
      memory: 'uint32_t',
      m: memory,
      length: 'uint32_t',
    },
    ...{ reserved2: 'uint32_t', request_fd: 'int32_t' },
  });
  const window = koffi.struct({ clips: 'void *', clipcount: 'uint32_t', bitmap: 'void *' });
  const pix = koffi.struct({ width: 'uint32_t', height: 'uint32_t', pixelformat: 'uint32_t' });
  const format = koffi.struct({
    type: 'uint32_t',
    fmt: koffi.union({ pix, win: window, raw: koffi.array('uint8_t', 200) }),
  });
  const at = { buffer: offsets.buffer, format: offsets.format };
  for (const name of ['index', 'type', 'bytesused', 'flags', 'memory', 'length'] as const) {
    assert.equal(koffi.offsetof(buffer, name), at.buffer[name], name);
  }
  assert.equal(koffi.offsetof(buffer, 'timestamp') + koffi.offsetof(timeval, 'tv_sec'), at.buffer.seconds);
  assert.equal(
    koffi.offsetof(buffer, 'timestamp') + koffi.offsetof(timeval, 'tv_usec'),
    at.buffer.microseconds,
  );
  assert.equal(koffi.offsetof(buffer, 'm'), at.buffer.offset);
  assert.equal(koffi.sizeof(buffer), structBytes.v4l2_buffer);
  const fmt = koffi.offsetof(format, 'fmt');
  for (const name of ['width', 'height', 'pixelformat'] as const) {
    assert.equal(fmt + koffi.offsetof(pix, name), at.format[name], name);
  }
  assert.equal(koffi.sizeof(format), structBytes.v4l2_format);
});
console.log(`${passed} passed on ${process.arch}, koffi ${koffi.version}`);
