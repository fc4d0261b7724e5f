// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepFocus, rememberFocus } from '../../../../renderer/parts/remember-focus.ts';

beforeEach(() => {
  document.body.innerHTML = `
    <main>
      <button id="first">1</button>
      <section><p><button id="opener">2</button></p><button id="off" disabled>3</button><button id="beside">4</button></section>
    </main>`;
});
afterEach(() => document.body.replaceChildren());

const element = (id: string) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};

test('the focus goes back to the element that had it', () => {
  element('opener').focus();
  const giveBack = rememberFocus();
  element('opener').blur();
  giveBack();
  expect(document.activeElement).toBe(element('opener'));
});

test('a focus that was not lost stays where it is', () => {
  element('opener').focus();
  const giveBack = rememberFocus();
  element('first').focus();
  giveBack();
  expect(document.activeElement).toBe(element('first'));
});

test('the focus goes to the nearest neighbour of an element that is gone, never to one that is disabled', () => {
  element('opener').focus();
  const giveBack = rememberFocus();
  element('opener').parentElement?.remove();
  giveBack();
  expect(document.activeElement).toBe(element('beside'));
});

test('the focus leaves a part of the page that is hidden', () => {
  element('opener').focus();
  const giveBack = rememberFocus();
  element('opener').blur();
  element('opener').closest('section')?.setAttribute('hidden', '');
  giveBack();
  expect(document.activeElement).toBe(element('first'));
});

test('where nothing had the focus, nothing gets it', () => {
  rememberFocus()();
  expect(document.activeElement).toBe(document.body);
});

test('a part of a dialog that went away with it takes no focus outside', () => {
  const dialog = document.body.appendChild(document.createElement('dialog'));
  dialog.open = true;
  dialog.innerHTML = '<p><button id="inside">5</button></p>';
  element('inside').focus();
  const giveBack = rememberFocus();
  dialog.remove();
  giveBack();
  expect(document.activeElement).toBe(document.body);
});

test('the focus is kept where a request disables its button, also when the request fails', async () => {
  const opener = element('opener');
  for (const end of [() => Promise.resolve('done'), () => Promise.reject(new Error('No.'))]) {
    opener.focus();
    const kept = keepFocus(() => {
      opener.blur();
      return end();
    });
    await kept.catch((error: unknown) => expect(error).toEqual(new Error('No.')));
    expect(document.activeElement).toBe(opener);
  }
});
