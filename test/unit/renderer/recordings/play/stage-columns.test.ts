import { expect, test } from 'vitest';
import { stageColumns } from '../../../../../renderer/recordings/play/stage-columns.ts';

test.each([
  [1, 1_600, 600, 1],
  [2, 1_600, 600, 2],
  [2, 380, 420, 1],
  [3, 1_600, 500, 3],
  [4, 1_600, 900, 2],
  [9, 1_600, 900, 3],
])('%i cameras in a stage of %i by %i pixels stand in %i columns', (count, widthPx, heightPx, columns) => {
  expect(stageColumns(count, { widthPx, heightPx })).toBe(columns);
});
