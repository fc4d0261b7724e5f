import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished, describe, expect, test } from 'vitest';
import { WallStore } from '../../../../server/config/wall-store.ts';
import {
  defaultWallSettings,
  maxWalls,
  wallSettingsSchema,
  type WallSettings,
} from '../../../../server/contract/wall.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const defaults = defaultWallSettings();
const keptName = 'walls.json.kept-2026-11-20T17-46-00-123Z';
const clock = new SteppedClock('2026-11-20T17:46:00.123Z');

function setting(text?: string) {
  const folder = new TemporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  if (text !== undefined) folder.write('walls.json', text);
  const logged: string[] = [];
  const told: string[] = [];
  const logger = pino(
    { base: null },
    { write: (line) => logged.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const open = async () => {
    const store = await WallStore.open({ folder: folder.path, clock, logger });
    store.onChange((wall) => told.push(wall), new AbortController().signal);
    return store;
  };
  return { folder, logged, told, open, names: () => readdirSync(folder.path).sort() };
}

const file = (walls: object) => JSON.stringify({ walls });
const save = (store: WallStore, name: string, fields: Partial<WallSettings>) =>
  store.change((walls) => new Map([...walls, [name, { ...defaults, ...fields }]]));

describe('walls.json', () => {
  test('that is not there is no problem, and nothing writes it before a wall is saved', async () => {
    const { open, names } = setting();
    const store = await open();
    expect([store.walls.size, store.problems, names()]).toEqual([0, [], []]);
    expect(store.settingsOf('any')).toEqual(defaults);
    await store.change((walls) => new Map(walls));
    expect(names()).toEqual([]);
  });

  test('holds what was saved, for its owner only', async () => {
    const { folder, open, told } = setting();
    await save(await open(), 'porch', { fps: 5 });
    expect(JSON.parse(folder.read('walls.json'))).toEqual({ walls: { porch: { ...defaults, fps: 5 } } });
    const again = await open();
    expect([again.settingsOf('porch').fps, again.problems]).toEqual([5, []]);
    expect(told).toEqual(['porch']);
  });

  test.each([
    ['{"walls": {"porch": {"fps"', 'is not what this server writes'],
    ['[]', 'is not what this server writes'],
    ['{"walls": []}', 'is not what this server writes'],
    ['{}', 'is not what this server writes'],
    ['x'.repeat(2 * 1024 * 1024 + 1), 'is larger than 2097152 bytes'],
  ])('that is broken (%#) is named, left alone, and kept when a wall is saved', async (text, why) => {
    const { folder, open, logged, names } = setting(text);
    const store = await open();
    const problem = `walls.json ${why}; it is not used. The next save sets it aside.`;
    expect(store.problems).toEqual([problem]);
    expect([folder.read('walls.json'), names()]).toEqual([text, ['walls.json']]);
    await save(store, 'porch', { fps: 5 });
    expect(store.problems).toEqual([]);
    expect(folder.read(keptName)).toBe(text);
    expect((await open()).settingsOf('porch').fps).toBe(5);
    expect(logged).toEqual([problem, `walls.json was broken or edited by hand; it is kept as ${keptName}`]);
  });

  test('that is wrong in places has the defaults there and is right elsewhere', async () => {
    const text = file({
      porch: { fps: 5, per_page: 99, layout: { kind: 'spiral' }, overlay: { clok: true }, colums: 3 },
      'Porch!': {},
      list: [],
    });
    const { folder, open } = setting(text);
    const store = await open();
    expect(store.settingsOf('porch')).toEqual({ ...defaults, fps: 5 });
    expect([...store.walls.keys()]).toEqual(['porch', 'list']);
    expect(store.problems).toEqual([
      expect.stringMatching(/^walls\.json: wall 'porch' layout\.kind: .*; the default is used\.$/),
      expect.stringMatching(/^walls\.json: wall 'porch' per_page: .*; the default is used\.$/),
      "walls.json: wall 'porch' has a field nobody knows: 'overlay.clok'; it is ignored.",
      "walls.json: wall 'porch' has a field nobody knows: 'colums'; it is ignored.",
      "walls.json: wall 'Porch!' has no name a wall can have; it is ignored.",
      "walls.json: wall 'list' is not an object; the defaults are used.",
    ]);
    await store.change((walls) => new Map(walls));
    expect(folder.read(keptName)).toBe(text);
    expect((await open()).problems).toEqual([]);
  });

  test('has no more walls and problems than it may', async () => {
    const many = Array.from({ length: maxWalls + 40 }, (_, index) => [`w${index}`, {}]);
    const store = await setting(file(Object.fromEntries(many) as object)).open();
    expect(store.walls.size).toBe(maxWalls);
    expect(store.problems).toHaveLength(21);
    expect(store.problems.at(-1)).toBe('There are 20 more problems in walls.json.');
  });

  test('as large as it can get can still be read', async () => {
    const ids = Array.from(
      { length: 64 },
      (_, index) => `${'カ'.repeat(62)}${String(index).padStart(2, '0')}`,
    );
    const tiles = Object.fromEntries(ids.map((id) => [id, { fit: 'crop', rotate: 270 }]));
    const settings = wallSettingsSchema.parse({ cameras: ids, hidden: ids, group: ids[0], tiles });
    const { open } = setting();
    const names = Array.from({ length: maxWalls }, (_, index) => `w${index}`);
    await (await open()).change(() => new Map(names.map((name) => [name, settings])));
    const store = await open();
    expect([store.problems, store.walls.size, store.settingsOf('w31')]).toEqual([[], 32, settings]);
  });

  test('edited by hand is read again on demand, or else kept when a wall is saved', async () => {
    const { folder, open, told } = setting(file({ porch: { fps: 5 } }));
    const store = await open();
    folder.write('walls.json', file({ porch: { fps: 6 }, yard: {} }));
    await store.reload();
    expect([store.settingsOf('porch').fps, told]).toEqual([6, ['porch']]);
    const edited = file({ porch: { fps: 7 } });
    folder.write('walls.json', edited);
    await save(store, 'yard', { fps: 1 });
    expect(folder.read(keptName)).toBe(edited);
    folder.write('walls.json', '{');
    await store.reload();
    expect([store.settingsOf('porch').fps, store.problems.length]).toEqual([6, 1]);
  });

  test('in whose place is a folder fails by name, and changes nothing', async () => {
    const { folder, open, told, names } = setting();
    mkdirSync(join(folder.path, 'walls.json'));
    const store = await open();
    expect(store.problems).toEqual([expect.stringContaining('walls.json is not a file')]);
    await expect(save(store, 'porch', { fps: 5 })).rejects.toMatchObject({ code: 'not-a-file' });
    expect([store.walls.size, told, names()]).toEqual([0, [], ['walls.json']]);
  });

  test('keeps what is replaced where that is asked for', async () => {
    const { folder, open } = setting();
    const store = await open();
    await save(store, 'porch', { fps: 5 });
    const before = folder.read('walls.json');
    const kept = await store.change(() => new Map(), { keepReplaced: true });
    expect([kept, folder.read(keptName)]).toEqual([keptName, before]);
    expect(await store.change(() => new Map(), { keepReplaced: true })).toBeUndefined();
  });

  test('that somebody deleted or edited is written also when nothing else changes', async () => {
    const { folder, open } = setting();
    const store = await open();
    await save(store, 'porch', { fps: 5 });
    const text = folder.read('walls.json');
    folder.write('walls.json', file({ porch: { fps: 6 } }));
    await save(store, 'porch', { fps: 5 });
    expect(folder.read('walls.json')).toBe(text);
    rmSync(join(folder.path, 'walls.json'));
    await save(store, 'porch', { fps: 5 });
    expect(folder.read('walls.json')).toBe(text);
  });

  test('is not changed by an edit that throws, and the next one has its turn', async () => {
    const { open } = setting();
    const store = await open();
    const refused = store.change(() => {
      throw new Error('no');
    });
    const saved = save(store, 'porch', { fps: 5 });
    await expect(refused).rejects.toThrow('no');
    await saved;
    expect(store.settingsOf('porch').fps).toBe(5);
  });
});
