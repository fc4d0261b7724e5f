import '../../../doubles/electron-hook.ts';
import { spawnSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KioskSettingsStore } from '../../../../main/settings/kiosk-settings-store.ts';
import { lockedPinHash } from '../../../../main/settings/settings-text.ts';
import { KioskRefusal } from '../../../../server/attached-kiosk.ts';
import { kioskSettingsSchema } from '../../../../server/contract/kiosk/kiosk.ts';
import { verifyPassword } from '../../../../server/runtime/password-hash.ts';

const hook = import.meta.resolve('../../../doubles/electron-hook.ts');
const subject = import.meta.resolve('../../../../main/settings/kiosk-settings-store.ts');
// For root no folder is read-only.
const asNobody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const runsAsNobody = () => spawnSync('env', [...asNobody, 'test', '-r', fileURLToPath(subject)]).status === 0;

const defaults = kioskSettingsSchema.parse({});
const at = (iso: string) => ({ now: () => new Date(iso) });
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiosk-settings-'));
  path = join(folder, 'kiosk.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (time = '2026-03-04T05:06:07.890Z') => KioskSettingsStore.open(folder, at(time));
const asideNames = async () => (await readdir(folder)).filter((name) => name.includes('broken')).sort();

describe('the settings of the screen', () => {
  test('are the defaults at first, and no file is made for them', async () => {
    const settings = await open();
    expect(settings).toMatchObject({ current: defaults, pinHash: undefined, problems: [] });
    expect(await readdir(folder)).toEqual([]);
  });

  test('hold at once and after a start when they are changed', async () => {
    const settings = await open();
    await settings.change({ cursor: 'hidden', brightness: 40 });
    expect(settings.current).toEqual({ ...defaults, cursor: 'hidden', brightness: 40 });
    expect((await open()).current).toEqual(settings.current);
  });

  test('are kept in a folder that did not exist yet', async () => {
    const later = join(folder, 'of', 'the', 'server');
    const settings = await KioskSettingsStore.open(later);
    expect(settings.problems).toEqual([]);
    await settings.change({ cec: true });
    expect((await KioskSettingsStore.open(later)).current.cec).toBe(true);
  });

  test('go back to their defaults by null, and stay by undefined', async () => {
    const settings = await open();
    await settings.change({ cursor: 'hidden', awake_seconds: 20, cec: true });
    await settings.change({ cursor: null, awake_seconds: undefined });
    expect(settings.current).toEqual({ ...defaults, awake_seconds: 20, cec: true });
  });

  test('are changed one after the other, so that none is lost', async () => {
    const settings = await open();
    await Promise.all([
      settings.change({ pin: '1234' }),
      settings.change({ cursor: 'shown' }),
      settings.change({ cec: true }),
    ]);
    expect((await open()).current).toEqual({ ...defaults, cursor: 'shown', cec: true });
    expect(await verifyPassword('1234', (await open()).pinHash ?? '')).toBe(true);
  });

  test('tell who listens of each change, and nothing of what changes nothing', async () => {
    const settings = await open();
    const told: unknown[] = [];
    const listening = new AbortController();
    settings.onChange(
      (current) => told.push(current.cursor, settings.pinHash !== undefined),
      listening.signal,
    );
    await settings.change({ cursor: 'shown' });
    await settings.change({ cursor: 'shown' });
    await settings.change({ pin: '4321' });
    expect(told).toEqual(['shown', false, 'shown', true]);
    listening.abort();
    await settings.change({ cursor: 'idle' });
    expect(told).toHaveLength(4);
  });

  test('take what a killed kiosk left beside them, but nothing else', async () => {
    const others = [
      'kiosk.json.tmp-notes',
      'kiosk.json.tmp-1234567890ABCDEF',
      'cameras.json.tmp-1234567890abcdef',
    ];
    for (const name of [...others, 'kiosk.json.tmp-1234567890abcdef'])
      await writeFile(join(folder, name), '');
    await mkdir(join(folder, 'kiosk.json.tmp-1234567890aaaaaa'));
    await open();
    expect((await readdir(folder)).sort()).toEqual([...others, 'kiosk.json.tmp-1234567890aaaaaa'].sort());
  });

  test('are on the disk under their name before a change is told to be done', async () => {
    const settings = await open();
    const inPlace: string[] = [];
    // All handles share one prototype. Each sync of the folder is counted, with what was in place then.
    await using handle = await openFile(folder);
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    const sync = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
      if ((await this.stat()).ino === (await stat(folder)).ino) inPlace.push(await readFile(path, 'utf8'));
    });
    try {
      await settings.change({ cursor: 'shown' });
    } finally {
      sync.mockRestore();
    }
    expect(inPlace).toEqual([expect.stringContaining('"shown"')]);
  });

  test('are readable by their owner alone', async () => {
    await writeFile(path, '{}', { mode: 0o644 });
    await (await open()).change({ pin: '1234' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe('the PIN', () => {
  test('is kept as a hash, is not among the settings, and is taken away by null', async () => {
    const settings = await open();
    await settings.change({ pin: '123456' });
    expect(await verifyPassword('123456', settings.pinHash ?? '')).toBe(true);
    expect(JSON.stringify(settings.current)).not.toContain('scrypt');
    expect(await readFile(path, 'utf8')).not.toContain('123456');
    await settings.change({ cursor: 'shown' });
    expect(await verifyPassword('123456', (await open()).pinHash ?? '')).toBe(true);
    await settings.change({ pin: null });
    expect((await open()).pinHash).toBeUndefined();
  });
});

describe('a file that is wrong', () => {
  const wrong = JSON.stringify({ cursor: 'sideways', cec: true, awake_seconds: 30 });

  test('is kept aside as it was, and what is readable of it is used', async () => {
    await writeFile(path, wrong, { mode: 0o644 });
    const settings = await open('2026-03-04T05:06:07.890Z');
    expect(settings.current).toEqual({ ...defaults, cec: true, awake_seconds: 30 });
    expect(settings.problems).toEqual([
      expect.stringMatching(/^kiosk\.json: cursor is not used \(.+\); set it again in Settings, Kiosk\.$/),
      'kiosk.json as it was is kept as kiosk.json.broken-2026-03-04T05-06-07-890Z.',
    ]);
    const copy = join(folder, 'kiosk.json.broken-2026-03-04T05-06-07-890Z');
    expect(await readFile(copy, 'utf8')).toBe(wrong);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
  });

  test('is set aside once, not at each start', async () => {
    await writeFile(path, wrong);
    await open();
    const settings = await open();
    expect(settings).toMatchObject({ problems: [], current: { cec: true, awake_seconds: 30 } });
    expect(await asideNames()).toHaveLength(1);
  });

  test('takes the place of the oldest when five are kept, also where the clock is behind', async () => {
    for (const day of [1, 2, 3, 4, 5]) {
      await writeFile(path, `${day}`);
      await open(`2026-01-0${day}T00:00:00Z`);
    }
    await writeFile(path, 'newest');
    await open('1970-01-01T00:00:00Z');
    const names = await asideNames();
    expect(names.map((name) => name.slice(18, 28))).toEqual([
      '1970-01-01',
      '2026-01-02',
      '2026-01-03',
      '2026-01-04',
      '2026-01-05',
    ]);
    expect(await readFile(join(folder, names[0] ?? ''), 'utf8')).toBe('newest');
  });

  test('two with the same time are both kept', async () => {
    for (const text of ['one', 'two']) {
      await writeFile(path, text);
      await open();
    }
    const texts = (await asideNames()).map((name) => readFile(join(folder, name), 'utf8'));
    expect(await Promise.all(texts)).toEqual(['one', 'two']);
  });

  test('of which the PIN is not known opens to nobody, until a PIN is set or taken away', async () => {
    await writeFile(path, Buffer.alloc(512));
    const settings = await open();
    expect(settings.pinHash).toBe(lockedPinHash);
    const told = expect.stringContaining('not known which PIN');
    expect(settings.problems).toContainEqual(told);
    expect((await open()).problems).toContainEqual(told);
    await settings.change({ pin: null });
    expect(settings).toMatchObject({ pinHash: undefined, problems: [] });
    expect(await open()).toMatchObject({ pinHash: undefined, problems: [] });
  });

  test('does not forget its problems before settings are stored', async () => {
    await writeFile(path, wrong);
    const settings = await open();
    await settings.change({ cec: true });
    expect(settings.problems).toHaveLength(2);
    await settings.change({ cec: false });
    expect(settings.problems).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('stays where it is until settings are stored, and is moved aside then', async () => {
    await mkdir(path);
    await writeFile(join(path, 'precious'), '');
    const settings = await open();
    expect(settings).toMatchObject({ current: defaults, pinHash: lockedPinHash });
    expect(settings.problems[0]).toContain('cannot be read (it is not a file)');
    expect(await readdir(path)).toEqual(['precious']);
    await settings.change({ cec: true, pin: null });
    expect(await open()).toMatchObject({ current: { cec: true }, problems: [] });
    expect(await readdir(join(folder, (await asideNames())[0] ?? ''))).toEqual(['precious']);
  });
});

describe('a change that cannot be stored', () => {
  test('is refused with what to do, and the settings stay as they were', async () => {
    const settings = await open();
    await settings.change({ cursor: 'shown' });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder was');
    const change = settings.change({ cursor: 'hidden' });
    await expect(change).rejects.toThrow(KioskRefusal);
    await expect(change).rejects.toMatchObject({ code: 'not-stored' });
    await expect(change).rejects.toThrow(
      /^The settings of the screen cannot be stored in .+ \(E\w+\): .+\.$/,
    );
    expect(settings.current.cursor).toBe('shown');
    await rm(folder);
    await settings.change({ cursor: 'hidden' });
    expect((await open()).current.cursor).toBe('hidden');
  });

  test.skipIf(!runsAsNobody())('is foretold in a read-only folder, whose file is used', async () => {
    const wrongButReadable = JSON.stringify({ cursor: 7, cec: true });
    await writeFile(path, wrongButReadable);
    await chmod(folder, 0o555);
    const script = `
      import ${JSON.stringify(hook)};
      const { KioskSettingsStore } = await import(${JSON.stringify(subject)});
      const settings = await KioskSettingsStore.open(${JSON.stringify(folder)});
      const refused = await settings.change({ cec: false }).catch((error) => error.code);
      console.log(JSON.stringify({ cec: settings.current.cec, problems: settings.problems, refused }));`;
    const [program = '', ...args] = [...asNobody, process.execPath, '--input-type=module', '-e', script];
    const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({
      cec: true,
      refused: 'not-stored',
      problems: [
        expect.stringContaining('cursor is not used'),
        expect.stringMatching(
          /cannot be stored in .+ \(EACCES\): let the user that runs the kiosk write there\.$/,
        ),
      ],
    });
    expect(await readFile(path, 'utf8')).toBe(wrongButReadable);
  });
});
