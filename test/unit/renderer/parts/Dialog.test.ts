// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import KeysDialog from '../../../../renderer/parts/KeysDialog.svelte';
import { until } from '../../../fixtures/until.ts';
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

test('a dialog that the browser closed tells its parent, and is open again where the parent keeps it', async () => {
  let told = 0;
  render(KeysDialog, { keys: [], onclose: () => told++ });
  const dialog = screen.getByRole<HTMLDialogElement>('dialog');
  dialog.removeAttribute('open');
  dialog.dispatchEvent(new Event('close'));
  await until('it is open again', () => dialog.open);
  expect(told).toBe(1);
});
