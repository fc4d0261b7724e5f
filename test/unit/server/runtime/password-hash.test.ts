import { describe, expect, test } from 'vitest';
import { sealText } from '../../../../server/config/password-sealing.ts';
import { parsePasswordHash } from '../../../../server/contract/config/password-text.ts';
import { hashPassword, verifyPassword } from '../../../../server/runtime/password-hash.ts';

describe('a password hash', () => {
  test('fits its password only, and is never the same twice', async () => {
    const [hash, again] = await Promise.all([hashPassword('päss:wort'), hashPassword('päss:wort')]);
    expect(hash).not.toBe(again);
    expect(parsePasswordHash(hash)).toMatchObject({ ln: 15, r: 8, p: 1 });
    expect(await verifyPassword('päss:wort', hash)).toBe(true);
    expect(await verifyPassword('päss:wort', again)).toBe(true);
    expect(await verifyPassword('päss:wort ', hash)).toBe(false);
    expect(await verifyPassword(hash, hash)).toBe(false);
  });

  test('fits the letters, however they are composed', async () => {
    expect(await verifyPassword('pa\u0308ss', await hashPassword('p\u00e4ss'))).toBe(true);
  });

  test('of another program is checked too', async () => {
    // openssl kdf -keylen 32 -kdfopt pass:pleaseletmein -kdfopt salt:SodiumChloride16 -kdfopt n:16384 -kdfopt r:8 -kdfopt p:1 SCRYPT
    const salt = Buffer.from('SodiumChloride16').toString('base64').replace(/=+$/, '');
    const key = Buffer.from(opensslKey, 'hex').toString('base64').replace(/=+$/, '');
    expect(await verifyPassword('pleaseletmein', `$scrypt$ln=14,r=8,p=1$${salt}$${key}`)).toBe(true);
  });

  test('that would cost too much is not even tried', async () => {
    const dear = (await hashPassword('p')).replace('ln=15', 'ln=30');
    expect(await verifyPassword('p', dear)).toBe(false);
    expect(await verifyPassword('', '')).toBe(false);
  });
});

describe('the passwords in a text', () => {
  test('are hashed and nothing else is touched, also where the text is broken', async () => {
    const text = '{ "auth":{"username" : "me",\n\t"password" :  "p\\u00e4ss\\"wort" }, "cameras": [ oops';
    const sealed = await sealText(text, '');
    const [, hash = ''] = /"password" : {2}"([^"]+)"/.exec(sealed) ?? [];
    expect(sealed).toBe(text.replace('p\\u00e4ss\\"wort', hash));
    expect(await verifyPassword('päss"wort', hash)).toBe(true);
    expect(await sealText(sealed, '')).toBe(sealed);
  });

  test('that are the known one become its hash', async () => {
    const known = await hashPassword('p');
    expect(await sealText('{"password": "p"}', known)).toBe(
      JSON.stringify({ password: known }, null, 1).replace(/\n ?/g, ''),
    );
  });

  test('that are blank, no text, a hash or inside of another text stay', async () => {
    const hash = await hashPassword('p');
    for (const text of [
      '{"password": " "}',
      '{"password": 5}',
      JSON.stringify({ password: hash }),
      JSON.stringify({ name: '"password": "p"' }),
    ]) {
      expect(await sealText(text, '')).toBe(text);
    }
  });

  test('are not hashed by the thousand', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `"password": "p${index}"`).join();
    const sealed = await sealText(many, '');
    expect(sealed.match(/\$scrypt\$/g)).toHaveLength(4);
    expect(sealed).not.toMatch(/"p\d/);
  });
});

const opensslKey = 'cb07772ae1b937be7effe9ff0a37ea778aa3cd041a9d1d6323548f7eb14a5cd6';
