import { expect, test } from 'vitest';
import { repairsText } from '../../../../renderer/status/screen.ts';

test.each([
  [0, 0, ''],
  [1, 0, 'page loaded anew once'],
  [0, 2, 'window made anew 2 times'],
  [3, 1, 'page loaded anew 3 times, window made anew once'],
])('%i reloads and %i windows are told as %j', (reload, window, text) => {
  expect(repairsText({ repairs: { reload, window } })).toBe(text);
});
