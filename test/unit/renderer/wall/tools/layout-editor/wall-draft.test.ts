import { describe, expect, test } from 'vitest';
import { RefusedRequest } from '../../../../../../renderer/api.ts';
import { WallDraft } from '../../../../../../renderer/wall/tools/layout-editor/wall-draft.svelte.ts';
import { defaultWallSettings, type WallSettings } from '../../../../../../server/contract/wall.ts';

/** A server with one wall, whose settings others can change by `settings`. */
function savedWall(settings: WallSettings = defaultWallSettings()) {
  const sent: Partial<WallSettings>[] = [];
  const wall = {
    settings,
    version: 1,
    sent,
    beforeChange: () => undefined as void,
    read: async () => ({ settings: wall.settings, etag: `"${wall.version}"` }),
    change: async (changed: Partial<WallSettings>, etag: string | null) => {
      wall.beforeChange();
      if (etag !== `"${wall.version}"`) throw new RefusedRequest(412, [{ field: '', message: 'Changed.' }]);
      sent.push(changed);
      wall.saveAs(changed);
      return { settings: wall.settings, etag: `"${wall.version}"` };
    },
    /** As another person does. */
    saveAs(changed: Partial<WallSettings>) {
      wall.settings = { ...wall.settings, ...changed };
      wall.version++;
    },
  };
  return wall;
}
const refusing = (error: Error) => ({ ...savedWall(), change: () => Promise.reject(error) });

describe('the settings of a wall while they are edited', () => {
  test('are seen on the wall at once, and are as before after cancel', () => {
    const before = { ...defaultWallSettings(), hidden: ['b'] };
    const model = { settings: before };
    const draft = new WallDraft(model);
    draft.change({ layout: { kind: 'columns', columns: 3 } });
    draft.change({ pixel_shift: true });
    expect(model.settings).toEqual({
      ...before,
      layout: { kind: 'columns', columns: 3 },
      pixel_shift: true,
    });
    expect(draft.changed).toBe(true);
    draft.change({ layout: before.layout, pixel_shift: before.pixel_shift });
    expect(draft.changed).toBe(false);
    draft.change({ pixel_shift: true });
    draft.cancel();
    expect(model.settings).toBe(before);
  });

  test('do not change while they are saved, because the answer replaces them', async () => {
    const wall = savedWall();
    const model = { settings: wall.settings };
    const draft = new WallDraft(model);
    draft.change({ pixel_shift: true });
    wall.beforeChange = () => {
      draft.change({ per_page: 4 });
      expect([draft.state.kind, draft.settings.per_page, model.settings.per_page]).toEqual([
        'saving',
        null,
        null,
      ]);
    };
    expect(await draft.save(wall)).toBe(true);
    expect([draft.settings, model.settings]).toEqual([wall.settings, wall.settings]);
    draft.change({ per_page: 4 });
    expect(model.settings.per_page).toBe(4);
  });

  test('that break a rule are told at their field, and the wall keeps what it had', () => {
    const model = { settings: defaultWallSettings() };
    const draft = new WallDraft(model);
    draft.change({ per_page: 4, dwell_seconds: 10 });
    draft.change({ dwell_seconds: 1 });
    expect(draft.problemAt('dwell_seconds')).toMatch(/0 or between 2 and 3600/);
    expect(draft.problemAt('per_page')).toBe('');
    expect(draft.valid).toBe(false);
    expect(model.settings.dwell_seconds).toBe(10);
    draft.change({ dwell_seconds: 2 });
    expect(draft.valid).toBe(true);
    expect(model.settings.dwell_seconds).toBe(2);
  });

  test('an empty number field is told, not guessed', () => {
    const draft = new WallDraft({ settings: defaultWallSettings() });
    draft.change({ per_page: NaN });
    expect(draft.problemAt('per_page')).not.toBe('');
  });

  test('do not undo on cancel what somebody else saved meanwhile', () => {
    const model = { settings: defaultWallSettings() };
    const draft = new WallDraft(model);
    draft.change({ pixel_shift: true });
    const theirs = { ...defaultWallSettings(), hidden: ['c'] };
    model.settings = theirs;
    draft.change({ pixel_shift: false });
    draft.cancel();
    expect(model.settings).toBe(theirs);
  });

  test('that the server refuses stay as edited, each message at its field', async () => {
    const model = { settings: defaultWallSettings() };
    const draft = new WallDraft(model);
    draft.change({ hidden: ['gone'] });
    const problems = [
      { field: 'hidden.0', message: 'No such camera.' },
      { field: '', message: 'There are 32 walls; delete one first.' },
    ];
    const saved = await draft.save(refusing(new RefusedRequest(400, problems)));
    expect(saved).toBe(false);
    expect(draft.problemAt('hidden')).toBe('No such camera.');
    expect(draft.problems).toEqual(problems);
    expect(draft.settings.hidden).toEqual(['gone']);
    expect(await draft.save(savedWall())).toBe(true);
  });

  test('that never arrived say so', async () => {
    const draft = new WallDraft({ settings: defaultWallSettings() });
    expect(await draft.save(refusing(new TypeError('Failed to fetch')))).toBe(false);
    expect(draft.problems).toEqual([{ field: '', message: 'Failed to fetch' }]);
  });

  test('are sent without what was not changed, and keep what somebody else saved meanwhile', async () => {
    const wall = savedWall();
    const model = { settings: wall.settings };
    const draft = new WallDraft(model);
    draft.change({ pixel_shift: true, tiles: { a: { fit: 'crop', rotate: 0 } } });
    wall.saveAs({ per_page: 4, tiles: { b: { fit: 'fit', rotate: 90 } } });
    expect(await draft.save(wall)).toBe(true);
    const tiles = { a: { fit: 'crop', rotate: 0 }, b: { fit: 'fit', rotate: 90 } };
    expect(wall.sent).toEqual([{ pixel_shift: true, tiles }]);
    expect(wall.settings).toMatchObject({ pixel_shift: true, per_page: 4, tiles });
    expect(model.settings).toEqual(wall.settings);
  });

  test('are merged again when somebody saves in the moment of saving, and not for ever', async () => {
    const wall = savedWall();
    const draft = new WallDraft({ settings: wall.settings });
    draft.change({ pixel_shift: true });
    let late = 2;
    wall.beforeChange = () => (late-- > 0 ? wall.saveAs({ per_page: 5 + late }) : undefined);
    expect(await draft.save(wall)).toBe(true);
    expect(wall.settings).toMatchObject({ pixel_shift: true, per_page: 5 });
    draft.change({ pixel_shift: false });
    wall.beforeChange = () => wall.saveAs({});
    expect(await draft.save(wall)).toBe(false);
    expect(draft.problems).toEqual([{ field: '', message: 'Changed.' }]);
  });

  test('replace what somebody else changed in the same place only when they are saved again', async () => {
    const wall = savedWall();
    const draft = new WallDraft({ settings: wall.settings });
    draft.change({ layout: { kind: 'even' } });
    wall.saveAs({ layout: { kind: 'columns', columns: 2 }, hidden: ['b'] });
    expect(await draft.save(wall)).toBe(false);
    expect(draft.state).toEqual({ kind: 'conflict', fields: ['layout'] });
    expect(wall.sent).toEqual([]);
    expect(draft.settings).toMatchObject({ layout: { kind: 'even' }, hidden: ['b'] });
    expect(await draft.save(wall)).toBe(true);
    expect(wall.settings).toMatchObject({ layout: { kind: 'even' }, hidden: ['b'] });
  });

  test('are forgotten with the defaults', async () => {
    const wall = savedWall({ ...defaultWallSettings(), hidden: ['a'] });
    const model = { settings: wall.settings };
    const draft = new WallDraft(model);
    expect(await draft.reset(async () => undefined)).toBe(true);
    expect(model.settings).toEqual(defaultWallSettings());
    expect(await draft.reset(() => Promise.reject(new Error('No.')))).toBe(false);
  });
});
