import { expect, test } from 'vitest';
import { repairsText } from '../../../../../renderer/parts/text/repairs-text.ts';

test.each([
  [0, 0, ''],
  [1, 0, 'page loaded again once'],
  [0, 2, 'window opened again 2 times'],
  [3, 1, 'page loaded again 3 times, window opened again once'],
])('%i reloads and %i windows are told as %j', (reload, window, text) => {
  expect(repairsText({ repairs: { reload, window } })).toBe(text);
});
