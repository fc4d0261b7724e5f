import { execFileSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { patienceMs } from '../../../../fixtures/patience.ts';

const path = resolve(import.meta.dirname, '../../../../../server/runtime/libc/small-malloc.ts');

/**
 * Resident MiB of a process that held 100 MiB in blocks of `kib` and let all but some go.
 * @param then what it runs after that
 */
function residentMib(before: string, kib: number, then = ''): number {
  // One freed block of 31 MiB lets malloc keep blocks of that size; see mallopt(3), M_MMAP_THRESHOLD.
  const program = `
    ${before}
    const { setTimeout: later } = await import('node:timers/promises');
    const block = (kib) => Buffer.alloc(kib << 10, 1);
    const freed = async () => { while (process.memoryUsage().arrayBuffers > 10 << 20) { gc(); await later(5); } };
    let blocks = [block(31 << 10)];
    blocks = [];
    await freed();
    blocks = Array.from({ length: (100 << 10) / ${kib} }, () => block(${kib}));
    const kept = blocks.filter((_, index) => index % 16 === 15);
    blocks = [];
    await freed();
    ${then}
    console.log(process.memoryUsage.rss() / 2 ** 20 + 0 * kept[0][0]);`;
  const words = ['--expose-gc', '--input-type=module', '--eval', program];
  const options = { cwd: dirname(path), encoding: 'utf8', timeout: patienceMs } as const;
  return Number(execFileSync(process.execPath, words, options).trim().split('\n').at(-1));
}

const small = `const { keepMallocSmall } = await import('${path}');
    const giveBack = await keepMallocSmall();
    if (!giveBack) throw new Error('this malloc is not glibc');`;

test('large blocks that were freed go back to the system, and do not without it', () => {
  expect(residentMib('', 1_024) - residentMib(small, 1_024)).toBeGreaterThan(50);
});

test('small blocks that were freed between blocks in use go back when it is told to', () => {
  expect(residentMib(small, 64) - residentMib(small, 64, 'giveBack();')).toBeGreaterThan(50);
});

test('a process without koffi is not stopped by that', () => {
  const without = `
    await import('${resolve(import.meta.dirname, '../../../../fixtures/without-koffi.mjs')}');
    const { keepMallocSmall } = await import('${path}');
    if (await keepMallocSmall()) throw new Error('it used koffi');`;
  expect(residentMib(without, 1_024)).toBeGreaterThan(0);
});
