import { describe, expect, test } from 'vitest';
import { nearName } from '../../../../../server/contract/config/near-name.ts';

const fields = ['enabled', 'protect_streams', 'username', 'password', 'auth'];

describe('a misspelt name', () => {
  test.each([
    ['enabded', 'enabled'],
    ['ENABLED', 'enabled'],
    ['enable', 'enabled'],
    ['ebaled', 'enabled'],
    ['protectStreams', 'protect_streams'],
    ['protect-stream', 'protect_streams'],
    ['user', 'username'],
    ['pass', 'password'],
    ['passwrod', 'password'],
    ['auht', 'auth'],
    ['ｅnabled', 'enabled'],
  ])('%s is known as %s', (name, meant) => {
    expect(nearName(name, fields)).toBe(meant);
  });

  test.each(['comment', 'host', 'path', 'name', '', 'e', '__proto__', 'x'.repeat(100_000)])(
    '%s is no slip of any',
    (name) => expect(nearName(name, fields)).toBeUndefined(),
  );
});
