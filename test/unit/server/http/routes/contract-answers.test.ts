import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../../../bench/contender/free-port.ts';
import { call, unchangedBy } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

/*
 * The endpoints of the parent system, with the statuses, key names and values that its clients know.
 */

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081 };
const full = {
  ...hall,
  width: 320,
  height: 240,
  fps: 10,
  brightness: 0.5,
  exposure: 100,
  white_balance: 4_000,
};

let server: ServerHere;
let ownPort: number;
beforeAll(async () => {
  ownPort = await freePort();
  server = await ServerHere.start({ args: ['--port', String(ownPort)] });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => call(server, 'POST', '/api/cameras', { cameras: [hall] }));

const post = (body: unknown) => call(server, 'POST', '/api/cameras', body);
const cameras = (...list: object[]) => ({ cameras: list });
const camera = (fields: object = {}) => ({ id: 'a', name: 'A', device: 'test', ...fields });

describe('the answers', () => {
  test('are compact JSON of type application/json, without a charset', async () => {
    for (const [path, status] of [
      ['/api/cameras', 200],
      ['/health', 200],
      ['/nothing', 404],
    ] as const) {
      const response = await server.fetch(path);
      const text = await response.text();
      expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/json']);
      expect(text).toBe(JSON.stringify(JSON.parse(text)));
    }
  });

  test('of unknown paths and ids are the known sentences', async () => {
    for (const [method, path, detail] of [
      ['GET', '/nothing', 'Not Found'],
      ['GET', '/cam/hall', 'Not Found'],
      ['GET', '/favicon.ico', 'Not Found'],
      ['GET', '/cam/nobody/snapshot', 'Camera not found'],
      ['GET', '/cam/nobody/video', 'Camera not found'],
      ['GET', '/cam/a%2Fb/snapshot', 'Camera not found'],
      ['DELETE', '/api/cameras/nobody', 'Camera not configured'],
      ['POST', '/api/cameras/nobody/restart', 'Camera not configured'],
    ] as const) {
      expect(await call(server, method, path)).toMatchObject({ status: 404, body: { detail } });
    }
  });

  test('of POST hold the whole configuration, those of DELETE the list', async () => {
    const posted = await post({ host: 'pi.lan', cameras: [full, camera()] });
    expect(posted).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        cameras: {
          host: 'pi.lan',
          auth: { enabled: false, username: '', password: '' },
          cameras: [
            full,
            { ...camera(), port: 8082, width: null, height: null, fps: null, brightness: null },
          ],
        },
      },
    });
    const deleted = await call(server, 'DELETE', '/api/cameras/hall');
    expect(deleted).toMatchObject({
      status: 200,
      body: { status: 'deleted', cameras: [{ id: 'a', port: 8082 }] },
    });
    const restarted = await call(server, 'POST', '/api/cameras/a/restart');
    expect(restarted).toMatchObject({ status: 200, body: { status: 'restarting' } });
  });

  test('of GET /api/cameras and the file have the same content, with two blanks of indent', async () => {
    await post({ cameras: [full] });
    const file = readFileSync(server.configPath, 'utf8');
    expect(JSON.parse(file)).toEqual((await call(server, 'GET', '/api/cameras')).body);
    expect(file).toMatch(/^\{\n {2}"host": "0\.0\.0\.0",\n/);
  });
});

describe('a body', () => {
  test('without host has the default, with unknown fields loses them, with texts for numbers is understood', async () => {
    await post({ host: 'pi.lan', cameras: [] });
    const answer = await post(cameras({ ...camera({ device: '1', fps: '15', port: 8_090.0, wide: 1 }) }));
    expect(answer.body).toMatchObject({
      cameras: { host: '0.0.0.0', cameras: [{ id: 'a', device: 1, fps: 15, port: 8090 }] },
    });
    expect(JSON.stringify(answer.body)).not.toContain('wide');
    expect(await post(cameras(camera({ device: true })))).toMatchObject({ status: 200 });
  });

  test('may name one device twice', async () => {
    expect((await post(cameras(hall, camera({ device: hall.device })))).status).toBe(200);
  });

  test.each<[object, unknown[], string]>([
    [{ host: 'x' }, ['body', 'cameras'], 'missing'],
    [cameras({ id: 'a', device: 0 }), ['body', 'cameras', 0, 'name'], 'missing'],
    [cameras(hall, camera({ device: '/etc/passwd' })), ['body', 'cameras', 1, 'device'], 'int_parsing'],
    [cameras(camera({ device: 1.5 })), ['body', 'cameras', 0, 'device'], 'int_from_float'],
    [cameras(camera({ port: 'x' })), ['body', 'cameras', 0, 'port'], 'int_parsing'],
    [{ cameras: [], auth: { enabled: 'x' } }, ['body', 'auth', 'enabled'], 'bool_parsing'],
  ])('of the wrong shape, %j, is 422 at %j', async (body, loc, type) => {
    const answer = await unchangedBy(server, () => post(body));
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: [{ type, loc, msg: expect.any(String) as string }], field: loc.slice(1).join('.') },
    });
    expect((answer.body as { detail: object[] }).detail[0]).toHaveProperty('input');
  });
});

describe('the ports', () => {
  const ports = async (...list: object[]) =>
    ((await post(cameras(...list))).body as { cameras: { cameras: { port: number }[] } }).cameras.cameras.map(
      ({ port }) => port,
    );

  test('begin at 8081, and an automatic one never takes one that is set later', async () => {
    await post(cameras());
    expect(await ports(camera({ id: 'a' }), camera({ id: 'b', port: 8081 }), camera({ id: 'c' }))).toEqual([
      8082, 8081, 8083,
    ]);
  });

  test('stay with their cameras when others come and go', async () => {
    await post(cameras());
    await ports(camera({ id: 'a' }), camera({ id: 'b' }), camera({ id: 'c' }));
    expect(await ports(camera({ id: 'c' }), camera({ id: 'new' }), camera({ id: 'b' }))).toEqual([
      8083, 8084, 8082,
    ]);
  });

  test('are never the one of the server', async () => {
    const answer = await unchangedBy(server, () => post(cameras(camera({ port: ownPort }))));
    expect(answer).toMatchObject({
      status: 400,
      body: {
        detail: `Camera 'a' cannot have port ${ownPort}: the server itself uses it.`,
        field: 'cameras.0.port',
      },
    });
    expect(await call(server, 'PATCH', '/api/cameras/hall', { port: ownPort })).toMatchObject({
      status: 400,
    });
  });
});
