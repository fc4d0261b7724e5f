import { expect, test } from 'vitest';
import { LazyView } from '../../../../renderer/parts/lazy-view.svelte.ts';

test('a part that cannot be loaded says so, and can be tried again', async () => {
  let isAway = true;
  const editor = new LazyView('The editor', async () => {
    if (isAway) throw new TypeError('Failed to fetch');
    return { default: 'view' };
  });
  expect(await editor.load()).toBe(false);
  expect([editor.view, editor.problem]).toEqual([
    undefined,
    'The editor could not be loaded. Try again, or reload the page.',
  ]);
  isAway = false;
  expect(await editor.load()).toBe(true);
  expect([editor.view, editor.problem]).toEqual(['view', '']);
});
