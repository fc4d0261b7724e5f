import { describe, expect, test } from 'vitest';
import { authMessages } from '../../../../../server/contract/config/config-rules.ts';
import {
  formatPasswordHash,
  looksHashed,
  parsePasswordHash,
} from '../../../../../server/contract/config/password-text.ts';

const salt = 'AAECAwQFBgcICQoLDA0ODw';
const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const good = `$scrypt$ln=15,r=8,p=1$${salt}$${key}`;

describe('the text of a password hash', () => {
  test('is read as it is written', () => {
    const hash = { ln: 15, r: 8, p: 1, salt, key };
    expect(parsePasswordHash(good)).toEqual(hash);
    expect(formatPasswordHash(hash)).toBe(good);
  });

  test.each([
    ['more memory than a Pi has', good.replace('ln=15', 'ln=24')],
    ['64 MiB and a little more', good.replace('ln=15', 'ln=17')],
    ['no work at all', good.replace('ln=15', 'ln=1')],
    ['a cost in three digits', good.replace('ln=15', 'ln=015')],
    ['a negative cost', good.replace('r=8', 'r=-8')],
    ['large blocks', good.replace('r=8', 'r=9')],
    ['many rounds', good.replace('p=1', 'p=5')],
    ['no rounds', good.replace('p=1', 'p=0')],
    ['costs in another order', good.replace('ln=15,r=8', 'r=8,ln=15')],
    ['a short salt', good.replace(salt, salt.slice(1))],
    ['a long key', `${good}A`],
    ['padding', `${good}=`],
    ['letters that are not base64', good.replace(key, key.replace('A', '-'))],
    ['bits that no byte holds', good.replace(salt, salt.replace(/w$/, 'x'))],
    ['something before it', ` ${good}`],
    ['a line after it', `${good}\n`],
    ['another function', good.replace('scrypt', 'argon2id')],
    ['nothing but its beginning', '$scrypt$'],
  ])('is refused with %s', (_what, text) => {
    expect(parsePasswordHash(text)).toBeUndefined();
  });

  test('that is none is nobody’s password: the block says so instead of locking everybody out', () => {
    const auth = { enabled: true, protect_streams: true, protect_status: false, username: 'u' };
    const broken = good.replace('ln=15', 'ln=24');
    expect(looksHashed(broken)).toBe(true);
    expect(authMessages({ ...auth, password: broken })).toEqual([
      'Auth password looks like a hash but is none this server can check; set the password anew.',
    ]);
    expect(authMessages({ ...auth, enabled: false, password: broken })).toHaveLength(1);
    expect(authMessages({ ...auth, password: good })).toEqual([]);
  });
});
