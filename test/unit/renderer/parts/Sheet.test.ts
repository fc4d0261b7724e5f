// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberFocus } from '../../../../renderer/parts/remember-focus.ts';
import Sheet from '../../../../renderer/parts/Sheet.svelte';
import { giveDialogs } from '../kiosk/dialogs.ts';

beforeEach(giveDialogs);
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

const children = createRawSnippet(() => ({ render: () => '<p>Content</p>' }));
const open = () => render(Sheet, { title: 'Links', onclose: () => undefined, children });

test('a sheet that is gone gives the focus back to what had it before', () => {
  const opener = document.body.appendChild(document.createElement('button'));
  opener.focus();
  const { unmount } = open();
  screen.getByRole('button', { name: 'Close' }).focus();
  unmount();
  expect(document.activeElement).toBe(opener);
});

test('a sheet that the browser closed, though its parent keeps it, is open again', () => {
  const { unmount } = open();
  const sheet = screen.getByRole<HTMLDialogElement>('dialog');
  sheet.removeAttribute('open');
  sheet.dispatchEvent(new Event('close'));
  expect(sheet.open).toBe(true);
  unmount();
  sheet.removeAttribute('open');
  sheet.dispatchEvent(new Event('close'));
  expect(sheet.open).toBe(false);
});

test('where what opened it is gone, too, the focus goes to what stood beside it', () => {
  const tools = document.body.appendChild(document.createElement('aside'));
  tools.innerHTML = '<button id="opener">Share</button><button id="beside">Details</button>';
  document.getElementById('opener')?.focus();
  const { unmount } = open();
  screen.getByRole('button', { name: 'Close' }).focus();
  document.getElementById('opener')?.remove();
  unmount();
  expect(document.activeElement?.id).toBe('beside');
});

test('a question in a sheet that closes with it does not take the focus', () => {
  document.body.innerHTML = '<main><button id="first">1</button></main><button id="opener">2</button>';
  const opener = document.getElementById('opener');
  opener?.focus();
  let giveFocusBack = () => undefined as void;
  const question = createRawSnippet(() => ({
    render: () => '<p><button>Drop the changes</button></p>',
    setup: () => () => giveFocusBack(),
  }));
  const { unmount } = render(Sheet, { title: 'Layout', onclose: () => undefined, children: question });
  screen.getByRole('button', { name: 'Close' }).focus();
  giveFocusBack = rememberFocus();
  screen.getByRole('button', { name: 'Drop the changes' }).focus();
  unmount();
  expect(document.activeElement).toBe(opener);
});
