import { describe, expect, test } from 'vitest';
import { readCameraEntry } from '../../../../../server/config/camera-entry.ts';
import { readConfigText } from '../../../../../server/config/config-text.ts';
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

describe('a mask that stands twice in a file', () => {
  const text = (...fields: string[]) =>
    `{ "cameras": [{ "id": "gate", "device": "test", "name": "Gate" },
      { "id": "door", "device": "test", "name": "Door", ${fields.join(', ')} }] }`;
  const zones = `"mask": ${JSON.stringify([zone])}`;

  test.each([
    ['null counts', [zones, '"mask": null']],
    ['an empty list counts', [zones, '"mask": []']],
    ['another one counts', ['"mask": []', zones]],
    ['both are the same', [zones, zones]],
    ['its name is misspelled', [zones.replace('mask', 'masks'), '"masks": []']],
  ])('hides the whole picture: %s', (_what, fields) => {
    const { config, problems } = readConfigText(text(...fields));
    expect(config.cameras.map(({ mask }) => mask)).toEqual([undefined, wholeMask()]);
    const [problem] = problems.filter(({ message }) => message.includes('twice'));
    expect(problem?.field).toMatch(/^cameras\.1\.masks?$/);
    expect(problem?.message).toContain('twice; the whole picture is hidden.');
  });

  test('under a wrong name beside an empty one hides the whole picture', () => {
    const { config } = readConfigText(text('"mask": null', zones.replace('mask', 'Mask')));
    expect(config.cameras[1]?.mask).toEqual(wholeMask());
  });
});
