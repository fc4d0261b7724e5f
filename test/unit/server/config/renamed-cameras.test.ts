import { expect, test } from 'vitest';
import { wallsWithRenamed } from '../../../../server/config/renamed-cameras.ts';
import { wallSettingsSchema } from '../../../../server/contract/wall.ts';

test('a camera with another id keeps its places on all walls', () => {
  const porch = wallSettingsSchema.parse({
    layout: { kind: 'big', camera: 'door' },
    cameras: ['yard', 'door'],
    hidden: ['door', 'hall'],
    tiles: { door: { fit: 'crop' }, hall: {} },
  });
  const plain = wallSettingsSchema.parse({ layout: { kind: 'big' } });
  const walls = wallsWithRenamed(
    new Map([
      ['porch', porch],
      ['plain', plain],
    ]),
    new Map([
      ['door', 'hall'],
      ['hall', 'door'],
    ]),
    new Set(['door', 'hall']),
  );
  expect(walls.get('porch')).toEqual({
    ...porch,
    layout: { kind: 'big', camera: 'hall' },
    cameras: ['yard', 'hall'],
    hidden: ['hall', 'door'],
    tiles: { hall: { fit: 'crop', rotate: 0 }, door: { fit: 'fit', rotate: 0 } },
  });
  expect(walls.get('plain')).toEqual(plain);
});

test.each([
  ['a camera that takes', new Map([['door', 'hall']]), ['hall', 'yard']],
  ['a new camera that takes', new Map(), ['door', 'yard']],
])('%s the id of a deleted one does not take its places, too', (_who, renames, left) => {
  const porch = wallSettingsSchema.parse({
    layout: { kind: 'big', camera: 'hall' },
    cameras: ['hall', 'door', 'yard'],
    hidden: ['hall'],
    tiles: { hall: { fit: 'crop' } },
  });
  const walls = wallsWithRenamed(new Map([['porch', porch]]), renames, new Set(['hall']));
  expect(walls.get('porch')).toEqual({
    ...porch,
    layout: { kind: 'big', camera: null },
    cameras: left,
    hidden: [],
    tiles: {},
  });
});
