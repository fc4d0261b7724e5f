import { describe, expect, test } from 'vitest';
import type { Links } from '../../../../server/access/links.ts';
import { maxLinks, type LinkBody } from '../../../../server/contract/access.ts';
import { AccessSetting } from './access-setting.ts';

async function made(links: Links, camera = 'hall', body: Partial<LinkBody> = {}) {
  const link = await links.create(camera, { scope: 'stream', expires_in: 60, ...body });
  if (!link) throw new Error('no link was made');
  return { ...link, token: links.tokenOf(link), principal: principalOf(link.id) };
}

const principalOf = (id: string) =>
  ({ kind: 'link', id, limits: { camera: 'hall', scope: 'stream' } }) as const;

describe('a signed link', () => {
  test('opens one camera within its limits, also after a restart', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    const { id, token } = await made(links, 'hall', { scope: 'still', fps: 2.5, width: 320, label: 'Porch' });
    const limits = { camera: 'hall', scope: 'still', fps: 2.5, width: 320 };
    expect(links.check(token)).toEqual({ kind: 'link', id, limits });
    expect((await setting.open()).links.check(token)).toEqual({ kind: 'link', id, limits });
    expect(encodeURIComponent(token)).toBe(token);
  });

  test('is unknown when any letter of its token is another', async () => {
    const { links } = await AccessSetting.make().open();
    const { token } = await made(links);
    for (let place = 0; place < token.length; place++) {
      for (const other of ['a', 'b', '_'].filter((letter) => letter !== token[place])) {
        const tampered = token.slice(0, place) + other + token.slice(place + 1);
        expect(links.check(tampered)).toEqual({ refused: 'unknown' });
      }
    }
    for (const text of ['', '.', `${token}A`, `${token}=`, `${token} `, '__proto__.x']) {
      expect(links.check(text)).toEqual({ refused: 'unknown' });
    }
  });

  test('does not open with the signature of another', async () => {
    const { links } = await AccessSetting.make().open();
    const [one, two] = [await made(links), await made(links, 'yard')];
    expect(links.check(`${two.id}.${one.token.split('.')[1]}`)).toEqual({ refused: 'unknown' });
  });

  test.each([
    ['camera', 'yard'],
    ['scope', 'still'],
    ['expires_at', '2027-11-20T12:00:00.000Z'],
    ['fps', 30],
    ['width', 4_000],
  ])('is unknown when its %s was changed in the file', async (field, value) => {
    const setting = AccessSetting.make();
    const { token } = await made((await setting.open()).links, 'hall', { fps: 1, width: 100 });
    const record = JSON.parse(setting.read('access.json')) as { links: object[] };
    Object.assign(record.links[0] ?? {}, { [field]: value });
    setting.write('access.json', JSON.stringify(record));
    expect((await setting.open()).links.check(token)).toEqual({ refused: 'unknown' });
    expect(setting.logged).toEqual([]);
  });

  test('is unknown to a server with another key', async () => {
    const { token } = await made((await AccessSetting.make().open()).links);
    expect((await AccessSetting.make().open()).links.check(token)).toEqual({ refused: 'unknown' });
  });

  test('that cannot be kept is not made', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    setting.removeFolder();
    await expect(made(links)).rejects.toMatchObject({ code: 'no-folder' });
    expect(links.list('hall')).toEqual([]);
  });
});

describe('the end of a link', () => {
  test('comes at its time', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    const { token, principal } = await made(links, 'hall', { expires_in: 90 });
    expect(links.expiresAt(principal)).toBe(setting.clock.now().getTime() + 90_000);
    await setting.clock.advance(89_999);
    expect([links.isValid(principal), links.list('hall').length]).toEqual([true, 1]);
    expect(links.check(token)).toMatchObject({ kind: 'link' });
    await setting.clock.advance(1);
    expect([links.isValid(principal), links.list('hall').length]).toEqual([false, 0]);
    expect(links.check(token)).toEqual({ refused: 'expired' });
  });

  test('comes as soon as it is revoked, for its own camera only', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    const { id, token, principal } = await made(links);
    expect(await links.revoke('yard', id)).toBe(false);
    expect([links.isValid(principal), setting.revocations]).toEqual([true, 0]);
    const revoked = links.revoke('hall', id);
    expect([links.isValid(principal), setting.revocations]).toEqual([false, 1]);
    expect(await revoked).toBe(true);
    expect((await setting.open()).links.check(token)).toEqual({ refused: 'unknown' });
    expect(links.expiresAt(principal)).toBeUndefined();
  });

  test('comes with that of its camera, and a new camera of the same id does not bring it back', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    const [gone, kept] = [await made(links, 'hall'), await made(links, 'yard')];
    links.keepOnly(['yard', 'barn']);
    links.keepOnly(['hall', 'yard', 'barn']);
    await file.settled();
    const again = (await setting.open()).links;
    for (const each of [links, again]) {
      expect(each.check(gone.token)).toEqual({ refused: 'unknown' });
      expect(each.check(kept.token)).toMatchObject({ id: kept.id });
    }
    expect(setting.revocations).toBe(1);
  });
});

describe('a camera with another id', () => {
  const answersOf = (links: Links, ...made: { token: string }[]) =>
    made.map(({ token }) => {
      const answer = links.check(token);
      return 'kind' in answer ? answer.limits.camera : answer.refused;
    });

  test('keeps its links, and does not get those of the camera whose id it takes', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    const [own, other] = [await made(links, 'hall'), await made(links, 'yard')];
    links.rename(new Map([['hall', 'yard']]), new Set(['yard']));
    links.keepOnly(['yard']);
    expect(links.isValid(other.principal)).toBe(false);
    expect(setting.revocations).toBe(1);
    await file.settled();
    for (const each of [links, (await setting.open()).links])
      expect(answersOf(each, own, other)).toEqual(['yard', 'unknown']);
  });

  test('that is new has none of the links of the deleted one', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    const [hall, yard] = [await made(links, 'hall'), await made(links, 'yard')];
    links.rename(new Map(), new Set(['hall']));
    expect(setting.revocations).toBe(1);
    await file.settled();
    for (const each of [links, (await setting.open()).links])
      expect(answersOf(each, hall, yard)).toEqual(['unknown', 'yard']);
  });

  test('may swap its id with another', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    const [hall, yard] = [await made(links, 'hall'), await made(links, 'yard')];
    links.rename(
      new Map([
        ['hall', 'yard'],
        ['yard', 'hall'],
      ]),
      new Set(['hall', 'yard']),
    );
    expect(answersOf(links, hall, yard)).toEqual(['yard', 'hall']);
    expect(setting.revocations).toBe(0);
  });
});

test('there are not more links than the limit; expired ones make room and leave the file', async () => {
  const setting = AccessSetting.make();
  const { links } = await setting.open();
  const body = { scope: 'stream', expires_in: 60 } as const;
  const answers = await Promise.all(
    Array.from({ length: maxLinks + 1 }, (_, index) =>
      links.create('hall', index < 10 ? body : { ...body, expires_in: 120 }),
    ),
  );
  expect(answers.filter(Boolean)).toHaveLength(maxLinks);
  await setting.clock.advance(60_000);
  expect(await links.create('hall', body)).toBeDefined();
  expect((await setting.openFile()).links.size).toBe(maxLinks - 10 + 1);
});
