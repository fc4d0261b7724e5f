import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfigBody } from '../../../../server/contract/config/config-body.ts';
import { add, both, camera, ids, keptName, Setting, withCameras } from './store-setting.ts';

describe('a change while the file is', () => {
  test('broken keeps it under a name with the time', async () => {
    const setting = Setting.make('{"auth": {"enabled": tru');
    const store = await setting.open();
    expect(store.current.auth_error).toMatch(/line 1/);
    const auth = { enabled: true, username: 'u', password: 'p' };
    await store.change((current) => parseConfigBody({ auth, cameras: [camera('a')] }, { current }));
    expect(setting.read(keptName)).toBe('{"auth": {"enabled": tru');
    expect(store.problems).toEqual([]);
    expect(store.current.auth_error).toBeUndefined();
    expect((await setting.open()).current).toEqual(store.current);
    await store.change(add('b'));
    expect(setting.names()).toEqual(['cameras.json', keptName, 'cameras.json.last-good'].sort());
  });

  test('partly wrong keeps it, for its left out cameras', async () => {
    const text = withCameras(camera('a'), camera('b', { device: 'x' }));
    const setting = Setting.make(text);
    const store = await setting.open();
    await store.change(add('c'));
    expect(setting.read(keptName)).toBe(text);
    expect(ids(store.current)).toEqual(['a', 'c']);
  });

  test('edited by hand since it was read keeps the edit, also twice at the same time', async () => {
    const setting = Setting.make(withCameras(camera('a', { port: 8081 })));
    const store = await setting.open();
    for (const edit of ['first', 'second']) {
      setting.write('cameras.json', edit);
      await store.change((current) => ({ ok: true, config: { ...current } }));
    }
    expect(setting.read(keptName)).toBe('first');
    expect(setting.read(`${keptName}-2`)).toBe('second');
    expect(setting.logged.map(({ msg }) => msg)).toEqual([
      `cameras.json was broken or edited by hand; it is kept as ${keptName}`,
      `cameras.json was broken or edited by hand; it is kept as ${keptName}-2`,
    ]);
  });

  test('too large moves it, and brings it back when nothing else can be saved', async () => {
    const setting = Setting.make(' '.repeat(2 * 1024 * 1024 + 1));
    const inode = statSync(join(setting.path, 'cameras.json')).ino;
    const store = await setting.open();
    const auth = { enabled: true, username: 'u', password: 'p' };
    const save = () => store.change((current) => parseConfigBody({ auth, cameras: [] }, { current }));
    mkdirSync(join(setting.path, 'cameras.json.last-good'));
    await expect(save()).rejects.toMatchObject({ code: 'not-a-file' });
    expect(statSync(join(setting.path, 'cameras.json')).ino).toBe(inode);
    rmSync(join(setting.path, 'cameras.json.last-good'), { recursive: true });
    await save();
    expect(statSync(join(setting.path, keptName)).ino).toBe(inode);
    expect(setting.names()).toEqual(['cameras.json', keptName, 'cameras.json.last-good'].sort());
  });

  test('edited by hand again and again keeps the newest edits', async () => {
    const setting = Setting.make(withCameras(camera('a', { port: 8081 })));
    const store = await setting.open();
    for (let edit = 1; edit <= 9; edit++) {
      setting.write('cameras.json', `edit ${edit}`);
      await store.change((current) => ({ ok: true, config: { ...current } }));
    }
    const kept = setting.names().filter((name) => name.includes('.kept-'));
    expect(kept.map((name) => setting.read(name))).toEqual([5, 6, 7, 8, 9].map((edit) => `edit ${edit}`));
  });

  test('gone writes it anew', async () => {
    const setting = Setting.make(withCameras(camera('a', { port: 8081 })));
    const store = await setting.open();
    rmSync(join(setting.path, 'cameras.json'));
    await store.change(add('b'));
    expect(setting.names()).toEqual(both);
    expect(ids((await setting.open()).current)).toEqual(['a', 'b']);
  });

  test.each<[string, (path: string) => unknown]>([
    ['a folder, as Docker makes one,', (path) => mkdirSync(path)],
    ['a pipe, which nobody would ever end,', (path) => spawnSync('mkfifo', [path])],
    ['a link to itself, which nobody could follow,', (path) => symlinkSync(path, path)],
    ['a device', (path) => spawnSync('mknod', [path, 'c', '1', '3'])],
  ])('%s fails by name', async (_what, make) => {
    const setting = Setting.make();
    make(join(setting.path, 'cameras.json'));
    const store = await setting.open();
    expect(store.current.auth_error).toMatch(
      /^cameras\.json is .+; it cannot be used\. Move it away, then save/,
    );
    const auth = { enabled: true, username: 'u', password: 'p' };
    const change = store.change((current) => parseConfigBody({ auth, cameras: [] }, { current }));
    await expect(change).rejects.toMatchObject({
      code: 'not-a-file',
      message: expect.stringContaining('move it away, then try again') as string,
    });
    expect(setting.names()).toEqual(['cameras.json']);
    rmSync(join(setting.path, 'cameras.json'), { recursive: true });
    await store.change((current) => parseConfigBody({ auth, cameras: [] }, { current }));
    expect(store.current.auth_error).toBeUndefined();
  });

  test('closed for its auth must bring an auth that works', async () => {
    const setting = Setting.make(JSON.stringify({ auth: { enabled: true }, cameras: [] }));
    const store = await setting.open();
    await expect(store.change(add('a'))).rejects.toThrow(
      /Auth is enabled but username or password is missing/,
    );
    expect(store.current.auth_error).toBeDefined();
  });
});

describe('a reload', () => {
  test('takes over what was edited by hand', async () => {
    const setting = Setting.make(withCameras(camera('a'), camera('b')));
    const store = await setting.open();
    const text = withCameras(camera('b', { name: 'B', port: 8082 }));
    setting.write('cameras.json', text);
    await store.reload();
    expect(setting.changes.map(({ before, after }) => [ids(before), ids(after)])).toEqual([
      [['a', 'b'], ['b']],
    ]);
    expect(setting.read('cameras.json.last-good')).toBe(text);
    await store.change(add('c'));
    expect(setting.names()).toEqual(both);
  });

  test('of a broken file keeps what is current and tells the problem, until the file is repaired', async () => {
    const setting = Setting.make(withCameras(camera('a', { port: 8081 })));
    const store = await setting.open();
    // Not even the copy is there: what runs is still better than what could be read.
    rmSync(join(setting.path, 'cameras.json.last-good'));
    setting.write('cameras.json', '{,}');
    await store.reload();
    expect(ids(store.current)).toEqual(['a']);
    expect(store.problems[0]?.message).toMatch(/line 1, column 2/);
    expect(setting.changes).toEqual([]);
    setting.write('cameras.json', withCameras(camera('z', { port: 8081 })));
    await store.reload();
    expect(store.problems).toEqual([]);
    expect(ids(store.current)).toEqual(['z']);
  });

  test('closes the doors when auth is wrong then, and opens them when it is right again', async () => {
    const auth = { enabled: true, username: 'u', password: 'p' };
    const setting = Setting.make(JSON.stringify({ auth, cameras: [] }));
    const store = await setting.open();
    setting.write('cameras.json', JSON.stringify({ auth: { ...auth, password: '' }, cameras: [] }));
    await store.reload();
    expect(store.current).toMatchObject({
      auth: { enabled: true },
      auth_error: expect.any(String) as string,
    });
    setting.write('cameras.json', JSON.stringify({ auth, cameras: [] }));
    await store.reload();
    expect(store.current.auth_error).toBeUndefined();
  });

  test('takes its turn among changes', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    await Promise.all([store.change(add('a')), store.reload(), store.change(add('b')), store.reload()]);
    expect(ids(store.current)).toEqual(['a', 'b']);
    expect(setting.changes).toHaveLength(2);
  });

  test('without a folder fails by name and keeps what is current', async () => {
    const setting = Setting.make(withCameras(camera('a')));
    const store = await setting.open();
    rmSync(setting.path, { recursive: true });
    await expect(store.reload()).rejects.toMatchObject({ code: 'no-folder' });
    expect(ids(store.current)).toEqual(['a']);
  });
});
