import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, unchangedBy } from '../../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', port: 8081, width: 320, height: 240, fps: 10 };
const yard = { id: 'yard', name: 'Yard', device: 'test:Yard', port: 8082, width: 320, height: 240, fps: 10 };
const unset = { brightness: null, exposure: null, white_balance: null };

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start()));
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => call(server, 'POST', '/api/cameras', { cameras: [hall, yard] }));

const saved = () =>
  (JSON.parse(readFileSync(server.configPath, 'utf8')) as { cameras: Record<string, unknown>[] }).cameras;
const order = () => saved().map(({ id }) => id);

describe('GET /api/cameras/{id}', () => {
  test('shows the camera, and is 404 for an unknown one', async () => {
    expect(await call(server, 'GET', '/api/cameras/hall')).toMatchObject({
      status: 200,
      body: { ...hall, ...unset },
    });
    expect(await call(server, 'GET', '/api/cameras/nobody')).toMatchObject({
      status: 404,
      body: { detail: 'Camera not configured', code: 'unknown-camera' },
    });
  });
});

describe('PUT /api/cameras/{id}', () => {
  test('creates a camera with 201, gives it a port and puts it last', async () => {
    const answer = await call(server, 'PUT', '/api/cameras/new', { name: 'New', device: 'test' });
    const wanted = { id: 'new', name: 'New', device: 'test', port: 8083, width: null, ...unset };
    expect(answer).toMatchObject({ status: 201, body: wanted });
    expect(order()).toEqual(['hall', 'yard', 'new']);
    expect((await server.camera('new')).port).toBe(8083);
  });

  test('replaces one with 200: fields that are left out are cleared, its place and its port stay', async () => {
    const body = { id: 'hall', name: 'Entry', device: 'test' };
    const answer = await call(server, 'PUT', '/api/cameras/hall', body);
    expect(answer).toMatchObject({ status: 200, body: { ...body, port: 8081, width: null, fps: null } });
    expect(order()).toEqual(['hall', 'yard']);
  });

  test('takes ids that have to be escaped, and cameras named like parts of the language', async () => {
    for (const id of ['Küche & Bad', '__proto__', 'constructor', 'toString']) {
      const path = `/api/cameras/${encodeURIComponent(id)}`;
      expect(await call(server, 'PUT', path, { name: 'X', device: 'test' })).toMatchObject({ status: 201 });
      expect(await call(server, 'GET', path)).toMatchObject({ status: 200, body: { id } });
      expect(await call(server, 'DELETE', path)).toMatchObject({ status: 200 });
    }
  });

  test.each([
    ['new', { device: 'test' }, 422, 'name', [{ type: 'missing', loc: ['body', 'name'] }]],
    ['new', undefined, 422, undefined, [{ type: 'missing', loc: ['body'] }]],
    ['new', [], 422, undefined, [{ type: 'model_attributes_type', loc: ['body'] }]],
    ['new', { ...hall, id: null }, 422, 'id', [{ type: 'string_type', loc: ['body', 'id'] }]],
    ['new', { ...hall, port: null, device: '1.5' }, 422, 'device', [{ type: 'int_parsing' }]],
    ['new', hall, 400, undefined, /Camera 'hall' cannot be saved as 'new'/],
    [
      'new',
      { name: 'N', device: 'test', port: 8082 },
      400,
      'port',
      /^Duplicate port 8082 is not allowed; leave/,
    ],
    ['new', { name: 'N', device: 'test', port: 65_536 }, 400, 'port', /has an invalid port: 65536\./],
    ['hall', { ...hall, exposure: -4 }, 400, 'exposure', /exposure should be between 0\.0 and 10000\.0\.$/],
    ['hall', { ...hall, width: 0, fps: -1 }, 400, undefined, /width must be .*\.; Camera 'hall' fps must be/],
    ['hall', { ...hall, controls: { gain: 2 ** 31 } }, 400, 'controls.gain', /should fit in 32 bits/],
    ['..%2F', { name: 'N', device: 'test' }, 400, 'id', /id must not contain/],
    ['%20', { name: 'N', device: 'test' }, 400, 'id', /Camera id is required\./],
  ])('of %s with %j is %i, field %j', async (id, body, status, field, detail) => {
    const answer = await unchangedBy(server, () => call(server, 'PUT', `/api/cameras/${id}`, body));
    expect(answer.status).toBe(status);
    const refused = answer.body as { detail: unknown; code: string; field?: string };
    if (detail instanceof RegExp) expect(refused.detail).toMatch(detail);
    else expect(refused.detail).toMatchObject(detail);
    expect(refused.field).toBe(field);
    expect(refused.code).toBe(status === 400 ? 'bad-config' : 'bad-shape');
  });

  test('refuses one camera more than there may be', async () => {
    const cameras = Array.from({ length: 64 }, (_, index) => ({ id: `c${index}`, name: 'C', device: 9_000 }));
    expect(await call(server, 'POST', '/api/cameras', { cameras })).toMatchObject({ status: 200 });
    const one = { name: 'C', device: 9_000 };
    const answer = await unchangedBy(server, () => call(server, 'PUT', '/api/cameras/more', one));
    expect(answer).toMatchObject({ status: 400, body: { detail: 'No more than 64 cameras are allowed.' } });
    expect(await call(server, 'PUT', '/api/cameras/c3', one)).toMatchObject({ status: 200 });
  });
});

describe('PATCH /api/cameras/{id}', () => {
  test('changes the fields that are given, and null clears one', async () => {
    const answer = await call(server, 'PATCH', '/api/cameras/hall', {
      name: 'Entry',
      width: null,
      rotate: 90,
    });
    expect(answer).toMatchObject({ status: 200, body: { ...hall, name: 'Entry', width: null, rotate: 90 } });
    const cleared = await call(server, 'PATCH', '/api/cameras/hall', { rotate: null });
    expect(cleared.body).not.toHaveProperty('rotate');
    expect(saved()[0]).toMatchObject({ name: 'Entry', width: null, height: 240 });
    expect(saved()[1]).toMatchObject(yard);
  });

  test('with nothing in it changes nothing', async () => {
    const answer = await unchangedBy(server, () => call(server, 'PATCH', '/api/cameras/hall', {}));
    expect(answer).toMatchObject({ status: 200, body: hall });
  });

  test('names each field that no camera has, instead of dropping it', async () => {
    const body = '{"brigthness": 1, "__proto__": {"name": "x"}, "constructor": 1, "name": "Y"}';
    const answer = await unchangedBy(server, () => call(server, 'PATCH', '/api/cameras/hall', body));
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'bad-shape',
        detail: ['brigthness', '__proto__', 'constructor'].map((field) => ({
          type: 'extra_forbidden',
          loc: ['body', field],
          msg: expect.stringMatching(/^Extra inputs are not permitted(; did you mean 'brightness'\?)?$/),
        })),
      },
    });
  });

  test.each([
    ['hall', { name: null }, 422],
    ['hall', { name: ' ' }, 400],
    ['hall', { id: 'other' }, 400],
    ['hall', { port: 8082 }, 400],
    ['hall', { port: 0 }, 400],
    ['hall', { brightness: 1.01 }, 400],
    ['hall', '{"fps": 1e999}', 422],
    ['hall', null, 422],
    ['nobody', { name: 'N' }, 404],
  ])('of %s with %j is %i', async (id, body, status) => {
    const answer = await unchangedBy(server, () => call(server, 'PATCH', `/api/cameras/${id}`, body));
    expect(answer.status).toBe(status);
  });
});

describe('the login of a network camera', () => {
  test('is never shown, and stays when the address comes back as it was shown', async () => {
    const device = 'rtsp://me:hush@127.0.0.1:9/live?key=secret';
    const created = await call(server, 'PUT', '/api/cameras/net', { name: 'Net', device });
    const shown = 'rtsp://***@127.0.0.1:9/live?***';
    expect(created.body).toMatchObject({ device: shown });
    const { body } = await call(server, 'GET', '/api/cameras/net');
    expect(await call(server, 'PUT', '/api/cameras/net', body)).toMatchObject({ body: { device: shown } });
    await call(server, 'PATCH', '/api/cameras/net', { name: 'Gate', device: shown });
    await call(server, 'PATCH', '/api/cameras/net', { fps: 5 });
    expect(saved()[2]).toMatchObject({ name: 'Gate', fps: 5, device });
  });
});
