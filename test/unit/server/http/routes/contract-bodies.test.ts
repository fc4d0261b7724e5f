import { request, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, unchangedBy } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081 };
const good = JSON.stringify({ cameras: [{ ...hall, name: 'New' }] });
const json = { 'Content-Type': 'application/json' };

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start({ config: { cameras: [hall] } })));
afterAll(() => server[Symbol.asyncDispose]());

/** A body sent as bytes; without Content-Length where `chunks` are several. */
function send(
  chunks: (Buffer | string)[],
  headers: OutgoingHttpHeaders,
  path = '/api/cameras',
  method = 'POST',
) {
  return new Promise<{ status: number | undefined; body: Record<string, unknown> }>((resolve, reject) => {
    const sent = request(server.url + path, { method, headers }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode, body: JSON.parse(body) as Record<string, unknown> });
      }, reject);
    });
    sent.once('error', reject);
    for (const chunk of chunks.slice(0, -1)) sent.write(chunk);
    sent.end(chunks.at(-1));
  });
}

describe('a body that is not JSON', () => {
  test.each([
    ['{', 1],
    ['{"cameras": [}', 13],
    ['{"a":1,}', 7],
    ['{"cameras": []} x', 16],
    ['{"cameras": [], "linger_seconds": NaN}', 34],
    ['{"cameras": [], "linger_seconds": Infinity}', 34],
    ["{'cameras': []}", 1],
    ['{"host": "a\nb"}', 9],
  ])('%j is 422 json_invalid at %i', async (body, offset) => {
    const answer = await unchangedBy(server, () => call(server, 'POST', '/api/cameras', body));
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'json-invalid',
        detail: [{ type: 'json_invalid', loc: ['body', offset], msg: 'JSON decode error', input: {} }],
      },
    });
  });

  test('quotes nothing of it: it may hold a password', async () => {
    const answer = await call(server, 'POST', '/api/cameras', '{"auth": {"password": "sesame" oops}}');
    expect(JSON.stringify(answer.body)).not.toContain('sesame');
  });

  test.each([
    ['ISO 8859-1', Buffer.from('{"cameras": [], "host": "jürgen"}', 'latin1'), 26],
    ['half a letter', Buffer.from([0x7b, 0x22, 0xc3]), 2],
    ['UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le'), 0],
  ])('%s instead of UTF-8 is the same', async (_name, bytes, offset) => {
    const answer = await unchangedBy(server, () => send([bytes], json));
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'json_invalid', loc: ['body', offset] }] },
    });
  });
});

describe('a body of another type', () => {
  test.each([
    ['text/plain', 422, 'model_attributes_type'],
    ['text/plain;charset=utf-8', 422, 'model_attributes_type'],
    ['application/x-www-form-urlencoded', 422, 'model_attributes_type'],
    ['multipart/form-data; boundary=x', 422, 'model_attributes_type'],
    ['application/jsonp', 422, 'model_attributes_type'],
    ['nonsense', 422, 'model_attributes_type'],
  ])('%s is %i %s, also where it holds JSON', async (type, status, issue) => {
    for (const [method, path] of [
      ['POST', '/api/cameras'],
      ['PUT', '/api/cameras/hall'],
      ['PATCH', '/api/cameras/hall'],
      ['PATCH', '/api/settings'],
      ['POST', '/api/restore'],
    ] as const) {
      const answer = await unchangedBy(server, () =>
        call(server, method, path, good, { 'Content-Type': type }),
      );
      expect(answer).toMatchObject({ status, body: { detail: [{ type: issue, loc: ['body'] }] } });
    }
  });

  test.each(['', 'null', ' null '])('%j, which is none, is 422 missing', async (body) => {
    const answer = await unchangedBy(server, () => send([body], json));
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ type: 'missing', loc: ['body'] }] } });
  });

  test.each(['application/json', 'APPLICATION/JSON; Charset="UTF-8"', 'application/vnd.rpicam+json'])(
    '%s is JSON',
    async (type) => {
      expect((await send([good], { 'Content-Type': type })).status).toBe(200);
    },
  );

  test('no type at all is taken for JSON, and a byte order mark is no matter', async () => {
    expect((await send([good], {})).status).toBe(200);
    expect((await send([`\uFEFF${good}`], json)).status).toBe(200);
  });

  test.each(['utf-16', 'iso-8859-1', 'utf-7', ''])('charset %j is 415', async (charset) => {
    const headers = { 'Content-Type': `application/json; charset=${charset}` };
    const answer = await unchangedBy(server, () => send([good], headers));
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-charset' } });
  });

  test.each(['gzip', 'deflate', 'br', 'gzip, gzip', 'x'])('Content-Encoding %s is 415', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
    const answer = await unchangedBy(server, () => send([bomb], { ...json, 'Content-Encoding': encoding }));
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-encoding' } });
  });
});

describe('a body that is too large', () => {
  const tooLarge = { status: 413, body: { detail: 'The body is larger than 1 MB.', code: 'too-large' } };

  test('is 413, and the client sees it: 10 MB with and without Content-Length', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const chunks = Array.from({ length: 10 }, () => chunk);
    expect(await unchangedBy(server, () => send(chunks, json))).toMatchObject(tooLarge);
    const headers = { ...json, 'Content-Length': 10 * chunk.length };
    expect(await unchangedBy(server, () => send(chunks, headers))).toMatchObject(tooLarge);
    expect(await send(chunks, { 'Content-Type': 'text/plain' })).toMatchObject(tooLarge);
  });

  test('is one byte more than 1 MB', async () => {
    const fill = (size: number) => good + ' '.repeat(size - Buffer.byteLength(good));
    expect((await send([fill(1024 * 1024)], json)).status).toBe(200);
    expect(await send([fill(1024 * 1024 + 1)], json)).toMatchObject(tooLarge);
  });
});

describe('a body that is nested deeply', () => {
  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  test.each([
    ['as a whole', deep(100_000)],
    ['as the cameras', `{"cameras": ${deep(100_000)}}`],
    ['as a field', `{"cameras": [{"id": "a", "name": "A", "device": ${deep(100_000)}}]}`],
    [
      'as a control',
      `{"cameras": [{"id": "a", "name": "A", "device": 0, "controls": {"gain": ${deep(100_000)}}}]}`,
    ],
    ['as objects', `{"cameras": ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
    ['and cut off', '['.repeat(500_000)],
  ])('%s is 422', async (_where, body) => {
    const answer = await unchangedBy(server, () => call(server, 'POST', '/api/cameras', body));
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
  });

  test('in a field that nobody knows is dropped like the field', async () => {
    const body = `{"cameras": [], "unknown": ${deep(100_000)}}`;
    expect((await call(server, 'POST', '/api/cameras', body)).status).toBe(200);
  });

  test('with a name that stands twice is 422 and says where', async () => {
    const body = '{"cameras": [], "auth": {"enabled": true, "enabled": false}}';
    const answer = await unchangedBy(server, () => call(server, 'POST', '/api/cameras', body));
    const ctx = { error: "'auth.enabled' stands there twice" };
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 42], ctx }] } });
  });

  test('or of one endless text is 422 as well', async () => {
    const escapes = `{"cameras": "${'\\n'.repeat(400_000)}`;
    const answer = await unchangedBy(server, () => call(server, 'POST', '/api/cameras', escapes));
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ type: 'json_invalid' }] } });
  });
});
