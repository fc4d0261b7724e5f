import { describe, expect, test } from 'vitest';
import { tileSettingsOf, turned, withTile } from '../../../../../renderer/wall/layout/tile-settings.ts';
import { TileChanges } from '../../../../../renderer/wall/tools/tile-changes.svelte.ts';
import { defaultWallSettings, type WallSettings } from '../../../../../server/contract/wall.ts';

describe('how a picture lies in its tile', () => {
  test('is remembered of those alone that lie otherwise than usual', () => {
    const cropped = withTile(defaultWallSettings(), 'a', { fit: 'crop' });
    expect(cropped.tiles).toEqual({ a: { fit: 'crop', rotate: 0 } });
    const both = withTile(cropped, 'a', { rotate: 90 });
    expect(both.tiles).toEqual({ a: { fit: 'crop', rotate: 90 } });
    expect(withTile(withTile(both, 'a', { fit: 'fit' }), 'a', { rotate: 0 }).tiles).toEqual({});
    expect(tileSettingsOf(both, 'b')).toEqual({ fit: 'fit', rotate: 0 });
  });

  test('is as it was after four turns', () => {
    expect(turned(turned(turned(turned(0))))).toBe(0);
    expect(turned(0)).toBe(90);
  });
});

const known = () => true;

describe('a change of it', () => {
  test('is seen at once, and saved one after the other, of those that wait the newest', async () => {
    const model = { settings: defaultWallSettings() };
    const saved: { settings: Partial<WallSettings>; done: () => void }[] = [];
    const changes = new TileChanges(
      model,
      (settings) => new Promise((resolve) => saved.push({ settings, done: resolve })),
      known,
    );
    const first = changes.change('a', { rotate: 90 }, true);
    expect(model.settings.tiles['a']?.rotate).toBe(90);
    void changes.change('a', { rotate: 180 }, true);
    void changes.change('a', { rotate: 270 }, true);
    expect(saved).toHaveLength(1);
    saved[0]?.done();
    await expect.poll(() => saved.length).toBe(2);
    saved[1]?.done();
    await first;
    expect(saved.map(({ settings }) => settings.tiles?.['a']?.rotate)).toEqual([90, 270]);
  });

  test('that could not be saved is still seen, and the page says why until one is saved', async () => {
    const model = { settings: defaultWallSettings() };
    let away = true;
    const save = async () => {
      if (away) throw new Error('It does not answer.');
    };
    const changes = new TileChanges(model, save, known);
    await changes.change('a', { fit: 'crop' }, true);
    expect(changes.problem).toBe('Not saved: It does not answer.');
    expect(model.settings.tiles['a']?.fit).toBe('crop');
    away = false;
    await changes.change('a', { rotate: 90 }, true);
    expect(changes.problem).toBe('');
  });

  test('of a person who may not save is only seen', async () => {
    const model = { settings: defaultWallSettings() };
    const changes = new TileChanges(model, () => Promise.reject(new Error('must not be asked')), known);
    await changes.change('a', { fit: 'crop' }, false);
    expect(model.settings.tiles['a']?.fit).toBe('crop');
    expect(changes.problem).toBe('');
  });
});

describe('the boxes of hooks', () => {
  test('are hidden and shown again as they were, and saved where the person may', async () => {
    const settings = defaultWallSettings();
    const model = {
      settings: { ...settings, overlay: { ...settings.overlay, annotations: 'all' as const } },
    };
    const saved: string[] = [];
    const changes = new TileChanges(
      model,
      async ({ overlay }) => void saved.push(String(overlay?.annotations)),
      known,
    );
    await changes.toggleAnnotations(true);
    expect(model.settings.overlay.annotations).toBe('off');
    await changes.toggleAnnotations(true);
    await changes.toggleAnnotations(false);
    expect([model.settings.overlay.annotations, saved]).toEqual(['off', ['off', 'all']]);
  });

  test('that were hidden from the start are shown as usual', async () => {
    const settings = defaultWallSettings();
    const model = {
      settings: { ...settings, overlay: { ...settings.overlay, annotations: 'off' as const } },
    };
    await new TileChanges(model, async () => undefined, known).toggleAnnotations(true);
    expect(model.settings.overlay.annotations).toBe('auto');
  });
});

describe('what a change on the wall sends', () => {
  test('is only what was changed, so that the saved layout stays', async () => {
    const saved: Partial<WallSettings>[] = [];
    const model = { settings: defaultWallSettings() };
    const changes = new TileChanges(model, async (changed) => void saved.push(changed), known);
    await changes.toggleAnnotations(true);
    await changes.change('a', { fit: 'crop' }, true);
    expect(saved.map((changed) => Object.keys(changed))).toEqual([['overlay'], ['tiles']]);
  });

  test('has what could not be saved before, as it is now', async () => {
    const saved: Partial<WallSettings>[] = [];
    let away = true;
    const model = { settings: defaultWallSettings() };
    const save = async (changed: Partial<WallSettings>) => {
      if (away) throw new Error('It does not answer.');
      saved.push(changed);
    };
    const changes = new TileChanges(model, save, known);
    await changes.toggleAnnotations(true);
    away = false;
    await changes.change('a', { fit: 'crop' }, true);
    expect(saved).toEqual([{ overlay: model.settings.overlay, tiles: model.settings.tiles }]);
    expect(changes.problem).toBe('');
  });

  test('is nothing before the saved settings have come, and the page says so until then', async () => {
    const model = { settings: defaultWallSettings() };
    let isKnown = false;
    const saved: unknown[] = [];
    const changes = new TileChanges(
      model,
      async (changed) => void saved.push(changed),
      () => isKnown,
    );
    await changes.toggleAnnotations(true);
    expect([model.settings.overlay.annotations, saved]).toEqual(['off', []]);
    expect(changes.mayKeep()).toBe(false);
    expect(changes.problem).toBe('Not saved: the wall is not connected yet.');
    isKnown = true;
    expect(changes.problem).toBe('');
    expect(changes.mayKeep()).toBe(true);
  });
});
