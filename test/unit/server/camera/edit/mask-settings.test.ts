import { describe, expect, test } from 'vitest';
import { readCameraEntry } from '../../../../../server/config/camera-entry.ts';
import { wholeMask } from '../../../../../server/contract/config/edits.ts';

const read = (fields: object) => readCameraEntry({ id: 'door', name: 'Door', device: 'test', ...fields }, 0);
const zone = [
  [0, 0],
  [0.5, 0],
  [0.5, 0.5],
];

describe('the mask in a file', () => {
  test('is read', () => {
    const { camera, problems } = read({ mask: [zone] });
    expect(camera?.mask).toEqual([zone]);
    expect(problems).toEqual([]);
  });

  test.each([
    [
      'with a point outside',
      {
        mask: [
          [
            [0, 0],
            [2, 0],
            [0, 1],
          ],
        ],
      },
    ],
    ['with too few points', { mask: [zone, [[0, 0]]] }],
    [
      'without an area',
      {
        mask: [
          [
            [0, 0],
            [0.5, 0.5],
            [1, 1],
          ],
        ],
      },
    ],
    ['that is a text', { mask: 'all' }],
    ['that is an object', { mask: { zones: [zone] } }],
    ['with half a point', { mask: [[[0, 0], [1], [0, 1]]] }],
    ['with too many zones', { mask: Array.from({ length: 17 }, () => zone) }],
    ['by a misspelt name', { masks: [zone] }],
    ['by a name in capitals', { Mask: [zone] }],
  ])('%s hides the whole picture', (_what, fields) => {
    const { camera, problems } = read(fields);
    expect(camera?.mask).toEqual(wholeMask());
    expect(problems[0]?.message).toContain('whole picture is hidden');
  });

  test('that is null is none', () => {
    expect(read({ mask: null }).camera?.mask ?? []).toEqual([]);
  });
});
