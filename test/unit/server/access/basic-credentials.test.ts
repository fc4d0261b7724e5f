import { describe, expect, test } from 'vitest';
import { parseAuthorization } from '../../../../server/access/basic-credentials.ts';

const basic = (text: string, encoding: BufferEncoding = 'utf8') =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`;

describe('an Authorization header', () => {
  test.each([
    [basic('me:sesame'), 'me', 'sesame'],
    [basic('me:a:b:'), 'me', 'a:b:'],
    [basic('me:'), 'me', ''],
    [basic('jürgen:p€ss'), 'jürgen', 'p€ss'],
    [basic('jürgen:päss', 'latin1'), 'jürgen', 'päss'],
    [basic('me:sesame').replace('Basic', 'bAsIc'), 'me', 'sesame'],
    [basic('me:sesame').replace(' ', '   '), 'me', 'sesame'],
    [basic('me:pass').replace(/=+$/, ''), 'me', 'pass'],
  ])('%s brings credentials', (header, username, password) => {
    expect(parseAuthorization(header)).toEqual({ kind: 'basic', credentials: { username, password } });
  });

  test.each(['Basic', 'Basic !!!', 'Basic äöü', basic('no colon'), 'Basic bWU6cA==x', 'Basic bWU6cA== more'])(
    '%s cannot be decoded',
    (header) => {
      expect(parseAuthorization(header)).toEqual({ kind: 'undecodable' });
    },
  );

  test.each([undefined, '', 'Digest username="me"', 'Basically no', basic(':password')])(
    '%s asks with nothing',
    (header) => {
      expect(parseAuthorization(header)).toEqual({ kind: 'none' });
    },
  );

  test('may bring a token', () => {
    expect(parseAuthorization('bearer rpk_a_b')).toEqual({ kind: 'bearer', secret: 'rpk_a_b' });
    expect(parseAuthorization('Bearer abc.def')).toEqual({ kind: 'none' });
  });
});
