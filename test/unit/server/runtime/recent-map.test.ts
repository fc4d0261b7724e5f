import { expect, test } from 'vitest';
import { RecentMap } from '../../../../server/runtime/recent-map.ts';

test('a full map forgets the entry that was unused for the longest time', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect(map.entries()).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
  expect(map.peek('a')).toBe(1);
  map.set('d', 4);
  expect([map.get('a'), map.size]).toEqual([undefined, 2]);
});
