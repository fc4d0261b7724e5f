// @vitest-environment jsdom
import { afterEach, describe, expect, test } from 'vitest';
import { mendFocus } from '../../../../../renderer/settings/parts/mend-focus.ts';

let end: (() => void) | undefined;
afterEach(() => {
  end?.();
  document.body.innerHTML = '';
});

/** Puts a list of three on the page, and the focus on what `selector` names. */
function focusOn(selector: string): HTMLElement {
  const row = (name: string) =>
    `<li id="${name}"><a href="#x">${name}</a><button>Revoke ${name}</button></li>`;
  document.body.innerHTML = `<div tabindex="-1"><section><h3>Tokens</h3><ul>${['a', 'b', 'c'].map(row).join('')}</ul></section></div>`;
  const area = document.querySelector<HTMLElement>('div');
  const control = document.querySelector<HTMLElement>(selector);
  if (!area || !control) throw new Error('nothing to focus');
  end = mendFocus(area);
  control.focus();
  return control;
}

const focused = () => document.activeElement?.textContent;
/** The observer of changes has run. */
const changesAreSeen = () => Promise.resolve();

describe('the focus of a control that is removed', () => {
  test('goes to the row that takes its place, but not to a button that removes', async () => {
    focusOn('#b button').closest('li')?.remove();
    await changesAreSeen();
    expect(focused()).toBe('c');
    document.querySelector('#c')?.remove();
    await changesAreSeen();
    expect(focused()).toBe('a');
  });

  test('goes to the heading when the list is empty', async () => {
    focusOn('#b button').closest('ul')?.remove();
    await changesAreSeen();
    expect(focused()).toBe('Tokens');
  });

  test('stays in its row when the button becomes a question', async () => {
    focusOn('#b button').outerHTML = '<button>Yes, revoke b</button><button>Keep b</button>';
    await changesAreSeen();
    expect(focused()).toBe('Keep b');
  });

  test('is left alone when it is elsewhere', async () => {
    const control = focusOn('#b button');
    document.querySelector<HTMLElement>('#a a')?.focus();
    control.closest('li')?.remove();
    await changesAreSeen();
    expect(focused()).toBe('a');
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    document.querySelector<HTMLElement>('#a a')?.blur();
    document.querySelector('#a')?.remove();
    await changesAreSeen();
    expect(document.activeElement).toBe(document.body);
  });
});
