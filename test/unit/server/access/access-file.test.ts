import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AccessSetting } from './access-setting.ts';

const asideName = 'access.json.broken-2026-11-20T12-00-00-000Z';

describe('the file of tokens and links', () => {
  test('is not made before there is something to keep', async () => {
    const setting = AccessSetting.make();
    await setting.openFile();
    expect(readdirSync(setting.path)).toEqual([]);
  });

  test('is for its owner only, and is read again as it was', async () => {
    const setting = AccessSetting.make();
    const { file, tokens, links } = await setting.open();
    await tokens.create({ name: 'Prometheus', scope: 'view' });
    await links.create('hall', { scope: 'still', expires_in: 60, width: 320 });
    expect(statSync(join(setting.path, 'access.json')).mode & 0o777).toBe(0o600);
    const again = await setting.openFile();
    expect(again.signingKey.equals(file.signingKey)).toBe(true);
    expect(file.signingKey).toHaveLength(32);
    expect([...again.tokens.values()]).toEqual([...file.tokens.values()]);
    expect([...again.links.values()]).toEqual([...file.links.values()]);
    expect(setting.logged).toEqual([]);
  });

  test('holds everything when many are saved at a time, and nothing is left beside it', async () => {
    const setting = AccessSetting.make();
    const { tokens, links } = await setting.open();
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        await tokens.create({ name: `Token ${index}`, scope: 'view' });
        await links.create('hall', { scope: 'stream', expires_in: 60 });
      }),
    );
    const again = await setting.openFile();
    expect([again.tokens.size, again.links.size]).toEqual([30, 30]);
    expect(readdirSync(setting.path)).toEqual(['access.json']);
  });

  test('tells everybody who waits that it cannot be written, and goes on later', async () => {
    const setting = AccessSetting.make();
    const file = await setting.openFile();
    setting.removeFolder();
    const saves = await Promise.allSettled([file.save(), file.save(), file.save()]);
    expect(saves.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(file.save()).rejects.toMatchObject({ code: 'no-folder' });
    mkdirSync(setting.path);
    await file.save();
    expect(readdirSync(setting.path)).toEqual(['access.json']);
  });

  test('that nobody waits for is logged when it cannot be written', async () => {
    const setting = AccessSetting.make();
    const file = await setting.openFile();
    setting.removeFolder();
    file.saveLater('something is forgotten');
    await file.settled();
    expect(setting.logged.join()).toContain('access.json cannot be written: something is forgotten');
  });
});

describe('a broken file', () => {
  test.each([
    ['not JSON', '{"signing_key": "secret-of-the-file'],
    ['not an object', '[]'],
    ['without a key', JSON.stringify({ tokens: [], links: [] })],
    ['with a short key', JSON.stringify({ signing_key: 'abc', tokens: [], links: [] })],
    ['with a token of no use', JSON.stringify({ signing_key: 'a'.repeat(43), tokens: [{}], links: [] })],
    ['with bytes of nothing', '\0'.repeat(500)],
  ])('(%s) is set aside and logged without its text; a new one takes its place', async (_, text) => {
    const setting = AccessSetting.make(text);
    const { tokens } = await setting.open();
    expect(setting.read(asideName)).toBe(text);
    expect(setting.logged).toHaveLength(1);
    expect(setting.logged[0]).toContain(asideName);
    expect(setting.logged[0]).not.toContain('secret-of-the-file');
    await tokens.create({ name: 'New', scope: 'admin' });
    expect((await setting.openFile()).tokens.size).toBe(1);
  });

  test('that is a folder is set aside too', async () => {
    const setting = AccessSetting.make();
    mkdirSync(join(setting.path, 'access.json'));
    await (await setting.openFile()).save();
    expect(readdirSync(setting.path).sort()).toEqual(['access.json', asideName]);
  });
});
