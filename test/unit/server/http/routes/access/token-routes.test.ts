import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newTokenSchema, tokenSchema } from '../../../../../../server/contract/access.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({
    config: { cameras: [{ id: 'hall', name: 'Hall', device: 'test', width: 64, height: 48 }] },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

function post(body: unknown): Promise<Response> {
  return server.fetch('/api/tokens', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
}

async function listed() {
  const { tokens } = (await (await server.fetch('/api/tokens')).json()) as { tokens: unknown[] };
  return tokens.map((token) => tokenSchema.strict().parse(token));
}

describe('/api/tokens', () => {
  test('makes a token that only the answer holds, lists it and deletes it', async () => {
    const answer = await post({ name: ' Prometheus ' });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { token, ...shown } = newTokenSchema.parse(await answer.json());
    expect(shown).toMatchObject({ name: 'Prometheus', scope: 'view', last_used_at: null });
    expect(await listed()).toContainEqual(shown);
    const file = join(server.dataFolder, 'access.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = token.slice(-43);
    for (const text of [readFileSync(file, 'utf8'), server.output]) expect(text).not.toContain(secret);

    const deleted = await server.fetch(`/api/tokens/${shown.id}`, { method: 'DELETE' });
    expect([deleted.status, await deleted.json()]).toMatchObject([200, { status: 'deleted' }]);
    expect(await listed()).not.toContainEqual(shown);
    expect(readFileSync(file, 'utf8')).not.toContain(shown.id);
    const again = await server.fetch(`/api/tokens/${shown.id}`, { method: 'DELETE' });
    expect([again.status, await again.json()]).toEqual([
      404,
      { detail: 'Token not found', code: 'unknown-token' },
    ]);
  });

  test('thirty at a time are all made, and are all there after a restart', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `Token ${index}`);
    const answers = await Promise.all(names.map((name) => post({ name, scope: 'admin' })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    const before = await listed();
    await server.restart();
    const after = await listed();
    expect(after).toEqual(before);
    expect(after.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  test.each([
    ['{', ['body', 1], 'json_invalid'],
    [[], ['body'], 'model_attributes_type'],
    [{}, ['body', 'name'], 'missing'],
    [{ name: 7 }, ['body', 'name'], 'value_error'],
    [{ name: '  ' }, ['body', 'name'], 'value_error'],
    [{ name: 'a\nb' }, ['body', 'name'], 'value_error'],
    [{ name: 'x'.repeat(65) }, ['body', 'name'], 'value_error'],
    [{ name: 'x', scope: 'root' }, ['body', 'scope'], 'value_error'],
    [{ name: 'x', scoped: 'view' }, ['body'], 'value_error'],
  ])('refuses %j at %j', async (body, loc, type) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    const { detail } = (await answer.json()) as { detail: { msg: string }[] };
    expect(detail).toMatchObject([{ loc, type }]);
    expect(detail[0]?.msg).toMatch(/./);
  });

  test('refuses a body that is larger than it could be', async () => {
    const answer = await post({ name: 'x'.repeat(17_000) });
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { detail: 'The body is larger than 16 kB.', code: 'too-large' },
    ]);
  });

  test.each([
    ['PUT', '/api/tokens', 'GET, HEAD, POST'],
    ['GET', '/api/tokens/0123456789abcdef', 'DELETE'],
  ])('has no %s %s, and says what it has', async (method, path, allow) => {
    const answer = await server.fetch(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });

  test('asks for a login where there is one', async () => {
    await using closed = await ServerHere.start({
      config: { auth: { enabled: true, username: 'me', password: 'sesame' }, cameras: [] },
    });
    for (const method of ['GET', 'POST'])
      expect((await closed.fetch('/api/tokens', { method })).status).toBe(401);
  });
});
