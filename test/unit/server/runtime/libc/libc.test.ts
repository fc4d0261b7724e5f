import { execFileSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { patienceMs } from '../../../../fixtures/patience.ts';

const path = resolve(import.meta.dirname, '../../../../../server/runtime/libc/libc.ts');

/** In a process of its own, because tests run in threads, and devices are watched on the main thread only. */
function run(lines: string, before = ''): string {
  const program = `${before}
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
  // Names of packages are resolved from there.
  return execFileSync(process.execPath, words, {
    cwd: dirname(path),
    encoding: 'utf8',
    timeout: patienceMs,
  }).trim();
}

/**
 * Gives the server a koffi as in Electron, where `view` throws. What else may make such buffers is not there at all; the
 * names that the server uses are in `used`.
 */
const electronLike = `
  const { registerHooks } = await import('node:module');
  const used = globalThis.used = new Set();
  const source = \`
    import koffi from '\${import.meta.resolve('koffi')}?real';
    export default new Proxy(koffi, {
      get(target, name) {
        globalThis.used.add(name);
        if (name === 'view') throw new Error('This runtime does not support external buffers');
        return ['alloc', 'errno', 'free', 'load', 'pointer', 'proto', 'register'].includes(name) ? target[name] : undefined;
      },
    });\`;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'koffi' ? { url: 'koffi:guarded', format: 'module', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === 'koffi:guarded' ? { source, format: 'module', shortCircuit: true } : next(url, context),
  });`;

/** koffi as it is where its library is missing, or was made for another C library. */
const withoutKoffi = `await import('${resolve(import.meta.dirname, '../../../../fixtures/without-koffi.mjs')}');`;

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

  test('settles promises and runs ticks though nothing else happens', () => {
    const lines = `
      const fd = await libc.open(fifo, flags);
      const end = (said) => { console.log(said); process.exit(); };
      libc.watch(fd, () => {
        readSync(fd, Buffer.alloc(1));
        process.nextTick(() => Promise.resolve().then(() => end('settled')));
      });
      setTimeout(() => writeSync(fd, 'x'));
      setTimeout(() => end('late'), 10_000);
      await new Promise(() => {});`;
    expect(run(lines)).toBe('settled');
  });

  test('reports what a reader of a descriptor throws as an error that nobody caught', () => {
    const lines = `
      const fd = await libc.open(fifo, flags);
      const said = new Promise((resolve) => process.once('uncaughtException', resolve));
      let count = 0;
      const stop = libc.watch(fd, () => {
        readSync(fd, Buffer.alloc(1));
        if (++count === 1) throw new Error('of the reader');
        console.log('again');
        stop();
        resolve();
      });
      const { promise, resolve } = Promise.withResolvers();
      writeSync(fd, 'x');
      console.log((await said).message);
      writeSync(fd, 'x');
      await promise;
      await libc.close(fd);`;
    expect(run(lines).split('\n')).toEqual(['of the reader', 'again']);
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

  test('wraps no memory of others in buffers, which Electron forbids: it copies into those of the server', () => {
    const lines = `
      const { writeFileSync } = await import('node:fs');
      writeFileSync(folder + '/file', 'hello world'.padEnd(4096, '.'));
      const fd = await libc.open(folder + '/file', flags);
      const address = await libc.mapForReading(fd, 4096, 0);
      const target = Buffer.from('.'.repeat(20));
      libc.copy(target, address, 11);
      libc.watch((await libc.open(fifo, flags)), () => {})();
      console.log(typeof address, String(target), [...used].sort().join());`;
    expect(run(lines, electronLike)).toBe('bigint hello world......... alloc,load,pointer,proto,register');
  });

  test.for([
    ['koffi is not there', withoutKoffi, 'the library koffi cannot be loaded'],
    [
      'the machine has another processor',
      `Object.defineProperty(process, 'arch', { value: 'arm' });`,
      'the processor of this machine is arm',
    ],
  ])('says so where %s', ([, before = '', message]) => {
    expect(() => run('', before)).toThrow(message);
  });
});
