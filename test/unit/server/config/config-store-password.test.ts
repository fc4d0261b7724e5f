import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sealFile } from '../../../../server/config/kept-copies.ts';
import { withSecrets } from '../../../../server/config/secrets.ts';
import { parseConfigBody } from '../../../../server/contract/config/config-body.ts';
import type { ServerConfig } from '../../../../server/contract/config/config.ts';
import { hashPassword, verifyPassword } from '../../../../server/runtime/password-hash.ts';
import { add, camera, keptName, Setting } from './store-setting.ts';
import { mountMissing } from './temporary-folder.ts';

const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame open' };
const cameras = [camera('a', { port: 8081 })];
const file = (fields: object = {}) => JSON.stringify({ auth, cameras, ...fields });
const passwordIn = (text: string) => (JSON.parse(text) as ServerConfig).auth.password;
const allTexts = (setting: Setting) =>
  setting
    .names()
    .map((name) => setting.read(name))
    .join('\n');

describe('a plain password in cameras.json', () => {
  test('is hashed as it is read, in the file and in its copy, and nothing else is changed', async () => {
    const setting = Setting.make(file());
    const store = await setting.open();
    const { password } = store.current.auth;
    expect(await verifyPassword('sesame open', password)).toBe(true);
    expect(setting.read('cameras.json')).toBe(file().replace('sesame open', password));
    expect(setting.read('cameras.json.last-good')).toBe(setting.read('cameras.json'));
    await store.change(add('b'));
    expect(setting.names()).not.toContain(keptName);
    expect((await setting.open()).current.auth.password).toBe(password);
  });

  test('is hashed beside faults, which stay for their author to see', async () => {
    const text = file({ cameras: [...cameras, { id: 'b', device: 'x' }] });
    const setting = Setting.make(text);
    setting.write('cameras.json.last-good', file());
    const store = await setting.open();
    expect(setting.read('cameras.json')).toBe(text.replace('sesame open', store.current.auth.password));
    expect(passwordIn(setting.read('cameras.json.last-good'))).toBe(store.current.auth.password);
  });

  test('is hashed in a file whose ports are written down too', async () => {
    const setting = Setting.make(file({ cameras: [camera('a')] }));
    const store = await setting.open();
    expect(store.current.cameras[0]?.port).toBe(8081);
    expect(allTexts(setting)).not.toContain('sesame');
  });

  test('is hashed in the copy of a broken file, and so is the copy that a change keeps of that', async () => {
    const setting = Setting.make(`${file()} oops`);
    setting.write('cameras.json.last-good', file());
    const store = await setting.open();
    expect(await verifyPassword('sesame open', store.current.auth.password)).toBe(true);
    expect(setting.read('cameras.json.last-good')).not.toContain('sesame');
    await store.change(add('b'));
    expect(setting.read(keptName)).toBe(`${file()} oops`.replace('sesame open', store.current.auth.password));
  });

  test('of a block that is broken stays with its fault, and not in memory', async () => {
    const text = file({ auth: { ...auth, username: 'a:b' } });
    const setting = Setting.make(text);
    const store = await setting.open();
    expect(store.current).toMatchObject({
      auth: { enabled: true, password: '' },
      auth_error: expect.stringMatching(/':'/) as string,
    });
    expect(setting.read('cameras.json')).toBe(text);
  });

  test('that is read again is no change', async () => {
    const setting = Setting.make(file());
    const store = await setting.open();
    const before = store.current.auth.password;
    setting.write('cameras.json', file());
    await store.reload();
    expect(store.current.auth.password).toBe(before);
    expect(setting.changes).toEqual([]);
    setting.write('cameras.json', file().replace('sesame open', 'other'));
    await store.reload();
    expect(await verifyPassword('other', store.current.auth.password)).toBe(true);
    expect(allTexts(setting)).not.toMatch(/sesame|other/);
  });

  test('is not hashed over what a person saved meanwhile', async () => {
    const setting = Setting.make(file({ host: 'saved.meanwhile' }));
    expect(await sealFile(setting.path, file(), '')).toBe(file());
    expect(setting.read('cameras.json')).toBe(file({ host: 'saved.meanwhile' }));
    expect(setting.names()).toEqual(['cameras.json']);
  });

  test('that is blank, while auth is off, is none', async () => {
    const setting = Setting.make(file({ auth: { ...auth, enabled: false, password: ' ' } }));
    expect((await setting.open()).current.auth.password).toBe('');
  });

  test('in a file that is not UTF-8 is hashed in memory, for the file would lose its letters', async () => {
    const setting = Setting.make();
    const bytes = Buffer.from(
      file({ cameras: [{ ...camera('a'), name: 'K\xfcche', port: 8081 }] }),
      'latin1',
    );
    writeFileSync(join(setting.path, 'cameras.json'), bytes);
    const store = await setting.open();
    expect(await verifyPassword('sesame open', store.current.auth.password)).toBe(true);
    expect(setting.read('cameras.json')).toBe(bytes.toString());
    expect(store.problems[0]?.message).toContain('Save it as UTF-8');
  });

  test.skipIf(mountMissing)('on a read-only disk is hashed in memory, with a warning', async () => {
    const setting = Setting.make();
    using disk = setting.mount('disk', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs');
    writeFileSync(join(disk.path, 'cameras.json'), file());
    spawnSync('mount', ['-o', 'remount,ro', disk.path]);
    const store = await setting.open(disk.path);
    expect(await verifyPassword('sesame open', store.current.auth.password)).toBe(true);
    expect(setting.logged).toMatchObject([
      { level: 40, msg: 'the configuration is used but cannot be written' },
    ]);
  });
});

describe('a change', () => {
  const post = (body: object) => (current: Readonly<ServerConfig>) =>
    parseConfigBody(withSecrets(body, current), { current });

  test('with a plain password keeps it hashed alone', async () => {
    const setting = Setting.make();
    const store = await setting.open();
    const result = await store.change(post({ auth, cameras }));
    expect(result).toMatchObject({
      ok: true,
      config: { auth: { password: expect.stringMatching(/^\$scrypt\$/) as string } },
    });
    expect(allTexts(setting)).not.toContain('sesame');
  });

  test('with the same password again, or a blank one, keeps the hash', async () => {
    const setting = Setting.make(file());
    const store = await setting.open();
    const { password } = store.current.auth;
    await store.change(post({ auth, cameras }));
    await store.change(post({ auth: { ...auth, password: '' }, cameras }));
    expect(store.current.auth.password).toBe(password);
    await store.change(post({ auth: { ...auth, password: 'other' }, cameras }));
    expect(store.current.auth.password).not.toBe(password);
  });

  test('with a hash takes it as it is', async () => {
    const store = await Setting.make().open();
    const password = await hashPassword('from a backup');
    await store.change(post({ auth: { ...auth, password }, cameras }));
    expect(store.current.auth.password).toBe(password);
  });

  test('with a password that is too long is refused although its hash would be short', async () => {
    const store = await Setting.make().open();
    const password = 'x'.repeat(257);
    expect(await store.change(post({ auth: { ...auth, password }, cameras }))).toMatchObject({ ok: false });
    const edit = (current: Readonly<ServerConfig>) => ({
      ok: true as const,
      config: { ...current, auth: { ...current.auth, ...auth, password } },
    });
    await expect(store.change(edit)).rejects.toThrow(/at most 256/);
  });
});
