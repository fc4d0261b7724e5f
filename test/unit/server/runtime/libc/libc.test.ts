import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { patienceMs } from '../../../../fixtures/patience.ts';

const path = resolve(import.meta.dirname, '../../../../../server/runtime/libc/libc.ts');

/** In a process of its own, because tests run in threads, and devices are watched on the main thread only. */
function run(lines: string): string {
  const program = `
    const { loadLibc, openFlags } = await import('${path}');
    const { readSync, writeSync, mkdtempSync, rmSync, openSync } = await import('node:fs');
    const { execFileSync } = await import('node:child_process');
    const folder = mkdtempSync('/tmp/libc-test-');
    const fifo = folder + '/fifo';
    execFileSync('mkfifo', [fifo]);
    const libc = await loadLibc();
    const flags = openFlags.readWrite | openFlags.nonBlocking | openFlags.closeOnExec;
    try { ${lines} } finally { rmSync(folder, { recursive: true }); }`;
  const words = ['--input-type=module', '--eval', program];
  return execFileSync(process.execPath, words, { encoding: 'utf8', timeout: patienceMs }).trim();
}

describe('the C library', () => {
  test('opens and closes; a call that fails says why', () => {
    const lines = `
      const fd = await libc.open(fifo, flags);
      await libc.close(fd);
      const failed = (call) => call.catch(({ code, message }) => code + ' ' + message);
      console.log(await failed(libc.open('/nowhere/at/all', flags)));
      console.log(await failed(libc.ioctl(1, 0x40045612, Buffer.alloc(8))));
      console.log(libc.ioctlNow(1, 0x40045612, Buffer.alloc(8)) > 0, libc.callsUnderWay);`;
    expect(run(lines).split('\n')).toEqual([
      'ENOENT open: no such file or directory',
      'ENOTTY ioctl: inappropriate ioctl for device',
      'true 0',
    ]);
  });

  test('watches a descriptor until it is stopped, and settles promises each time', () => {
    const lines = `
      const fd = await libc.open(fifo, flags);
      let count = 0;
      await new Promise((resolve) => {
        const stop = libc.watch(fd, (failed) => {
          readSync(fd, Buffer.alloc(1));
          count++;
          Promise.resolve().then(() => {
            console.log('ready', count, failed);
            if (count < 3) return writeSync(fd, 'x');
            stop();
            stop();
            writeSync(fd, 'x');
            setTimeout(resolve, 50);
          });
        });
        writeSync(fd, 'x');
      });
      await libc.close(fd);
      console.log('ended with', count);`;
    expect(run(lines).split('\n')).toEqual([
      'ready 1 false',
      'ready 2 false',
      'ready 3 false',
      'ended with 3',
    ]);
  });

  test('maps and copies memory', () => {
    const lines = `
      const { writeFileSync } = await import('node:fs');
      writeFileSync(folder + '/file', 'hello world'.padEnd(4096, '.'));
      const fd = await libc.open(folder + '/file', flags);
      const address = await libc.mapForReading(fd, 4096, 0);
      const target = Buffer.alloc(11);
      libc.copy(target, address, 11);
      await libc.unmap(address, 4096);
      await libc.close(fd);
      const nothing = await libc.mapForReading(999, 4096, 0).catch(({ code }) => code);
      console.log(String(target), nothing);`;
    expect(run(lines)).toBe('hello world EBADF');
  });
});
