import { describe, expect, test } from 'vitest';
import { RefusedRequest } from '../../../../../../renderer/api.ts';
import { WallDraft } from '../../../../../../renderer/wall/tools/layout-editor/wall-draft.svelte.ts';
import { defaultWallSettings, type WallSettings } from '../../../../../../server/contract/wall.ts';

const saves = async (_settings: WallSettings) => undefined;

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
    const saved = await draft.save(() => Promise.reject(new RefusedRequest(400, problems)));
    expect(saved).toBe(false);
    expect(draft.problemAt('hidden')).toBe('No such camera.');
    expect(draft.problems).toEqual(problems);
    expect(draft.settings.hidden).toEqual(['gone']);
    expect(await draft.save(saves)).toBe(true);
  });

  test('that never arrived say so', async () => {
    const draft = new WallDraft({ settings: defaultWallSettings() });
    expect(await draft.save(() => Promise.reject(new TypeError('Failed to fetch')))).toBe(false);
    expect(draft.problems).toEqual([{ field: '', message: 'Failed to fetch' }]);
  });
});
