import { describe, expect, test } from 'vitest';
import { PageReloads } from '../../../../renderer/live/page-reloads.ts';

const none = { tile: 0, socket: 0, page: 0 };
const minuteMs = 60_000;

/** What a tab keeps while its page is loaded anew. */
class TabStorage {
  readonly texts = new Map<string, string>();
  getItem = (key: string) => this.texts.get(key) ?? null;
  setItem = (key: string, text: string) => void this.texts.set(key, text);
}

describe('a page that wants to be loaded anew', () => {
  test('may three times within an hour, also counted over its reloads', () => {
    const storage = new TabStorage();
    const admit = (atMinute: number) => new PageReloads(() => storage).admit(none, atMinute * minuteMs);
    expect([0, 10, 20, 30, 59].map(admit)).toEqual([true, true, true, false, false]);
    expect([61, 62].map(admit)).toEqual([true, false]);
  });

  test('finds what was not reported yet when it is there again, once', () => {
    const storage = new TabStorage();
    new PageReloads(() => storage).admit({ tile: 2, socket: 1, page: 0 }, 0);
    const again = new PageReloads(() => storage);
    expect(again.takeUnreported()).toEqual({ tile: 2, socket: 1, page: 1 });
    expect(again.takeUnreported()).toEqual(none);
  });

  test('may not where nothing can be remembered, else it would do nothing else', () => {
    const forbidden = new PageReloads(() => {
      throw new Error('The operation is insecure.');
    });
    expect(forbidden.admit(none, 0)).toBe(false);
    expect(forbidden.takeUnreported()).toEqual(none);
  });

  test('is not held up by what another version has stored, or by a clock that was set back', () => {
    const storage = new TabStorage();
    storage.setItem('wall-repairs', '{"reloadedAt": "yesterday"}');
    expect(new PageReloads(() => storage).admit(none, 100 * minuteMs)).toBe(true);
    const admitted = [0, 1, 2].map((minute) => new PageReloads(() => storage).admit(none, minute * minuteMs));
    expect(admitted).toEqual([true, true, true]);
  });
});
