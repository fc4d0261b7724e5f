import { describe, expect, test } from 'vitest';
import { maxTokens } from '../../../../server/contract/access.ts';
import type { Tokens } from '../../../../server/access/tokens.ts';
import { AccessSetting } from './access-setting.ts';

const hourMs = 3_600_000;

async function made(tokens: Tokens, name = 'Prometheus', scope: 'view' | 'admin' = 'view') {
  const token = await tokens.create({ name, scope });
  if (!token) throw new Error('no token was made');
  return token;
}

describe('an API token', () => {
  test('is shown once, opens what it is for and is kept as a hash', async () => {
    const setting = AccessSetting.make();
    const { tokens } = await setting.open();
    const { token, ...shown } = await made(tokens);
    expect(token).toMatch(new RegExp(`^rpk_${shown.id}_[A-Za-z0-9_-]{43}$`));
    expect(tokens.check(token)).toEqual({ kind: 'token', id: shown.id, scope: 'view' });
    expect(setting.read('access.json')).not.toContain(token.split('_')[2]);
    expect(JSON.stringify(tokens.list())).not.toContain(token.split('_')[2]);
    const again = (await setting.open()).tokens;
    expect(again.check(token)).toEqual({ kind: 'token', id: shown.id, scope: 'view' });
    expect(again.list()).toMatchObject([{ name: 'Prometheus', created_at: '2026-11-20T12:00:00.000Z' }]);
  });

  test('is unknown when any letter of it is another', async () => {
    const { tokens } = await AccessSetting.make().open();
    const { token } = await made(tokens);
    for (let place = 0; place < token.length; place++) {
      const other = token[place] === 'b' ? 'c' : 'b';
      const tampered = token.slice(0, place) + other + token.slice(place + 1);
      expect(tokens.check(tampered)).toEqual({ refused: 'unknown' });
    }
    for (const text of ['', 'rpk', `${token}A`, ` ${token}`, token.toUpperCase(), 'rpk___proto___x']) {
      expect(tokens.check(text)).toEqual({ refused: 'unknown' });
    }
  });

  test('does not open with the secret of another', async () => {
    const { tokens } = await AccessSetting.make().open();
    const [one, two] = [await made(tokens), await made(tokens, 'Other', 'admin')];
    const mixed = `rpk_${two.id}_${one.token.slice(-43)}`;
    expect(tokens.check(mixed)).toEqual({ refused: 'unknown' });
  });

  test('ends as soon as it is revoked, before that is written', async () => {
    const setting = AccessSetting.make();
    const { tokens } = await setting.open();
    const { id, token } = await made(tokens);
    const principal = { kind: 'token', id, scope: 'view' } as const;
    expect(tokens.isValid(principal)).toBe(true);
    const revoked = tokens.revoke(id);
    expect([tokens.check(token), tokens.isValid(principal), setting.revocations]).toEqual([
      { refused: 'unknown' },
      false,
      1,
    ]);
    expect(await revoked).toBe(true);
    expect(await tokens.revoke(id)).toBe(false);
    expect((await setting.open()).tokens.check(token)).toEqual({ refused: 'unknown' });
  });

  test('that cannot be kept is not made', async () => {
    const setting = AccessSetting.make();
    const { tokens } = await setting.open();
    setting.removeFolder();
    await expect(made(tokens)).rejects.toMatchObject({ code: 'no-folder' });
    expect(tokens.list()).toEqual([]);
  });

  test('is refused when there are too many, also when all come at once', async () => {
    const { tokens } = await AccessSetting.make().open();
    const answers = await Promise.all(
      Array.from({ length: maxTokens + 5 }, () => tokens.create({ name: 'x', scope: 'view' })),
    );
    expect(answers.filter(Boolean)).toHaveLength(maxTokens);
    await tokens.revoke(answers[0]?.id ?? '');
    expect(await tokens.create({ name: 'x', scope: 'view' })).toBeDefined();
  });
});

describe('the last use of a token', () => {
  const inFile = async (setting: AccessSetting) =>
    [...(await setting.openFile()).tokens.values()].map(({ last_used_at }) => last_used_at);

  test('is known at once, and written the first time and then once an hour', async () => {
    const setting = AccessSetting.make();
    const { file, tokens } = await setting.open();
    const { token } = await made(tokens);
    expect(tokens.list()[0]?.last_used_at).toBeNull();

    tokens.check(token);
    await file.settled();
    expect(await inFile(setting)).toEqual(['2026-11-20T12:00:00.000Z']);

    await setting.clock.advance(hourMs - 1);
    tokens.check(token);
    await file.settled();
    expect(tokens.list()[0]?.last_used_at).toBe('2026-11-20T12:59:59.999Z');
    expect(await inFile(setting)).toEqual(['2026-11-20T12:00:00.000Z']);

    await setting.clock.advance(1);
    tokens.check(token);
    await file.settled();
    expect(await inFile(setting)).toEqual(['2026-11-20T13:00:00.000Z']);
  });

  test('is not that of a try with a wrong secret', async () => {
    const { tokens } = await AccessSetting.make().open();
    const { token } = await made(tokens);
    tokens.check(`${token.slice(0, -5)}aaaaa`);
    expect(tokens.list()[0]?.last_used_at).toBeNull();
  });
});
