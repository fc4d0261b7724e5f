// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { type KeyRow } from '../../../renderer/parts/key-table.ts';
import {
  actionOf as recordingsActionOf,
  recordingsKeys,
} from '../../../renderer/recordings/page/recordings-keys.ts';
import { actionOf as wallActionOf, wallKeys } from '../../../renderer/wall/page/wall-keys.ts';
import { zoomKeyOf } from '../../../renderer/wall/tiles/zoom-keys.ts';

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const named = [
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Enter', 'Tab'],
  ...['Escape', 'Backspace', 'Delete', 'Insert', 'ContextMenu'],
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
];
const anyKey = [...printable, ...named];

/** What people read for a key, where that is not the key itself. */
const shownAs: Record<string, string> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
};

const pressed = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false, target: null });
const pages = {
  'the wall': {
    rows: wallKeys,
    handlers: [
      (key: string) => wallActionOf(key, false),
      (key: string) => wallActionOf(key, true),
      (key: string) => zoomKeyOf(pressed(key), false),
      (key: string) => zoomKeyOf(pressed(key), true),
      // The tools come with F2 and Tab; the browser knows Enter.
      (key: string) => ['F2', 'Tab', 'Enter', ' '].includes(key) || undefined,
    ],
  },
  'the page Recordings': {
    rows: recordingsKeys,
    handlers: [recordingsActionOf, (key: string) => key === 'Tab' || undefined],
  },
};

/** Whether the names of a row name a key: "1 – 9" names the 5, too. */
function isNamed({ names }: KeyRow<unknown>, key: string): boolean {
  const words = names.split(' ').map((word) => (word.length > 1 ? word.replace(/,$/, '') : word));
  const shown = shownAs[key] ?? key.toUpperCase();
  if (/^\d$/.test(key) && /^\d – \d$/.test(names))
    return key >= (names[0] ?? '') && key <= (names.at(-1) ?? '');
  return words.some((word) => word.toUpperCase() === shown.toUpperCase());
}

describe.each(Object.entries(pages))('the list of keys of %s', (_, { rows, handlers }) => {
  test('names each key that has a meaning there', () => {
    const handled = anyKey.filter((key) => handlers.some((handler) => handler(key) !== undefined));
    expect(handled.length).toBeGreaterThan(15);
    expect(handled.filter((key) => !rows.some((row) => isNamed(row, key)))).toEqual([]);
  });

  test('takes each letter with Caps Lock, too', () => {
    const meaningsOf = (key: string) => handlers.map((handler) => handler(key));
    for (const letter of anyKey.filter((key) => /^[a-z]$/.test(key))) {
      expect([letter, meaningsOf(letter.toUpperCase())]).toEqual([letter, meaningsOf(letter)]);
    }
  });

  test('names for each row exactly its keys', () => {
    for (const row of rows)
      expect([row.names, Object.keys(row.keys).filter((key) => !isNamed(row, key))]).toEqual([row.names, []]);
  });
});
