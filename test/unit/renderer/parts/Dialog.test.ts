// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import KeysDialog from '../../../../renderer/parts/KeysDialog.svelte';
import { giveDialogs } from '../kiosk/dialogs.ts';

beforeEach(giveDialogs);
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

test('a dialog that is gone gives the focus back to what had it before', () => {
  const opener = document.body.appendChild(document.createElement('button'));
  const other = document.body.appendChild(document.createElement('button'));
  opener.focus();
  const { unmount } = render(KeysDialog, { keys: [], onclose: () => undefined });
  screen.getByRole('button', { name: 'Close' }).focus();
  unmount();
  expect(document.activeElement).toBe(opener);
  const again = render(KeysDialog, { keys: [], onclose: () => undefined });
  other.focus();
  again.unmount();
  expect(document.activeElement).toBe(other);
});
