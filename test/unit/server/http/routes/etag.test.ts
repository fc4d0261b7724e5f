import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, unchangedBy } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081 };
const paths = ['/api/cameras', '/api/cameras/hall', '/api/settings'];

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start()));
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => call(server, 'POST', '/api/cameras', { cameras: [hall] }));

const etagOf = async (path = '/api/cameras') => (await call(server, 'GET', path)).headers.get('etag') ?? '';

/** An ETag as proxies pass it on: nginx makes it weak, Apache and Caddy add the method of their compression. */
const namesOf = (etag: string) => [
  etag,
  `W/${etag}`,
  ...['gzip', 'br', 'zstd'].map((method) => etag.replace(/"$/, `-${method}"`)),
];

describe('the ETag', () => {
  test('is strong and the same for every part of the configuration', async () => {
    const etags = await Promise.all(paths.map(etagOf));
    expect(etags[0]).toMatch(/^"[\w-]{20,}"$/);
    expect(new Set(etags).size).toBe(1);
  });

  test.each(paths)('spares a client that has it the body of %s', async (path) => {
    const etag = await etagOf(path);
    for (const method of ['GET', 'HEAD']) {
      for (const known of [`"other", ${etag}`, '*', ...namesOf(etag)]) {
        const answer = await call(server, method, path, undefined, { 'If-None-Match': known });
        expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([304, '', etag]);
      }
      const other = await call(server, method, path, undefined, { 'If-None-Match': '"other"' });
      expect(other.status).toBe(200);
    }
  });

  test('comes new with every write, and is that of the next read', async () => {
    const writes: [string, string, unknown][] = [
      ['POST', '/api/cameras', { cameras: [{ ...hall, name: 'A' }] }],
      ['PUT', '/api/cameras/hall', { ...hall, name: 'B' }],
      ['PUT', '/api/cameras/new', { name: 'New', device: 'test' }],
      ['PATCH', '/api/cameras/hall', { name: 'C' }],
      ['PATCH', '/api/settings', { max_viewers: 7 }],
      ['POST', '/api/restore', { cameras: [{ ...hall, name: 'D' }] }],
      ['DELETE', '/api/cameras/hall', undefined],
    ];
    const seen = new Set([await etagOf()]);
    for (const [method, path, body] of writes) {
      const { status, headers } = await call(server, method, path, body);
      expect(status).toBeLessThan(300);
      const etag = headers.get('etag') ?? '';
      expect(seen).not.toContain(etag);
      expect(etag).toBe(await etagOf());
      seen.add(etag);
    }
  });

  test('changes back with the configuration, and not with a write that changes nothing', async () => {
    const first = await etagOf();
    await call(server, 'PATCH', '/api/cameras/hall', { name: 'Other' });
    const again = await call(server, 'PATCH', '/api/cameras/hall', { name: 'Hall' });
    expect(again.headers.get('etag')).toBe(first);
    expect((await call(server, 'PATCH', '/api/cameras/hall', {})).headers.get('etag')).toBe(first);
  });
});

describe('If-Match', () => {
  const writes: [string, string, unknown][] = [
    ['POST', '/api/cameras', { cameras: [] }],
    ['PUT', '/api/cameras/hall', { name: 'B', device: 'test' }],
    ['PUT', '/api/cameras/new', { name: 'B', device: 'test' }],
    ['PATCH', '/api/cameras/hall', { name: 'C' }],
    ['DELETE', '/api/cameras/hall', undefined],
    ['PATCH', '/api/settings', { max_viewers: 8 }],
    ['POST', '/api/restore', { cameras: [] }],
  ];

  test.each(writes)(
    'of another configuration keeps %s %s from changing anything',
    async (method, path, body) => {
      const stale = await etagOf();
      await call(server, 'PATCH', '/api/cameras/hall', { name: 'Somebody else' });
      for (const wanted of namesOf(stale)) {
        const answer = await unchangedBy(server, () =>
          call(server, method, path, body, { 'If-Match': wanted }),
        );
        expect(answer).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } });
        expect((answer.body as { detail: unknown }).detail).toMatch(/changed meanwhile/);
        expect(answer.headers.get('etag')).toBe(await etagOf());
      }
    },
  );

  test.each(writes)('of this configuration, or of any, lets %s %s through', async (method, path, body) => {
    const exact = await call(server, method, path, body, { 'If-Match': `"other", ${await etagOf()}` });
    expect(exact.status).toBeLessThan(300);
    await call(server, 'POST', '/api/cameras', { cameras: [hall] });
    expect((await call(server, method, path, body, { 'If-Match': '*' })).status).toBeLessThan(300);
  });

  test.each(writes)(
    'of this configuration, from behind a proxy, lets %s %s through',
    async (method, path, body) => {
      for (const wanted of namesOf(await etagOf())) {
        const answer = await call(server, method, path, body, { 'If-Match': wanted });
        expect([wanted, answer.status < 300]).toEqual([wanted, true]);
        await call(server, 'POST', '/api/cameras', { cameras: [hall] });
      }
    },
  );

  test('lets one of thirty editors through who all saw the same', async () => {
    const headers = { 'If-Match': await etagOf() };
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        call(server, 'PATCH', '/api/cameras/hall', { name: `Editor ${index}` }, headers),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(29);
    const winner = answers.find(({ status }) => status === 200)?.body as { name: string };
    expect((await server.camera('hall')).name).toBe(winner.name);
  });
});
