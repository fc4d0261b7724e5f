// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import HookEntry from '../../../../../renderer/settings/camera/hooks/HookEntry.svelte';
import {
  hookStateText,
  movedUse,
  newUse,
  permissionText,
} from '../../../../../renderer/settings/camera/hooks/hook-text.ts';
import { askedPermissions, hookManifestSchema } from '../../../../../server/contract/hook/hook-manifest.ts';
import type { HookState, HookUseReport } from '../../../../../server/contract/hook/hook-state.ts';
import type { HookUse } from '../../../../../server/contract/hook/hook-use.ts';

afterEach(cleanup);

const manifest = hookManifestSchema.parse({
  name: 'People',
  permissions: { read: ['models'], net: true },
  options: { least: { type: 'number', default: 0.5, min: 0, max: 1, description: 'The lowest score' } },
});
const module = { file: 'people.ts', manifest, asks: askedPermissions(manifest), problem: null };
const reportOf = (state: HookState): HookUseReport => ({
  ...{ hook: 'people.ts', state, advice: '', ms: 12.5, own_ms: 8, frames: 3, errors: 1, restarts: 2 },
  ...{ memory_bytes: null, last_error: 'no such model', log: '', annotations: [], network_closed: true },
});

function entry(use: Partial<HookUse> = {}, state: HookState = { kind: 'running' }) {
  const onchange = vi.fn<(use: HookUse) => void>();
  const onretry = vi.fn(() => Promise.resolve());
  const draft = { problemsAt: () => [] };
  const common = { place: 'cameras.0.hooks.0', draft, module, report: reportOf(state), onchange, onretry };
  render(HookEntry, { use: { ...newUse('people.ts'), ...use }, ...common });
  return { onchange, onretry };
}

describe('a hook on the page of a camera', () => {
  test('asks for each permission in words, and takes it back', async () => {
    const { onchange } = entry({ allow: ['net'] }, { kind: 'needs-permission', missing: ['read:models'] });
    expect(screen.getByText(/it asks for read:models/)).toBeDefined();
    await fireEvent.click(screen.getByRole('switch', { name: 'Allow it to read models' }));
    expect(onchange.mock.lastCall?.[0].allow).toEqual(['net', 'read:models']);
    await fireEvent.click(screen.getByRole('switch', { name: 'Allow it to use the network' }));
    expect(onchange.mock.lastCall?.[0].allow).toEqual([]);
  });

  test('has the options of its manifest', async () => {
    const { onchange } = entry();
    await fireEvent.input(screen.getByLabelText('least'), { target: { value: '0.8' } });
    expect(onchange.mock.lastCall?.[0].options).toEqual({ least: 0.8 });
  });

  test('that failed says why, and can be tried again', async () => {
    const { onretry } = entry({}, { kind: 'failed', reason: 'throws', detail: 'no such model' });
    expect(screen.getByRole('alert').textContent).toContain('no such model');
    await fireEvent.click(screen.getByRole('button', { name: 'Try it again' }));
    expect(onretry).toHaveBeenCalledOnce();
  });
});

test('every state has its words', () => {
  const text = (state: HookState) => hookStateText({ state, ms: 12.5 });
  expect(text({ kind: 'running' })).toBe('It runs, 12.5 ms a picture.');
  expect(text({ kind: 'late' })).toContain('without it');
  expect(text({ kind: 'retrying', reason: 'memory', detail: '', retry_in: 3.2 })).toContain('in 4 s');
});

test('hooks change places, and none falls off an end', () => {
  const uses = ['a.js', 'b.js'].map(newUse);
  expect(movedUse(uses, 0, 1).map(({ hook }) => hook)).toEqual(['b.js', 'a.js']);
  expect(movedUse(uses, 0, -1)).toEqual(uses);
});

test('the words of a permission say what it allows', () => {
  const asked = ['net', 'read:models', 'memory:512', 'seconds:10'];
  expect(asked.map(permissionText)).toEqual([
    'use the network',
    'read models',
    'hold up to 512 MiB of memory',
    'take up to 10 s for a picture',
  ]);
});
