import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from '../../../../server/config/config-file.ts';
import { parseConfigBody } from '../../../../server/contract/config/config-body.ts';
import { defaultConfig, type ServerConfig } from '../../../../server/contract/config/config.ts';
import { until } from '../../../fixtures/until.ts';
import { add, both, camera, ids, Setting, withCameras, keptName } from './store-setting.ts';

describe('opening', () => {
  test('an empty folder writes nothing', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    expect(store.current).toEqual(defaultConfig());
    expect(store.problems).toEqual([]);
    expect(setting.names()).toEqual([]);
  });

  test('an empty folder is new until something is written, also with cameras that were found', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    expect(store.isNew).toBe(true);
    store.useUnsaved([camera('found', { port: 8081 })]);
    expect(setting.changes.map(({ after }) => ids(after))).toEqual([['found']]);
    expect(setting.names()).toEqual([]);
    await store.change(add('a'));
    expect(ids((await setting.open()).current)).toEqual(['found', 'a']);
    expect((await setting.open()).isNew).toBe(false);
    setting.write('cameras.json', '{');
    expect((await setting.open()).isNew).toBe(false);
  });

  test('an empty folder gets the cameras that were found, unless somebody was faster', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    await store.adopt([camera('found', { port: 8081 })]);
    expect(setting.names()).toEqual(both);
    expect(ids((await setting.open()).current)).toEqual(['found']);
    await store.adopt([camera('second')]);
    expect(ids(store.current)).toEqual(['found']);

    const other = Setting.make();
    const second = await other.open();
    const edit = withCameras(camera('edited'));
    other.write('cameras.json', edit);
    await second.adopt([camera('found')]);
    expect(other.read('cameras.json')).toBe(edit);
    expect(ids(second.current)).toEqual(['found']);
    expect(other.logged.map(({ msg }) => msg)).toEqual([
      'the cameras that were found are used but cannot be written',
    ]);
  });

  test('a good file keeps a copy of it', async () => {
    const text = withCameras(camera('a', { port: 8081 }));
    const setting = Setting.make(text);
    await setting.open();
    expect(setting.names()).toEqual(both);
    expect(setting.read('cameras.json')).toBe(text);
    expect(setting.read('cameras.json.last-good')).toBe(text);
  });

  test('a file with open ports writes them down, so that they stay when another camera goes', async () => {
    const setting = Setting.make(withCameras(camera('a'), camera('b')));
    await setting.open();
    const { cameras } = JSON.parse(setting.read('cameras.json')) as ServerConfig;
    expect(cameras.map(({ port }) => port)).toEqual([8081, 8082]);
    setting.write('cameras.json', withCameras(...cameras.slice(1)));
    expect((await setting.open()).current.cameras).toMatchObject([{ id: 'b', port: 8082 }]);
  });

  test('a file with problems leaves it as it is, logs each and makes no copy of what is left', async () => {
    const text = withCameras(camera('a', { exposure: -4 }), camera('b', { device: 'x' }));
    const setting = Setting.make(text);
    const store = await setting.open();
    expect(store.problems.map(({ camera: id, field }) => [id, field])).toEqual([
      ['a', 'exposure'],
      [undefined, 'device'],
    ]);
    expect(setting.logged.map(({ msg }) => msg)).toEqual(store.problems.map(({ message }) => message));
    expect(setting.read('cameras.json')).toBe(text);
    expect(setting.names()).toEqual(['cameras.json']);
  });

  test('a folder that is not there fails by name', async () => {
    const setting = Setting.make();
    rmSync(setting.path, { recursive: true });
    await expect(setting.open()).rejects.toMatchObject({ code: 'no-folder' });
  });

  test('a good file where nothing can be written serves it all the same', async () => {
    const setting = Setting.make(withCameras(camera('a')));
    mkdirSync(join(setting.path, 'cameras.json.last-good'));
    const store = await setting.open();
    expect(ids(store.current)).toEqual(['a']);
    expect(setting.logged).toMatchObject([
      { level: 40, msg: 'the configuration is used but cannot be written' },
    ]);
  });
});

describe('a change', () => {
  test('of a file with a wrong webhook keeps the good ones, and the name of the copy with the wrong one is told', async () => {
    const webhook = { id: 'good', url: 'https://example.org/', sign: false };
    const text = JSON.stringify({ webhooks: [webhook, { ...webhook, id: 'other', url: 'nonsense' }] });
    const setting = Setting.make(text);
    const store = await setting.open();
    expect(setting.logged.map(({ msg }) => msg).join()).toContain("(entry 2 of webhooks, 'other')");
    expect(store.copyOfWrong).toBeUndefined();
    await store.change(add('a'));
    await store.change(add('b'));
    expect(JSON.parse(setting.read('cameras.json'))).toMatchObject({ webhooks: [webhook] });
    expect(setting.read(keptName)).toBe(text);
    expect(store.problems).toEqual([]);
    expect(store.copyOfWrong?.message).toContain(keptName);
    await store.reload();
    expect(store.copyOfWrong).toBeUndefined();
  });

  test('is written before the listeners hear of it', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    const written: string[] = [];
    store.onChange(() => written.push(setting.read('cameras.json')), new AbortController().signal);
    const result = await store.change(add('a'));
    expect(result).toEqual({ ok: true, config: store.current });
    expect(written).toEqual([setting.read('cameras.json')]);
    expect(setting.changes).toEqual([
      { before: defaultConfig(), after: store.current, renamed: new Map(), taken: new Set() },
    ]);
    expect(store.current.cameras).toMatchObject([{ id: 'a', port: 8081, fps: null }]);
    expect((await setting.open()).current).toEqual(store.current);
  });

  test('can come thirty times at once: all succeed, in order', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    const wanted = Array.from({ length: 30 }, (_, index) => `cam${index}`);
    const results = await Promise.all(wanted.map((id) => store.change(add(id))));
    expect(results.map((result) => ids(result.config).length)).toEqual(wanted.map((_, index) => index + 1));
    expect(ids(store.current)).toEqual(wanted);
    expect(ids((await readConfigFile(setting.path)).config)).toEqual(wanted);
    expect(setting.changes).toHaveLength(30);
    expect(new Set(store.current.cameras.map(({ port }) => port)).size).toBe(30);
    expect(setting.names()).toEqual(both);
  });

  test('that is refused, or whose edit throws, changes nothing and does not hold up the next', async () => {
    const setting = Setting.make(withCameras(camera('a', { port: 8081 })));
    const store = await setting.open();
    const body = { cameras: [{ id: '' }] };
    const refused = store.change((current) => parseConfigBody(body, { current }));
    const thrown = store.change(() => {
      throw new Error('mine');
    });
    const wrong = store.change((current) => ({
      ok: true,
      config: { ...current, cameras: [camera('x'), camera('x')] },
    }));
    const next = store.change(add('b'));
    expect(await refused).toMatchObject({ ok: false, kind: 'shape' });
    await expect(thrown).rejects.toThrow('mine');
    await expect(wrong).rejects.toThrow(/wrong: Duplicate camera id 'x'/);
    expect((await next).ok).toBe(true);
    expect(ids(store.current)).toEqual(['a', 'b']);
    expect(setting.changes).toHaveLength(1);
  });

  test('that cannot be written changes nothing', async () => {
    const setting = Setting.make(withCameras(camera('a', { port: 8081 })));
    const store = await setting.open();
    rmSync(join(setting.path, 'cameras.json.last-good'));
    mkdirSync(join(setting.path, 'cameras.json.last-good'));
    await expect(store.change(add('b'))).rejects.toMatchObject({
      code: 'not-a-file',
      path: join(setting.path, 'cameras.json.last-good'),
    });
    expect(ids(store.current)).toEqual(['a']);
    expect(setting.changes).toEqual([]);
    expect(ids((await readConfigFile(setting.path)).config)).toEqual(['a']);
    expect(setting.names()).toEqual(both);
  });

  test('leaves a camera the port it had', async () => {
    const setting = Setting.make(withCameras(camera('a'), camera('b')));
    const store = await setting.open();
    await store.change((current) => parseConfigBody({ cameras: [camera('b')] }, { current }));
    expect(store.current.cameras).toMatchObject([{ id: 'b', port: 8082 }]);
  });

  test('does not stop at a listener that fails, and no listener hears after its end', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    const stop = new AbortController();
    let heard = 0;
    store.onChange(() => {
      heard++;
      throw new Error('listener');
    }, stop.signal);
    store.onChange(() => heard++, AbortSignal.abort());
    await store.change(add('a'));
    stop.abort();
    await store.change(add('b'));
    expect(heard).toBe(1);
    expect(setting.changes).toHaveLength(2);
    expect(setting.logged).toMatchObject([{ level: 50, err: { message: 'listener' } }]);
  });

  test('is answered when everybody has followed it, and the next does not wait for that', async () => {
    const store = await Setting.make().open();
    const stop = new AbortController();
    const followed = Promise.withResolvers<void>();
    store.onChange(() => followed.promise, stop.signal);
    let answered = false;
    const change = store.change(add('a')).then(() => (answered = true));
    let reached = false;
    const next = store.change(() => {
      reached = true;
      return { ok: false as const };
    });
    await until('the next has its turn', () => reached);
    expect(answered).toBe(false);
    followed.resolve();
    await Promise.all([change, next]);
    expect(answered).toBe(true);
    stop.abort();
  });

  test('cannot be made in passing: the configuration is frozen', async () => {
    const store = await Setting.make(withCameras(camera('a', { controls: { gain: 1 } }))).open();
    const controls = store.current.cameras[0]?.controls as Record<string, number>;
    expect(() => (controls['gain'] = 2)).toThrow(TypeError);
    expect(() => store.current.cameras.pop()).toThrow(TypeError);
  });

  test('waits in a line that has an end', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    const all = await Promise.allSettled(
      Array.from({ length: 300 }, () => store.change(() => ({ ok: false as const }))),
    );
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(300 - 256);
    expect(await store.change(add('a'))).toMatchObject({ ok: true });
  });
});
