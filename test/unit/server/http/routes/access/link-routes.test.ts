import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkSchema, type LinkView } from '../../../../../../server/contract/access.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const camera = (id: string) => ({ id, name: id, device: `test:${id}`, width: 64, height: 48 });
let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ config: { cameras: ['hall', 'front door', 'yard'].map(camera) } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const send = (method: string, path: string, body: unknown) =>
  server.fetch(path, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });

async function made(id: string, body: object = { scope: 'stream', expires_in: 3_600 }): Promise<LinkView> {
  const answer = await send('POST', `/api/cameras/${encodeURIComponent(id)}/links`, body);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return linkSchema.strict().parse(await answer.json());
}

const tokensOf = async (id: string) => (await listed(id)).map(({ token }) => token);

async function listed(id: string): Promise<LinkView[]> {
  const answer = await server.fetch(`/api/cameras/${encodeURIComponent(id)}/links`);
  return ((await answer.json()) as { links: LinkView[] }).links;
}

describe('/api/cameras/{id}/links', () => {
  test('makes a link, lists it with its address and deletes it', async () => {
    const askedAt = Date.now();
    const link = await made('front door', {
      scope: 'still',
      expires_in: 60,
      fps: 1,
      width: 320,
      label: 'Oma',
    });
    expect(link).toMatchObject({ camera: 'front door', scope: 'still', fps: 1, width: 320, label: 'Oma' });
    expect(Date.parse(link.expires_at) - askedAt).toBeGreaterThanOrEqual(60_000);
    expect(Date.parse(link.expires_at) - Date.parse(link.created_at)).toBe(60_000);
    expect(link.path).toBe(`/cam/front%20door/snapshot?token=${link.token}`);
    expect(link.url).toBe(server.url + link.path);
    expect(link.page).toBe(`${server.url}/guest?camera=front%20door&token=${link.token}`);
    const guest = await fetch(`${server.url}/cam/front%20door/guest?token=${link.token}`);
    expect(await guest.json()).toEqual({
      camera: { id: 'front door', name: expect.any(String) as string },
      scope: 'still',
      expires_at: link.expires_at,
    });
    expect((await fetch(link.url)).headers.get('content-type')).toBe('image/jpeg');
    expect(await listed('front door')).toEqual([link]);
    expect(await listed('hall')).toEqual([]);
    expect(server.output).not.toContain(link.token);

    const path = `/api/cameras/front%20door/links/${link.id}`;
    const deleted = await server.fetch(path, { method: 'DELETE' });
    expect([deleted.status, await deleted.json()]).toEqual([200, { status: 'deleted', links: [] }]);
    const again = await server.fetch(path, { method: 'DELETE' });
    expect([again.status, await again.json()]).toEqual([
      404,
      { detail: 'Link not found', code: 'unknown-link' },
    ]);
  });

  test('gives a stream the address of its video, and says null where there is no limit', async () => {
    const link = await made('hall', { scope: 'stream', expires_in: 31_536_000, fps: null });
    expect(link.path).toBe(`/cam/hall/video?token=${link.token}`);
    expect(link).toMatchObject({ fps: null, width: null, label: null });
  });

  test.each([
    ['camera.local:8000', /^http:\/\/camera\.local:8000\/cam/],
    ['[::1]:9', /^http:\/\/\[::1\]:9\/cam/],
    ['CAMERA.local', /^http:\/\/camera\.local\/cam/],
  ])('shows the address under the name it was asked by: %s', async (host, url) => {
    await made('hall');
    const { links } = await new Promise<{ links: LinkView[] }>((resolve, reject) => {
      get(`${server.url}/api/cameras/hall/links`, { headers: { host } }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => resolve(JSON.parse(text) as never));
      }).on('error', reject);
    });
    expect(links.at(-1)?.url).toMatch(url);
  });

  test('thirty at a time are all made, and are all the same after a restart', async () => {
    const links = await Promise.all(Array.from({ length: 30 }, () => made('yard')));
    await server.restart();
    expect((await tokensOf('yard')).sort()).toEqual(links.map(({ token }) => token).sort());
  });

  test.each([
    ['{', ['body', 1]],
    [{ expires_in: 60 }, ['body', 'scope']],
    [{ scope: 'stream' }, ['body', 'expires_in']],
    [{ scope: 'admin', expires_in: 60 }, ['body', 'scope']],
    [{ scope: 'stream', expires_in: 59 }, ['body', 'expires_in']],
    [{ scope: 'stream', expires_in: 31_536_001 }, ['body', 'expires_in']],
    [{ scope: 'stream', expires_in: 60.5 }, ['body', 'expires_in']],
    [{ scope: 'stream', expires_in: '1e3' }, ['body', 'expires_in']],
    [{ scope: 'stream', expires_in: 60, fps: 0 }, ['body', 'fps']],
    [{ scope: 'stream', expires_in: 60, width: 15 }, ['body', 'width']],
    [{ scope: 'stream', expires_in: 60, label: 'x'.repeat(65) }, ['body', 'label']],
    [{ scope: 'stream', expires_in: 60, widht: 100 }, ['body']],
  ])('refuses %j at %j and makes nothing', async (body, loc) => {
    const before = await listed('hall');
    const answer = await send('POST', '/api/cameras/hall/links', body);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      detail: [{ loc, msg: expect.stringMatching(/./) as string }],
    });
    expect(await listed('hall')).toEqual(before);
  });

  test('of a camera nobody configured is 404, whatever is done', async () => {
    const { id } = await made('hall');
    for (const answer of [
      await server.fetch('/api/cameras/nobody/links'),
      await send('POST', '/api/cameras/nobody/links', {}),
      await server.fetch(`/api/cameras/nobody/links/${id}`, { method: 'DELETE' }),
    ]) {
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { detail: 'Camera not configured', code: 'unknown-camera' },
      ]);
    }
    expect((await send('DELETE', `/api/cameras/yard/links/${id}`, {})).status).toBe(404);
    expect((await listed('hall')).map((link) => link.id)).toContain(id);
  });

  test.each([
    ['PUT', '/api/cameras/hall/links', 'GET, HEAD, POST'],
    ['GET', '/api/cameras/hall/links/0123456789abcdef', 'DELETE'],
  ])('has no %s %s, and says what it has', async (method, path, allow) => {
    const answer = await server.fetch(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });
});

describe('the links of a camera', () => {
  const configure = (...ids: string[]) => send('POST', '/api/cameras', { cameras: ids.map(camera) });

  test('go with it, also from the file, and do not come back with another of its name', async () => {
    const link = await made('yard');
    const other = await made('hall');
    await server.fetch('/api/cameras/yard', { method: 'DELETE' });
    await configure('hall', 'front door', 'yard');
    expect(await listed('yard')).toEqual([]);
    const endedAt = Date.now();
    await server.stop();
    const file = readFileSync(join(server.dataFolder, 'access.json'), 'utf8');
    expect(file).not.toContain(link.id);
    // A clock that is behind at the next start does not make the links that are left last longer.
    expect(Date.parse((JSON.parse(file) as { latest_at: string }).latest_at)).toBeGreaterThanOrEqual(endedAt);
    await server.restart();
    expect(await listed('yard')).toEqual([]);
    expect(await tokensOf('hall')).toContain(other.token);
  });

  test('go when it was taken out of the file meanwhile, but not when the file is broken', async () => {
    const link = await made('hall');
    const config = readFileSync(server.configPath, 'utf8');
    server.writeConfig(config.replace(/"device": "test:hall"/, '"device": "nonsense"'));
    await server.restart();
    expect((await server.health()).problems.join()).toContain('hall');
    server.writeConfig(config);
    server.child.kill('SIGHUP');
    await until('the file is good again', async () => (await server.health()).problems.length === 0);
    expect(await tokensOf('hall')).toContain(link.token);
    server.writeConfig({ cameras: [camera('yard')] });
    await server.restart();
    await configure('hall', 'yard');
    expect(await listed('hall')).toEqual([]);
  });

  test('of a server nobody has configured yet stay over a restart', async () => {
    await using fresh = await ServerHere.start();
    const [first] = (await fresh.health()).cameras;
    const path = `/api/cameras/${first?.id}/links`;
    const body = JSON.stringify({ scope: 'still', expires_in: 60 });
    await fresh.fetch(path, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    await fresh.restart();
    expect(await (await fresh.fetch(path)).json()).toMatchObject({ links: [{ camera: first?.id }] });
  });
});
