import { describe, expect, test } from 'vitest';
import { failure, take } from '../../../../fixtures/images.ts';
import { RawCamera, type RawReply } from '../../../../fixtures/raw-camera.ts';
import { never, picture, rawCapture, refusal, secondPicture, seen } from './raw-capture.ts';

const length = `Content-Length: ${picture.length}`;
const type = 'Content-Type: image/jpeg';
const part = `--b\r\nContent-Type: image/jpeg\r\n${length}\r\n\r\n`;
const multipart = 'Content-Type: multipart/x-mixed-replace; boundary=b';

/** The bytes of a still: the head as text, then the picture. */
const still = (head: string, ...before: string[]): RawReply => ({ writes: [...before, head, picture] });
const stream = (head: string): RawReply => ({
  writes: [head, part, picture, '\r\n', part, secondPicture, '\r\n'],
});

describe('a still is shown although its head', () => {
  test.each<[string, RawReply]>([
    [
      'has a line without a name',
      still(
        `HTTP/1.1 200 OK\r\nServer: GoaHead\r\nTue, 12 Jun 2012 01:56:34 GMT\r\n${type}\r\n${length}\r\n\r\n`,
      ),
    ],
    ['has a line without a colon', still(`HTTP/1.1 200 OK\r\nnonsense\r\n${type}\r\n${length}\r\n\r\n`)],
    ['has a line that begins with a colon', still(`HTTP/1.1 200 OK\r\n: x\r\n${type}\r\n${length}\r\n\r\n`)],
    [
      'has an equals sign for a colon',
      still(`HTTP/1.1 200 OK\r\nX-Frame-Options="ALLOW-FROM: x"\r\n${type}\r\n${length}\r\n\r\n`),
    ],
    ['has a blank in a name', still(`HTTP/1.1 200 OK\r\nMy Header: x\r\n${type}\r\n${length}\r\n\r\n`)],
    [
      'has a blank before the colon',
      still(`HTTP/1.1 200 OK\r\nContent-Type : image/jpeg\r\nContent-Length : ${picture.length}\r\n\r\n`),
    ],
    [
      'has a folded line',
      still(`HTTP/1.1 200 OK\r\nX-Long: a\r\n\tb\r\n  c\r\n${type}\r\n${length}\r\n\r\n`),
    ],
    ['begins with a folded line', still(`HTTP/1.1 200 OK\r\n ${type}\r\n${length}\r\n\r\n`)],
    ['has bare line feeds', still(`HTTP/1.1 200 OK\n${type}\n${length}\n\n`)],
    ['has one bare line feed', still(`HTTP/1.1 200 OK\r\n${type}\n${length}\r\n\r\n`)],
    ['ends with a bare line feed', still(`HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\n`)],
    ['has doubled carriage returns', still(`HTTP/1.1 200 OK\r\r\n${type}\r\r\n${length}\r\r\n\r\r\n`)],
    [
      'has control bytes in a value',
      still(`HTTP/1.1 200 OK\r\nX: a\x01\x02\x7f\r\n${type}\r\n${length}\r\n\r\n`),
    ],
    ['has NUL in a value', still(`HTTP/1.1 200 OK\r\nX: a\0b\r\n${type}\r\n${length}\r\n\r\n`)],
    [
      'has bytes of no character in a value',
      still(`HTTP/1.1 200 OK\r\nX: \xfc\xff\r\n${type}\r\n${length}\r\n\r\n`),
    ],
    ['is in small letters', still(`http/1.1 200 ok\r\n${type.toLowerCase()}\r\n${length}\r\n\r\n`)],
    ['is that of an audio server', still(`ICY 200 OK\r\n${type}\r\n\r\n`)],
    ['has no minor version', still(`HTTP/1 200 OK\r\n${type}\r\n\r\n`)],
    ['has no reason', still(`HTTP/1.1 200\r\n${type}\r\n${length}\r\n\r\n`)],
    ['is not there', still('')],
    ['has no status line', still(`${type}\r\n${length}\r\n\r\n`)],
    ['has an empty line before it', still(`\r\nHTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n`)],
    [
      'has 17 kB of cookies',
      still(`HTTP/1.1 200 OK\r\nSet-Cookie: a=${'x'.repeat(17_000)}\r\n${type}\r\n${length}\r\n\r\n`),
    ],
    [
      'has 60 cookies of 1 kB',
      still(
        `HTTP/1.1 200 OK\r\n${Array.from({ length: 60 }, (_, index) => `Set-Cookie: c${index}=${'x'.repeat(1_000)}\r\n`).join('')}${type}\r\n${length}\r\n\r\n`,
      ),
    ],
    ['tells its length twice', still(`HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n${length}\r\n\r\n`)],
    [
      'tells its length in a list',
      still(`HTTP/1.1 200 OK\r\n${type}\r\n${length}, ${picture.length}\r\n\r\n`),
    ],
    ['tells two lengths', still(`HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\nContent-Length: 7\r\n\r\n`)],
    ['tells a length of 0', still(`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: 0\r\n\r\n`)],
    ['tells a length of -1', still(`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: -1\r\n\r\n`)],
    ['tells a length that is none', still(`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: big\r\n\r\n`)],
    [
      'has another of 100-continue before it',
      still(`HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n`, 'HTTP/1.1 100 Continue\r\n\r\n'),
    ],
    [
      'has several of 1xx before it',
      still(
        `HTTP/1.1 200 OK\r\n${type}\r\n${length}\r\n\r\n`,
        'HTTP/1.1 102 Processing\r\nX: y\r\n\r\nHTTP/1.1 103 Early Hints\n\n',
      ),
    ],
  ])('%s, and so is the next', async (_, reply) => {
    const { images, drops } = await seen(reply, 2);
    expect(images).toEqual([picture, picture]);
    expect(drops).toEqual([]);
  });
});

describe('a stream is shown although its head', () => {
  test.each<[string, RawReply]>([
    [
      'folds its type',
      stream('HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;\r\n  boundary=b\r\n\r\n'),
    ],
    ['is that of an audio server', stream(`ICY 200 OK\r\n${multipart}\r\n\r\n`)],
    ['is not there', stream('')],
    ['is an empty line', stream('\r\n')],
    ['has bare line feeds', stream(`HTTP/1.0 200 OK\n${multipart}\n\n`)],
    ['tells a length of 0', stream(`HTTP/1.1 200 OK\r\n${multipart}\r\nContent-Length: 0\r\n\r\n`)],
    ['tells a length of -1', stream(`HTTP/1.1 200 OK\r\n${multipart}\r\nContent-Length: -1\r\n\r\n`)],
    ["tells the first part's length", stream(`HTTP/1.1 200 OK\r\n${multipart}\r\n${length}\r\n\r\n`)],
    [
      'announces chunks that do not come',
      stream(`HTTP/1.1 200 OK\r\n${multipart}\r\nTransfer-Encoding: chunked\r\n\r\n`),
    ],
  ])('%s', async (_, reply) => {
    expect((await seen(reply, 2)).images).toEqual([picture, secondPicture]);
  });
});

describe('chunks', () => {
  const hex = picture.length.toString(16);
  test.each<[string, RawReply]>([
    [
      'go before a length',
      {
        writes: [
          `HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n${hex}\r\n`,
          picture,
          '\r\n0\r\n\r\n',
        ],
        open: true,
      },
    ],
    [
      'may have bare line feeds, blanks and extensions',
      {
        writes: [
          `HTTP/1.1 200 OK\r\n${type}\r\nTransfer-Encoding: Chunked\r\n\r\n 00${hex.toUpperCase()} ;a=b\n`,
          picture,
          '\n0\nX: trailer\n\n',
        ],
        open: true,
      },
    ],
  ])('%s, and the connection is used again', async (_, reply) => {
    await using camera = await RawCamera.start(() => reply);
    const images = await take(rawCapture(camera.url()).frames(never()), 3);
    expect(images.map((image) => Buffer.from(image.jpeg))).toEqual([picture, picture, picture]);
    expect(camera.connectionCount).toBe(1);
  });
});

describe('the reason names the line that cannot be HTTP', () => {
  test.each<[string, string, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', '"SSH-2.0-OpenSSH_9.2"'],
    ['a status that is no number', 'HTTP/1.1 OK 200\r\n\r\n', '"HTTP/1.1 OK 200"'],
    ['another protocol of the kind', 'RTSP/1.0 200 OK\r\n\r\n', '"RTSP/1.0 200 OK"'],
    ['control bytes', '\x02\x00login:\x1b[2J\r\n', String.raw`"\x02\x00login:\x1b[2J"`],
    [
      'an address with a password',
      'see http://me:secret@10.0.0.1/x?pass=y\r\n',
      '"see http://***@10.0.0.1/x?***"',
    ],
    [
      'a header with a password',
      'authorization Basic c2VjcmV0\r\nAuthorization: Basic c2VjcmV0\r\n',
      '"authorization ***"',
    ],
    ['a long line without an end', 'x'.repeat(5_000), `"${'x'.repeat(100)}…"`],
  ])('%s', async (_, text, line) => {
    const [code, message] = await refusal({ writes: [text] });
    expect(code).toBe('malformed-http');
    expect(message).toBe(`HOST: the camera answers malformed HTTP: ${line}`);
  });

  test('an answer that repeats the password', async () => {
    await using camera = await RawCamera.start(() => ({ writes: ['no p@ss!word here\r\n'] }));
    const capture = rawCapture(camera.url('/', 'me:p%40ss%21word@'));
    expect((await failure(capture.frames(never()))).message).toMatch(/"no \*\*\* here"$/);
  });

  test('a head without an end is left after 64 KiB', async () => {
    const [code, message] = await refusal({ writes: [`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(200_000)}`] });
    expect([code, message]).toEqual([
      'malformed-http',
      `HOST: the head of its answer is longer than 65536 bytes: "X: ${'y'.repeat(97)}…"`,
    ]);
  });

  test('a head of many lines is left after 1000', async () => {
    const [code, message] = await refusal({ writes: [`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(5_000)}`] });
    expect([code, message]).toEqual([
      'malformed-http',
      'HOST: the head of its answer has more than 1000 lines: "a: b"',
    ]);
  });

  test('a chunk without a size', async () => {
    const head = `HTTP/1.1 200 OK\r\n${type}\r\nTransfer-Encoding: chunked\r\n\r\nsome text\r\n`;
    expect(await refusal({ writes: [head] })).toEqual([
      'malformed-http',
      'HOST: the camera sends a chunk without a size: "some text"',
    ]);
  });

  test('a connection that is closed at once is no HTTP, but it is not malformed either', async () => {
    expect(await refusal({ writes: [] })).toEqual([
      'unreachable',
      'HOST: the camera closed the connection without an answer',
    ]);
  });
});

test('a camera with an IPv6 address is asked for itself', async () => {
  await using camera = await RawCamera.start(() => still(`HTTP/1.1 200 OK\r\n${type}\r\n\r\n`), '::1');
  const capture = rawCapture(camera.url('/a?b=c', '', '[::1]'));
  expect(await take(capture.frames(never()), 1)).toHaveLength(1);
  expect(camera.requests[0]).toMatch(
    new RegExp(`^GET /a\\?b=c HTTP/1\\.1\r\nHost: \\[::1\\]:${camera.port}\r\n`),
  );
});
