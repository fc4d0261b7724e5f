// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import WallToolbar from '../../../../../renderer/wall/tools/WallToolbar.svelte';

afterEach(cleanup);

test('the tools of the wall say why a change is not saved', () => {
  const nothing = () => undefined;
  render(WallToolbar, {
    ...{ admin: true, dimmed: false, annotated: true, problem: 'Not saved: the disk is full.' },
    ...{ onannotations: nothing, ondim: nothing, onlayout: nothing, onscreen: nothing },
  });
  expect(screen.getByRole('status').textContent).toBe('Not saved: the disk is full.');
});
