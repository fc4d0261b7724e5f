import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hookSpaces } from '../../../../server/hook/process/sandbox.ts';
import { findProgram, runProgram } from '../../../../server/runtime/child/program.ts';
import { patienceMs } from '../../../fixtures/patience.ts';

const unit = (name: string) =>
  readFileSync(resolve(import.meta.dirname, '../../../../build/linux', name), 'utf8');

describe('the systemd units', () => {
  test('allow the name spaces of hooks, and no others', () => {
    const allowed = /^RestrictNamespaces=(.*)$/m.exec(unit('rpicam-kiosk-headless.service'))?.[1];
    expect(allowed?.split(' ').toSorted()).toEqual(hookSpaces.toSorted());
    // This one restricts none, since Chromium makes its own sandboxes.
    expect(unit('rpicam-kiosk.service')).not.toMatch(/^RestrictNamespaces=/m);
  });

  test.skipIf(!findProgram('systemd-analyze'))('allow the system calls for that', async () => {
    const filters = unit('rpicam-kiosk-headless.service').match(/^SystemCallFilter=.*$/gm) ?? [];
    expect(filters[0]).toBe('SystemCallFilter=@system-service');
    const calls = async (group: string) =>
      (await runProgram('systemd-analyze', ['syscall-filter', group], { timeoutMs: patienceMs })).stdout;
    expect(await calls('@system-service')).toMatch(/^\s+@process$/m);
    expect(await calls('@process')).toMatch(/^\s+unshare$/m);
    for (const group of ['@privileged', '@resources'])
      expect(await calls(group)).not.toMatch(/^\s+unshare$/m);
  });
});
