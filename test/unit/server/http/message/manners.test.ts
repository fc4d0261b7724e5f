import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081 };

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start({ config: { cameras: [hall] } })));
afterAll(() => server[Symbol.asyncDispose]());

describe('a slash at the end of a path', () => {
  test.each([
    ['/health/', '/health'],
    ['/api/cameras/', '/api/cameras'],
    ['/api/cameras/hall/?a=1&b=%2F', '/api/cameras/hall?a=1&b=%2F'],
    ['/cam/hall/snapshot/?t=1/', '/cam/hall/snapshot?t=1/'],
    ['/health///?', '/health?'],
    ['/api/cameras/K%C3%BCche/', '/api/cameras/K%C3%BCche'],
    ['//elsewhere.lan/', '//elsewhere.lan'],
  ])('%s leads to %s', async (path, target) => {
    const answer = await call(server, 'GET', path);
    expect(answer.status).toBe(307);
    const location = answer.headers.get('location') ?? '';
    // Relative: behind a proxy the path in front of it is another, and it never leads to another server.
    expect(location).toMatch(/^(\.\.\/)+[^/]/);
    expect(new URL(location, server.url + path).href).toBe(server.url + target);
  });

  test('keeps the method and the body', async () => {
    const response = await server.fetch('/api/cameras/hall/', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: '{"name": "Entry"}',
    });
    expect([response.status, await response.json()]).toMatchObject([200, { name: 'Entry' }]);
  });

  test('is the whole path of the wall', async () => {
    expect((await call(server, 'GET', '/')).status).not.toBe(307);
  });
});

describe('slashes in a row', () => {
  test.each([
    ['//cam/hall/snapshot', 200],
    ['/cam//hall///snapshot?t=//', 200],
    ['//health', 200],
    ['//api//cameras', 200],
    ['/cam/hall%2F/snapshot', 404],
  ])('%s answers what is meant: %s', async (path, status) => {
    const answer = await server.fetch(path);
    await answer.body?.cancel();
    expect(answer.status).toBe(status);
  });

  test('in front of a name are no other server', async () => {
    expect((await server.fetch('//elsewhere.lan', { redirect: 'manual' })).status).toBe(404);
  });
});

const routes: [string, string][] = [
  ['/', 'GET, HEAD'],
  ['/health', 'GET, HEAD'],
  ['/api/cameras', 'GET, HEAD, POST'],
  ['/api/cameras/hall', 'GET, HEAD, PUT, PATCH, DELETE'],
  ['/api/cameras/hall/restart', 'POST'],
  ['/api/cameras/hall/controls', 'GET, HEAD, PATCH'],
  ['/api/settings', 'GET, HEAD, PATCH'],
  ['/api/backup', 'GET, HEAD'],
  ['/api/restore', 'POST'],
  ['/cam/hall/video', 'GET, HEAD'],
  ['/cam/hall/snapshot', 'GET, HEAD'],
];

describe('a path that exists', () => {
  test.each(routes)('%s answers OPTIONS and refuses methods it does not have: %s', async (path, allowed) => {
    const options = await call(server, 'OPTIONS', path);
    expect([options.status, options.body]).toEqual([204, '']);
    expect(options.headers.get('allow')).toBe(`${allowed}, OPTIONS`);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
      (word) => !allowed.includes(word),
    )) {
      const refused = await call(server, method, path);
      expect(refused).toMatchObject({ status: 405, body: { detail: 'Method Not Allowed' } });
      expect(refused.headers.get('allow')).toBe(allowed);
    }
  });

  test.each(routes.filter(([path, allowed]) => allowed.includes('GET') && !path.endsWith('controls')))(
    '%s has the same head for HEAD as for GET, without a body',
    async (path) => {
      const abort = new AbortController();
      const get = await server.fetch(path, { signal: abort.signal });
      abort.abort();
      const head = await call(server, 'HEAD', path);
      expect([head.status, head.body]).toEqual([get.status, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
    },
  );
});

test.each(['GET', 'HEAD', 'POST', 'OPTIONS'])('an unknown path is 404 to %s', async (method) => {
  expect((await call(server, method, '/api/nothing')).status).toBe(404);
});
