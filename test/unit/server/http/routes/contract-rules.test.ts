import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, unchangedBy } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

/*
 * The rules of POST /api/cameras at their edges: what is just right is saved, what is just wrong is 400 with the
 * known sentence and changes nothing.
 */

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081 };
const sane = { id: 'x', name: 'X', device: 'test' };

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start({ config: { cameras: [hall] } })));
afterAll(() => server[Symbol.asyncDispose]());

const post = (body: unknown) => call(server, 'POST', '/api/cameras', body);

async function refusal(body: unknown): Promise<unknown> {
  const { status, body: answer } = await unchangedBy(server, () => post(body));
  expect([status, (answer as { code: string }).code]).toEqual([400, 'bad-config']);
  return (answer as { detail: unknown }).detail;
}

describe('a camera', () => {
  test.each<[object, string]>([
    [{ id: '' }, 'Camera id is required.'],
    [{ id: '  ' }, 'Camera id is required.'],
    [{ name: '' }, "Camera 'x' must have a name."],
    [{ name: '\t ' }, "Camera 'x' must have a name."],
    [{ device: -1 }, "Camera 'x' requires a non-negative device index."],
    [{ width: 0 }, "Camera 'x' width must be positive when provided."],
    [{ height: -1 }, "Camera 'x' height must be positive when provided."],
    [{ fps: 0 }, "Camera 'x' fps must be positive when provided."],
    [{ brightness: -0.01 }, "Camera 'x' brightness should be between 0.0 and 1.0."],
    [{ brightness: 1.01 }, "Camera 'x' brightness should be between 0.0 and 1.0."],
    [{ exposure: -4 }, "Camera 'x' exposure should be between 0.0 and 10000.0."],
    [{ exposure: 10_000.5 }, "Camera 'x' exposure should be between 0.0 and 10000.0."],
    [{ white_balance: -1 }, "Camera 'x' white_balance should be between 0.0 and 12000.0."],
    [{ white_balance: 12_001 }, "Camera 'x' white_balance should be between 0.0 and 12000.0."],
    [{ port: 0 }, "Camera 'x' has an invalid port: 0."],
    [{ port: -1 }, "Camera 'x' has an invalid port: -1."],
    [{ port: 65_536 }, "Camera 'x' has an invalid port: 65536."],
    // ours, worded like them
    [{ width: 8_193 }, "Camera 'x' width should be between 16 and 8192."],
    [{ height: 15 }, "Camera 'x' height should be between 16 and 8192."],
    [{ fps: 240.1 }, "Camera 'x' fps should be between 0.01 and 240."],
    [{ quality: 9 }, "Camera 'x' quality should be between 10 and 100."],
    [{ rotate: 45 }, "Camera 'x' rotate should be one of 0, 90, 180, 270."],
    [{ flip: 'both' }, "Camera 'x' flip should be one of none, horizontal, vertical."],
    [{ name: 'n'.repeat(201) }, "Camera 'x' name should be at most 200 characters."],
    [{ group: 'g'.repeat(65) }, "Camera 'x' group should be at most 64 characters."],
    [{ group: 'a\u0000b' }, "Camera 'x' group must not contain control characters."],
    [{ name: 'a\u0000b' }, "Camera 'x' name must not contain control characters."],
    [{ id: 'i'.repeat(65) }, `Camera '${'i'.repeat(64)}' id should be at most 64 characters.`],
    [{ id: '..' }, "Camera '..' id must not consist of dots."],
    [{ id: 'a/b' }, "Camera 'a/b' id must not contain '/', '\\' or control characters."],
    [{ controls: { 'no such': 1 } }, "Camera 'x' controls has a name that V4L2 does not know: 'no such'."],
  ])('with %j is refused: %s', async (fields, detail) => {
    expect(await refusal({ cameras: [{ ...sane, ...fields }] })).toBe(detail);
  });

  test.each<object>([
    { brightness: 0, exposure: 0, white_balance: 0, width: 16, height: 16, fps: 0.01, port: 1, quality: 10 },
    { brightness: 1, exposure: 10_000, white_balance: 12_000, width: 8_192, height: 8_192, fps: 240 },
    {
      port: 65_535,
      quality: 100,
      rotate: 270,
      flip: 'vertical',
      controls: { gain: -0x7fff_ffff, hue: true },
    },
    { id: 'i'.repeat(64), name: 'n'.repeat(200) },
    { id: 'Küche & "Bad"', name: '<script>alert(1)</script>' },
  ])('with %j is saved', async (fields) => {
    const answer = await post({ cameras: [{ ...sane, ...fields }] });
    expect(answer).toMatchObject({ status: 200, body: { cameras: { cameras: [{ ...sane, ...fields }] } } });
    expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject({ cameras: [fields] });
  });

  test('is not alone: all messages of all cameras come at once, in the order of the list', async () => {
    const cameras = [
      { ...sane, name: '', width: 0, port: 0 },
      { ...sane, id: 'y', exposure: -4, brightness: 2 },
    ];
    expect(await refusal({ cameras })).toBe(
      "Camera 'x' must have a name.; Camera 'x' width must be positive when provided.; " +
        "Camera 'x' has an invalid port: 0.; Camera 'y' brightness should be between 0.0 and 1.0.; " +
        "Camera 'y' exposure should be between 0.0 and 10000.0.",
    );
  });

  test('may not have the id or the port of another', async () => {
    expect(await refusal({ cameras: [sane, sane] })).toBe("Duplicate camera id 'x' is not allowed.");
    const ports = [
      { ...sane, port: 8090 },
      { ...sane, id: 'y', port: 8090 },
    ];
    expect(await refusal({ cameras: ports })).toBe(
      'Duplicate port 8090 is not allowed; leave blank for auto-assignment.',
    );
  });
});

describe('the settings', () => {
  test.each<[object, string]>([
    [{ auth: { enabled: true } }, 'Auth is enabled but username or password is missing.'],
    [
      { auth: { enabled: true, username: 'me', password: ' ' } },
      'Auth is enabled but username or password is missing.',
    ],
    // auth alone, before all others
    [{ auth: { enabled: true }, max_viewers: 0 }, 'Auth is enabled but username or password is missing.'],
    [{ max_viewers: 0 }, 'max_viewers should be between 1 and 1000.'],
    [{ max_viewers: 1_001 }, 'max_viewers should be between 1 and 1000.'],
    [{ max_picture_size: 63 }, 'max_picture_size should be between 64 and 16384.'],
    [{ max_picture_size: 16_385 }, 'max_picture_size should be between 64 and 16384.'],
    [{ allowed_hosts: ['a b'] }, 'allowed_hosts should hold host names or addresses.'],
    [{ allowed_hosts: Array(33).fill('a') }, 'allowed_hosts should have at most 32 entries.'],
    [{ cors_origins: ['ftp://x'] }, 'cors_origins should hold origins like https://home.lan:8123, or "*".'],
    [
      { cors_origins: ['https://x/path'] },
      'cors_origins should hold origins like https://home.lan:8123, or "*".',
    ],
    [{ cors_origins: Array(33).fill('*') }, 'cors_origins should have at most 32 entries.'],
    [{ linger_seconds: 3_600.5 }, 'linger_seconds should be between 0 and 3600.'],
    [{ port_mode: 'none' }, 'port_mode should be one of embedded, nginx, off.'],
    [{ host: 'h'.repeat(254) }, 'host should be at most 253 characters.'],
  ])('%j are refused: %s', async (settings, detail) => {
    expect(await refusal({ cameras: [], ...settings })).toBe(detail);
  });

  test.each<[object, string, string]>([
    [{ max_viewers: 1.5 }, 'max_viewers', 'int_from_float'],
    [{ allowed_hosts: 'pi.lan' }, 'allowed_hosts', 'list_type'],
    [{ allowed_hosts: [1] }, 'allowed_hosts.0', 'string_type'],
    [{ cors_origins: Array(101).fill('*') }, 'cors_origins', 'too_long'],
    [{ auth: { protect_status: 'maybe' } }, 'auth.protect_status', 'bool_parsing'],
  ])('%j have not the right shape', async (settings, field, type) => {
    const answer = await unchangedBy(server, () => post({ cameras: [], ...settings }));
    expect(answer).toMatchObject({ status: 422, body: { field, detail: [{ type }] } });
  });

  test('at their edges are saved', async () => {
    const edges = [
      {
        max_viewers: 1,
        max_picture_size: 64,
        linger_seconds: 0,
        allowed_hosts: Array<string>(32).fill('[::1]'),
      },
      {
        max_viewers: 1_000,
        max_picture_size: 16_384,
        linger_seconds: 3_600,
        cors_origins: ['*', 'http://[::1]:8000'],
      },
    ];
    for (const settings of edges) {
      const answer = await post({ cameras: [], ...settings });
      expect(answer).toMatchObject({ status: 200, body: { cameras: settings } });
    }
  });
});

describe('numbers that are none', () => {
  test.each(['1e999', '-1e999', '"nan"', '"Infinity"', '"1e999"'])(
    '%s is 422 in every field',
    async (text) => {
      for (const field of ['device', 'port', 'width', 'fps', 'brightness', 'exposure', 'white_balance']) {
        const body = `{"cameras": [{"id": "x", "name": "X", "device": 0, "${field}": ${text}}]}`;
        const answer = await unchangedBy(server, () => post(body));
        expect(answer).toMatchObject({ status: 422, body: { field: `cameras.0.${field}` } });
      }
      const control = `{"cameras": [{"id": "x", "name": "X", "device": 0, "controls": {"gain": ${text}}}]}`;
      expect(await post(control)).toMatchObject({ status: 422, body: { field: 'cameras.0.controls.gain' } });
      expect(await post(`{"cameras": [], "linger_seconds": ${text}}`)).toMatchObject({ status: 422 });
    },
  );
});

describe('keys that are part of the language', () => {
  test('change nothing but what they stand in', async () => {
    const body = `{"__proto__": {"cameras": [], "host": "evil"}, "constructor": {"prototype": {"admin": 1}},
      "auth": {"__proto__": {"enabled": true}, "enabled": false},
      "cameras": [{"__proto__": {"port": 1}, "id": "x", "name": "X", "device": "test"}]}`;
    expect(await post(body)).toMatchObject({
      status: 200,
      body: { cameras: { host: '0.0.0.0', auth: { enabled: false }, cameras: [{ id: 'x', name: 'X' }] } },
    });
    expect(JSON.stringify((await call(server, 'GET', '/api/cameras')).body)).not.toMatch(/proto|evil|admin/);
    expect({}).not.toHaveProperty('admin');
  });

  test('are no controls', async () => {
    const body = '{"cameras": [{"id": "x", "name": "X", "device": 0, "controls": {"__proto__": 1}}]}';
    const answer = await unchangedBy(server, () => post(body));
    expect(answer).toMatchObject({ status: 422, body: { field: 'cameras.0.controls.__proto__' } });
  });
});

test("the family's own example with exposure -4 loads with a warning, and by POST is refused", async () => {
  const example = {
    host: '0.0.0.0',
    auth: { enabled: false, username: 'admin', password: 'changeme' },
    cameras: [
      { id: 'cam1', name: 'Front', device: 0, port: 8081, width: 640, height: 480, fps: 15, exposure: -4 },
      { id: 'cam2', name: 'Back', device: 1 },
    ],
  };
  await using family = await ServerHere.start({ config: example });
  const { problems } = await family.health();
  expect(problems).toEqual([
    expect.stringMatching(/^Camera 'cam1' exposure should be .*; the value is ignored\.$/),
  ]);
  const loaded = await call(family, 'GET', '/api/cameras');
  expect(loaded.body).toMatchObject({
    cameras: [
      { id: 'cam1', port: 8081, width: 640, fps: 15 },
      { id: 'cam2', port: 8082 },
    ],
  });
  expect(JSON.parse(readFileSync(family.configPath, 'utf8'))).toEqual({
    ...example,
    port_mode: 'off',
    auth: { ...example.auth, password: expect.stringMatching(/^\$scrypt\$/) as string },
  });
  expect(await unchangedBy(family, () => call(family, 'POST', '/api/cameras', example))).toMatchObject({
    status: 400,
    body: {
      detail: "Camera 'cam1' exposure should be between 0.0 and 10000.0.",
      field: 'cameras.0.exposure',
    },
  });
});
