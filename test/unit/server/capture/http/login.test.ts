import { describe, expect, test } from 'vitest';
import { authorization, loginIn } from '../../../../../server/capture/http/authorization.ts';
import { parseChallenge, type Challenge } from '../../../../../server/capture/http/challenge.ts';

const request = {
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  clientNonce: '0a4f113b',
};

function parsed(header: string): Challenge {
  const challenge = parseChallenge(header);
  if (!challenge) throw new Error('no challenge');
  return challenge;
}

describe('the answer to a challenge', () => {
  test('is that of RFC 2617, section 3.5', () => {
    const challenge = parsed(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    expect(authorization(challenge, { user: 'Mufasa', password: 'Circle Of Life' }, request)).toBe(
      'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
        'uri="/dir/index.html", response="6629fae49393a05397450978507c4ef1", ' +
        'opaque="5ccc069c403ebaf9f0171e9517f40e41", qop=auth, nc=00000001, cnonce="0a4f113b"',
    );
  });

  test('is that of RFC 7616, section 3.9.1, with SHA-256', () => {
    const challenge = parsed(
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );
    const clientNonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const answer = authorization(
      challenge,
      { user: 'Mufasa', password: 'Circle of Life' },
      { ...request, clientNonce },
    );
    expect(answer).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", algorithm=SHA-256',
    );
  });

  test('protects also when the server offers only protection of the body, although there is no body', () => {
    const challenge = parsed('Digest realm="r", qop="auth-int", nonce="n"');
    // Python: md5 of "md5(a:r:b):n:00000001:0a4f113b:auth-int:md5(GET:/dir/index.html:md5())".
    expect(authorization(challenge, { user: 'a', password: 'b' }, request)).toBe(
      'Digest username="a", realm="r", nonce="n", uri="/dir/index.html", ' +
        'response="2b2d71e9ac0a170a5f4344c5c73b0229", qop=auth-int, nc=00000001, cnonce="0a4f113b"',
    );
  });

  test.each([
    ['UTF-8', 'utf8', '4baa67b59b8a2f3c4d8568671c1b6b70'],
    ['Latin-1', 'latin1', '70cd4cb74afb916bbd27f4d8c1c38359'],
  ] as const)(
    'repeats and hashes the bytes of a realm in %s, and a user in UTF-8',
    (_, encoding, response) => {
      const asRead = (text: string, code: 'utf8' | 'latin1') => Buffer.from(text, code).toString('latin1');
      const realm = asRead('Überwachung', encoding);
      const answer = authorization(
        parsed(`Digest realm="${realm}", nonce="n"`),
        { user: 'jürgen', password: 'grün密' },
        request,
      );
      expect(answer).toContain(`username="${asRead('jürgen', 'utf8')}", realm="${realm}"`);
      expect(answer).toContain(`response="${response}"`);
    },
  );

  test('is Basic where only that is wanted', () => {
    expect(authorization(parsed('Basic realm="x"'), { user: 'a', password: 'b:ü' }, request)).toBe(
      `Basic ${Buffer.from('a:b:ü').toString('base64')}`,
    );
  });
});

describe('of several challenges', () => {
  test('Digest goes before Basic, whatever their order', () => {
    const digest = 'Digest realm="a, b=c", nonce="n"';
    expect(parseChallenge(`Basic realm="x", ${digest}`)).toMatchObject({ realm: 'a, b=c', nonce: 'n' });
    expect(parseChallenge(`${digest}, Basic realm="x"`)).toMatchObject({ realm: 'a, b=c', nonce: 'n' });
  });

  test('a Digest of an unknown kind is passed over', () => {
    const unknown = 'Digest realm="r", nonce="1", algorithm=SHA-1, qop="auth"';
    expect(parseChallenge(`${unknown}, Digest realm="r", nonce="2", algorithm=MD5`)).toMatchObject({
      nonce: '2',
    });
    expect(parseChallenge(`${unknown}, Basic realm="r"`)).toEqual({ scheme: 'basic' });
    expect(parseChallenge('Digest realm="r", nonce="1", qop="auth-conf"')).toBeUndefined();
  });

  test('all may be unknown', () => {
    expect(parseChallenge(undefined)).toBeUndefined();
    expect(parseChallenge('Negotiate')).toBeUndefined();
  });
});

test('user and password of a URL are decoded, and a lone per cent sign is one', () => {
  expect(loginIn(new URL('http://a%40b:c%2Fd@h/'))).toEqual({ user: 'a@b', password: 'c/d' });
  expect(loginIn(new URL('http://a:100%@h/'))).toEqual({ user: 'a', password: '100%' });
  expect(loginIn(new URL('http://h/'))).toBeUndefined();
});
