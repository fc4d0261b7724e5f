import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { HttpCamera } from '../../../../fixtures/http-camera.ts';
import { failure, take } from '../../../../fixtures/images.ts';
import { RawCamera, type RawReply } from '../../../../fixtures/raw-camera.ts';
import { SelfSigned } from '../../../../fixtures/self-signed.ts';
import { answer, never, picture, rawCapture, stillHead } from './raw-capture.ts';

const good = answer([...stillHead(picture.length), 'Connection: close'], picture);
const password = 'p@s:s%w/rd';
const userinfo = `admin:${encodeURIComponent(password)}@`;
const basic = `Authorization: Basic ${Buffer.from(`admin:${password}`).toString('base64')}\r\n`;

const refused = (status: string, ...headers: string[]): RawReply => ({
  writes: [[`HTTP/1.1 ${status}`, ...headers, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n')],
});
const page = answer(['Content-Type: text/html'], '<html><form action="/login">');

interface DigestKind {
  challenge: string;
  hash?: 'md5' | 'sha256' | 'sha512-256';
  session?: boolean;
  /** The text between nonce and request in the response; by default nothing, as in RFC 2069. */
  counted?: boolean;
}

/** Whether a request answers the challenge with the right password. */
function answersDigest(request: string, { challenge, hash = 'md5', session, counted }: DigestKind): boolean {
  const line = /^Authorization: Digest (.*)\r$/m.exec(request)?.[1] ?? '';
  const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(line)?.[1] ?? '';
  const digest = (text: string) => createHash(hash).update(text).digest('hex');
  const nonce = /nonce *= *"?([^",; ]*)/.exec(challenge)?.[1] ?? '';
  const secret = digest(`admin:cam:${password}`);
  const first = session ? digest(`${secret}:${nonce}:${field('cnonce')}`) : secret;
  const middle = counted ? `${field('nc')}:${field('cnonce')}:auth:` : '';
  return (
    field('response') === digest(`${first}:${nonce}:${middle}${digest('GET:/')}`) && !line.includes('qop=""')
  );
}

describe('a camera is logged in to', () => {
  test.each<[string, DigestKind]>([
    ['an empty qop', { challenge: 'Digest realm="cam", nonce="n1", qop=""' }],
    ['no value of qop', { challenge: 'Digest qop=, realm="cam", nonce="n1"' }],
    ['semicolons', { challenge: 'Digest realm="cam"; nonce="n1"; qop="auth"; stale=false', counted: true }],
    ['blanks', { challenge: 'Digest realm = "cam" nonce = "n1" qop = auth', counted: true }],
    [
      'MD5-sess',
      {
        challenge: 'Digest realm="cam",nonce="n1",qop="auth",algorithm=MD5-sess',
        counted: true,
        session: true,
      },
    ],
    [
      'MD5-sess without qop',
      { challenge: 'Digest realm="cam", nonce="n1", algorithm="MD5-sess"', session: true },
    ],
    [
      'SHA-256',
      {
        challenge: 'Digest realm="cam",nonce="n1",qop="auth",algorithm=SHA-256',
        counted: true,
        hash: 'sha256',
      },
    ],
    [
      'SHA-256-sess',
      {
        challenge: 'Digest realm="cam",nonce="n1",qop=auth,algorithm=sha-256-sess',
        counted: true,
        hash: 'sha256',
        session: true,
      },
    ],
    [
      'SHA-512-256',
      {
        challenge: 'Digest realm="cam", nonce="n1", qop="auth", algorithm=SHA-512-256',
        counted: true,
        hash: 'sha512-256',
      },
    ],
    ['an empty algorithm', { challenge: 'Digest realm="cam", nonce="n1", algorithm=""' }],
    ['a nonce that comes first', { challenge: 'digest nonce="n1", cnonce="x", realm="cam"' }],
  ])('by Digest with %s', async (_, kind) => {
    await using camera = await RawCamera.start((request) =>
      answersDigest(request, kind) ? good : refused('401 No', `WWW-Authenticate: ${kind.challenge}`),
    );
    expect(await take(rawCapture(camera.url('/', userinfo)).frames(never()), 2)).toHaveLength(2);
    expect(camera.requests).toHaveLength(3);
  });

  test('although it first calls each new nonce stale', async () => {
    const challenge = (index: number) =>
      `Digest realm="cam", nonce="n${index}", qop="auth"${index > 0 ? ', stale=TRUE' : ''}`;
    await using camera = await RawCamera.start((request, index) => {
      const kind = { challenge: challenge(index - 1), counted: true };
      return index > 1 && answersDigest(request, kind)
        ? good
        : refused('401 No', `WWW-Authenticate: ${challenge(index)}`);
    });
    expect(await take(rawCapture(camera.url('/', userinfo)).frames(never()), 1)).toHaveLength(1);
  });

  test('but not for ever, when it calls every nonce stale', async () => {
    await using camera = await RawCamera.start((_, index) =>
      refused('401 No', `WWW-Authenticate: Digest realm="cam", nonce="n${index}", stale=true`),
    );
    expect(await failure(rawCapture(camera.url('/', userinfo)).frames(never()))).toMatchObject({
      code: 'unauthorized',
    });
    expect(camera.requests.length).toBeLessThan(6);
  });

  test.each<[string, RawReply]>([
    ['shows 401 without a challenge', refused('401 Unauthorized')],
    ['shows 403', refused('403 Forbidden')],
    ['shows a login page', page],
    ['redirects to a login page', refused('302 Found', 'Location: /login.html')],
  ])('by Basic unasked when it %s', async (_, refusal) => {
    await using camera = await RawCamera.start((request) => {
      if (request.startsWith('GET /login.html')) return page;
      return request.includes(basic) ? good : refusal;
    });
    expect(await take(rawCapture(camera.url('/', userinfo)).frames(never()), 2)).toHaveLength(2);
    expect(camera.requests[0]).not.toContain('Authorization');
  });

  test.each<[string, RawReply, string]>([
    ['401 without a challenge', refused('401 Unauthorized'), 'unauthorized'],
    ['403', refused('403 Forbidden'), 'unauthorized'],
    ['a page', page, 'bad-format'],
  ])('twice at most when it answers %s to everything', async (_, refusal, code) => {
    await using camera = await RawCamera.start(() => refusal);
    expect(await failure(rawCapture(camera.url('/', userinfo)).frames(never()))).toMatchObject({ code });
    expect(camera.requests).toHaveLength(2);
  });

  test('never by Basic where it offered Digest', async () => {
    await using camera = await RawCamera.start((request) =>
      request.includes('Authorization')
        ? refused('403 Forbidden')
        : refused('401 No', 'WWW-Authenticate: Digest realm="cam", nonce="n"'),
    );
    expect(await failure(rawCapture(camera.url('/', userinfo)).frames(never()))).toMatchObject({
      code: 'unauthorized',
    });
    expect(camera.requests.filter((request) => /Basic/.test(request))).toEqual([]);
  });

  test('not at all when it asks for an unknown scheme', async () => {
    await using camera = await RawCamera.start(() => refused('401 No', 'WWW-Authenticate: Negotiate'));
    await failure(rawCapture(camera.url('/', userinfo)).frames(never()));
    expect(camera.requests).toHaveLength(1);
  });
});

describe('a redirect', () => {
  const to = (location: string, ...headers: string[]) =>
    refused('302 Found', `Location: ${location}`, ...headers);

  test('may be relative and set the cookie that is wanted', async () => {
    await using camera = await RawCamera.start((request) => {
      if (request.startsWith('GET /cam/a ')) {
        return to(
          '../b?x=1#y',
          'Set-Cookie: id="a=b"; Path=/; HttpOnly',
          'Set-Cookie: lang=en; expires=Thu, 01 Jan 1970 01:00:00 GMT',
        );
      }
      const isWanted =
        request.startsWith('GET /b?x=1 ') && request.includes('\r\nCookie: id="a=b"; lang=en\r\n');
      return isWanted ? good : refused('404 Not Found');
    });
    expect(await take(rawCapture(camera.url('/cam/a')).frames(never()), 2)).toHaveLength(2);
  });

  test('that takes a cookie back is obeyed', async () => {
    await using camera = await RawCamera.start((request, index) => {
      if (index === 0) return to('/b', 'Set-Cookie: id=1', 'Set-Cookie: other=2');
      if (index === 1) return to('/c', 'Set-Cookie: id=; Max-Age=0');
      return request.includes('Cookie: other=2\r\n') ? good : refused('404 Not Found');
    });
    expect(await take(rawCapture(camera.url()).frames(never()), 1)).toHaveLength(1);
  });

  test('to another host gets neither password nor cookie', async () => {
    await using other = await RawCamera.start(() => good);
    await using camera = await RawCamera.start((request) =>
      request.includes(basic)
        ? to(`http://localhost:${other.port}/`, 'Set-Cookie: id=1')
        : refused('401 No', 'WWW-Authenticate: Basic realm="cam"'),
    );
    expect(await take(rawCapture(camera.url('/', userinfo)).frames(never()), 1)).toHaveLength(1);
    expect(other.requests[0]).not.toMatch(/Authorization|Cookie/);
  });

  test.each([
    'ftp://127.0.0.1/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:image/jpeg;base64,AAAA',
  ])('to %s is not followed, and the reason says so', async (location) => {
    await using camera = await RawCamera.start(() => to(location));
    expect(await failure(rawCapture(camera.url()).frames(never()))).toMatchObject({
      code: 'unreachable',
      message: `the camera redirects to ${location.slice(0, location.indexOf(':') + 1)}, which is not HTTP`,
    });
  });

  test('from http to https is followed', async () => {
    using tls = new SelfSigned();
    await using secure = await HttpCamera.start({ images: [picture], tls });
    await using camera = await RawCamera.start(() => to(secure.url('/stream')));
    const { message } = await failure(rawCapture(camera.url()).frames(never()));
    expect(message).toContain(`the certificate of 127.0.0.1:${secure.port} is not trusted`);
  });

  test('to an impossible address is reported as the answer', async () => {
    await using camera = await RawCamera.start(() => to('http://[x'));
    expect(await failure(rawCapture(camera.url()).frames(never()))).toMatchObject({
      message: 'the camera answers 302 Found',
    });
  });
});
