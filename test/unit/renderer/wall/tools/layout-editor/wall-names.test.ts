// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { WallNames } from '../../../../../../renderer/wall/tools/layout-editor/wall-names.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

test('a wall of which nothing was saved counts as deleted, and a failure does not', async () => {
  let status = 404;
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ detail: 'No.', code: 'x' }, { status })));
  const names = new WallNames('door');
  expect([await names.remove(), names.problem]).toEqual([true, '']);
  status = 503;
  expect([await names.remove(), names.problem]).toEqual([false, 'No.']);
});
