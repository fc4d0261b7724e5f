import { describe, expect, test } from 'vitest';
import { WallModel } from '../../../../../renderer/wall/layout/wall-model.svelte.ts';
import type { CameraHealth } from '../../../../../server/contract/health.ts';
import { wallSettingsSchema } from '../../../../../server/contract/wall.ts';
import { cameraHealth, camerasOf } from '../../camera-health.ts';

type Given = Parameters<typeof wallSettingsSchema.parse>[0];

function wall(cameras: CameraHealth[] | string[], settings: Given = {}): WallModel {
  const model = new WallModel();
  model.settings = wallSettingsSchema.parse(settings);
  model.takeCameras(
    cameras.map((camera) => (typeof camera === 'string' ? cameraHealth({ id: camera }) : camera)),
  );
  return model;
}

const idsOf = (cameras: readonly CameraHealth[]) => cameras.map(({ id }) => id).join(' ');
const inGroups = [
  cameraHealth({ id: 'a', group: 'Yard' }),
  cameraHealth({ id: 'b', group: 'House' }),
  cameraHealth({ id: 'c', group: 'Yard' }),
  cameraHealth({ id: 'd' }),
];

describe('the cameras of a wall', () => {
  test('come in the picked order, the others as configured, without hidden ones', () => {
    const model = wall(['a', 'b', 'c', 'd'], { cameras: ['d', 'gone', 'b', 'd'], hidden: ['a'] });
    expect(idsOf(model.tiles)).toBe('d b c');
  });

  test('are those of one group when it is picked or saved, and all again', () => {
    const model = wall(inGroups, { group: 'House' });
    expect(model.groups).toEqual(['Yard', 'House']);
    expect(idsOf(model.tiles)).toBe('b');
    model.pickGroup('Yard');
    expect(idsOf(model.tiles)).toBe('a c');
    model.pickGroup(null);
    expect(idsOf(model.tiles)).toBe('a b c d');
  });

  test('are all of them when the saved group does not exist, because nobody asked for it here', () => {
    const model = wall(inGroups, { group: 'Nowhere' });
    expect(idsOf(model.tiles)).toBe('a b c d');
    expect([model.activeGroup, model.missingGroup]).toEqual([null, null]);
  });

  test('are none when the address names a group that does not exist', () => {
    const model = wall(inGroups);
    model.group = 'Nowhere';
    expect([idsOf(model.tiles), model.missingGroup]).toEqual(['', 'Nowhere']);
    model.take({ show: ['c'] });
    expect(idsOf(model.tiles)).toBe('c');
    model.pickGroup(null);
    expect([idsOf(model.tiles), model.missingGroup]).toEqual(['a b c d', null]);
  });

  test('lie around the large one that is saved, or around the first', () => {
    const layout = { kind: 'big', camera: 'c' } as const;
    expect(wall(['a', 'b', 'c'], { layout }).arrangement).toEqual({ kind: 'big', index: 2 });
    expect(wall(['a', 'b'], { layout }).arrangement).toEqual({ kind: 'big', index: 0 });
  });
});

describe('pages', () => {
  test('turn around at both ends', () => {
    const model = wall(['a', 'b', 'c', 'd', 'e'], { per_page: 2 });
    expect([model.pageCount, idsOf(model.pageTiles)]).toEqual([3, 'a b']);
    model.turnPage(-1);
    expect(idsOf(model.pageTiles)).toBe('e');
    model.turnPage(1);
    expect(idsOf(model.pageTiles)).toBe('a b');
  });

  test('are the last one that is left when cameras go', () => {
    const model = wall(['a', 'b', 'c'], { per_page: 1 });
    model.showPage(2);
    model.takeCameras(camerasOf('a', 'b'));
    expect([model.page, idsOf(model.pageTiles)]).toEqual([1, 'b']);
    model.takeCameras([]);
    expect([model.page, model.pageCount]).toEqual([0, 1]);
  });

  test('hold 36 tiles where nothing is said', () => {
    const model = wall(Array.from({ length: 40 }, (_, index) => `cam${index}`));
    expect([model.pageTiles.length, model.pageCount]).toEqual([36, 2]);
  });
});

describe('the enlarged camera', () => {
  test('is followed by the next and the one before, and the way back leads to its page', () => {
    const model = wall(['a', 'b', 'c'], { per_page: 2 });
    model.enlarge('b');
    model.enlargeNext(1);
    expect(model.enlarged).toBe('c');
    model.enlargeNext(1);
    expect(model.enlarged).toBe('a');
    model.enlargeNext(-1);
    model.backToWall();
    expect([model.enlarged, idsOf(model.pageTiles)]).toEqual([null, 'c']);
  });

  test('that the wall hides is left for its first or last one', () => {
    const model = wall(['a', 'b', 'c'], { hidden: ['b'] });
    model.enlarge('b');
    model.enlargeNext(-1);
    expect(model.enlarged).toBe('c');
    model.enlarge('b');
    model.enlargeNext(1);
    expect(model.enlarged).toBe('a');
  });

  test('gives way to the wall when it is deleted, and stays there when it is added again', () => {
    const model = wall(['a', 'b']);
    model.enlarge('b');
    model.takeCameras(camerasOf('a'));
    expect(model.enlargedCamera).toBeUndefined();
    model.takeCameras(camerasOf('a', 'b'));
    expect(model.enlarged).toBeNull();
  });

  test('that the address names and nobody knows is missing once the cameras are known', () => {
    const model = new WallModel();
    model.enlarged = 'nope';
    expect(model.missingCamera).toBeNull();
    model.takeCameras(camerasOf('a', 'b'));
    expect(model.missingCamera).toBe('nope');
    model.enlargeNext(1);
    expect(model.missingCamera).toBeNull();
  });

  test('may be named before the server told of any camera', () => {
    const model = new WallModel();
    model.enlarged = 'b';
    model.takeCameras(camerasOf('a', 'b'));
    expect(model.enlargedCamera?.name).toBe('B');
  });
});

describe('a command', () => {
  test('shows these cameras until it is taken back', () => {
    const model = wall(['a', 'b', 'c'], { hidden: ['c'] });
    model.take({ show: ['c', 'gone', 'a'] });
    expect(idsOf(model.tiles)).toBe('c a');
    model.take({ show: null });
    expect(idsOf(model.tiles)).toBe('a b');
  });

  test('that names only cameras that do not exist leaves the wall as it was', () => {
    const model = wall(['a', 'b']);
    model.enlarge('a');
    model.take({ enlarge: 'gone', show: ['gone'], page: 12 });
    expect([model.enlarged, idsOf(model.tiles), model.page]).toEqual(['a', 'a b', 0]);
  });

  test('turns pages by number and by one', () => {
    const model = wall(['a', 'b', 'c'], { per_page: 1 });
    model.take({ page: 3 });
    expect(model.page).toBe(2);
    model.take({ page: 'next' });
    expect(model.page).toBe(0);
    model.take({ page: 'previous' });
    expect(model.page).toBe(2);
  });

  test('enlarges, goes back, and leaves alone what it does not name', () => {
    const model = wall(['a', 'b']);
    model.take({ enlarge: 'b', message: 'Ring at the door', message_seconds: 0 });
    expect(model.enlarged).toBe('b');
    model.take({ message: null });
    expect([model.enlarged, model.message]).toEqual(['b', null]);
    model.take({ enlarge: null, message: 'Hello' });
    expect([model.enlarged, model.message]).toEqual([null, { text: 'Hello', seconds: 10 }]);
  });
});
