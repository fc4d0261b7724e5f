import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { earlyCompileFlags, smallHeapFlag } from '../../../../server/runtime/v8-flags.ts';

test('the flags that compile sooner are known to this V8, and ask for less than it does by itself', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of earlyCompileFlags) {
    const [name = '', count] = flag.split('=');
    const usual = new RegExp(`default: ${name}=(\\d+)`).exec(options)?.[1];
    expect(Number(count), name).toBeLessThan(Number(usual));
  }
  expect(options).toContain(`default: --no${smallHeapFlag.slice(1)}`);
});
