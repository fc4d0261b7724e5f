import { describe, expect, test } from 'vitest';
import {
  parseConfigBody,
  type ConfigBodyOptions,
} from '../../../../../server/contract/config/config-body.ts';
import { defaultConfig, maxCameras } from '../../../../../server/contract/config/config.ts';
import { parseSettingsPatch } from '../../../../../server/contract/config/settings-body.ts';

const camera = (fields: object = {}) => ({ id: 'cam1', name: 'One', device: 0, ...fields });

function messages(body: unknown, options?: ConfigBodyOptions): string[] {
  const parsed = parseConfigBody(body, options);
  return !parsed.ok && parsed.kind === 'rules'
    ? parsed.messages
    : [`not refused by a rule: ${JSON.stringify(parsed)}`];
}

function issues(body: unknown) {
  const parsed = parseConfigBody(body);
  return !parsed.ok && parsed.kind === 'shape' ? parsed.issues : [];
}

describe('a body of the wrong shape', () => {
  test.each([
    [undefined, 'missing', ['body'], null],
    ['text', 'model_attributes_type', ['body'], 'text'],
    [[], 'model_attributes_type', ['body'], []],
    [{}, 'missing', ['body', 'cameras'], {}],
    [{ cameras: null }, 'list_type', ['body', 'cameras'], null],
    [{ cameras: {} }, 'list_type', ['body', 'cameras'], {}],
    [{ cameras: [1] }, 'model_attributes_type', ['body', 'cameras', 0], 1],
    [{ cameras: [], host: 1 }, 'string_type', ['body', 'host'], 1],
    [{ cameras: [], host: null }, 'string_type', ['body', 'host'], null],
    [{ cameras: [], auth: null }, 'model_attributes_type', ['body', 'auth'], null],
    [{ cameras: [], auth: { enabled: 'x' } }, 'bool_parsing', ['body', 'auth', 'enabled'], 'x'],
    [{ cameras: [], auth: { enabled: 2 } }, 'bool_parsing', ['body', 'auth', 'enabled'], 2],
    [{ cameras: [], auth: { enabled: null } }, 'bool_type', ['body', 'auth', 'enabled'], null],
    [{ cameras: [], auth: { password: 5 } }, 'string_type', ['body', 'auth', 'password'], 5],
    [{ cameras: [], linger_seconds: 'soon' }, 'float_parsing', ['body', 'linger_seconds'], 'soon'],
  ])('%j: %s', (body, type, loc, input) => {
    expect(issues(body)).toEqual([{ type, loc, msg: expect.any(String) as string, input }]);
  });

  test.each([
    ['id', 1, 'string_type'],
    ['name', null, 'string_type'],
    ['device', '1.5', 'int_parsing'],
    ['device', '1e2', 'int_parsing'],
    ['device', 'x', 'int_parsing'],
    ['device', '', 'int_parsing'],
    ['device', '0x10', 'int_parsing'],
    ['device', 'file:///etc/passwd', 'int_parsing'],
    ['device', 1.5, 'int_from_float'],
    ['device', null, 'int_type'],
    ['device', [], 'int_type'],
    ['device', 1e300, 'int_parsing_size'],
    ['device', '99999999999999999999', 'int_parsing_size'],
    ['device', Infinity, 'finite_number'],
    ['port', '', 'int_parsing'],
    ['port', {}, 'int_type'],
    ['width', 640.5, 'int_from_float'],
    ['width', NaN, 'finite_number'],
    ['fps', 'x', 'float_parsing'],
    ['fps', [], 'float_type'],
    ['fps', NaN, 'finite_number'],
    ['fps', 'nan', 'finite_number'],
    ['brightness', -Infinity, 'finite_number'],
    ['exposure', '1e999', 'finite_number'],
    ['rotate', 'left', 'int_parsing'],
    ['flip', 1, 'string_type'],
    ['controls', [], 'dict_type'],
    ['controls', 'x', 'dict_type'],
  ])('a camera with %s %j: %s', (field, value, type) => {
    expect(issues({ cameras: [camera({ [field]: value })] })).toMatchObject([
      { type, loc: ['body', 'cameras', 0, field] },
    ]);
  });

  test('is told in full: every field of every camera, in pydantic words', () => {
    expect(issues({ cameras: [camera(), { device: 'x' }] })).toEqual([
      { type: 'missing', loc: ['body', 'cameras', 1, 'id'], msg: 'Field required', input: { device: 'x' } },
      { type: 'missing', loc: ['body', 'cameras', 1, 'name'], msg: 'Field required', input: { device: 'x' } },
      {
        type: 'int_parsing',
        loc: ['body', 'cameras', 1, 'device'],
        msg: expect.stringContaining('should be a device') as string,
        input: 'x',
      },
    ]);
    expect(issues({ cameras: [camera({ controls: { gain: 'high' } })] })).toMatchObject([
      { type: 'int_parsing', loc: ['body', 'cameras', 0, 'controls', 'gain'] },
    ]);
  });

  test('names the field of an address without a host', () => {
    expect(issues({ cameras: [camera({ device: 'rtsp://' })] })).toMatchObject([
      {
        loc: ['body', 'cameras', 0, 'device'],
        msg: expect.stringContaining('an address with a host') as string,
      },
    ]);
  });

  test('is answered with little, and never with a password, however large it is', () => {
    const many = issues({ cameras: Array(200_000).fill(1) });
    expect(many).toMatchObject([{ type: 'too_long', loc: ['body', 'cameras'] }]);
    const controls = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`c${index}`, 'x']));
    expect(issues({ cameras: [camera({ controls })] })).toMatchObject([{ type: 'too_long' }]);
    expect(issues({ cameras: Array(maxCameras).fill({}) })).toHaveLength(100);
    let deep: unknown = 'end';
    for (let depth = 0; depth < 50_000; depth++) deep = { deep };
    const secret = issues({ auth: { username: 'u', password: 'hunter2' }, deep, text: 'x'.repeat(5_000) });
    expect(JSON.stringify(secret).length).toBeLessThan(1_000);
    expect(JSON.stringify(secret)).not.toContain('hunter2');
  });
});

describe('a body that breaks a rule', () => {
  test.each([
    [{ id: '' }, 'Camera id is required.'],
    [{ id: '  ' }, 'Camera id is required.'],
    [{ name: ' ' }, "Camera 'cam1' must have a name."],
    [{ device: -1 }, "Camera 'cam1' requires a non-negative device index."],
    [{ device: '-3' }, "Camera 'cam1' requires a non-negative device index."],
    [{ width: 0 }, "Camera 'cam1' width must be positive when provided."],
    [{ height: -1 }, "Camera 'cam1' height must be positive when provided."],
    [{ fps: 0 }, "Camera 'cam1' fps must be positive when provided."],
    [{ brightness: 5 }, "Camera 'cam1' brightness should be between 0.0 and 1.0."],
    [{ exposure: -4 }, "Camera 'cam1' exposure should be between 0.0 and 10000.0."],
    [{ white_balance: 12_000.5 }, "Camera 'cam1' white_balance should be between 0.0 and 12000.0."],
    [{ port: 0 }, "Camera 'cam1' has an invalid port: 0."],
    [{ port: -5 }, "Camera 'cam1' has an invalid port: -5."],
    // ours
    [{ port: 65_536 }, "Camera 'cam1' has an invalid port: 65536."],
    [{ device: 10_000 }, "Camera 'cam1' device index should be at most 9999."],
    [{ width: 8 }, "Camera 'cam1' width should be between 16 and 8192."],
    [{ height: 1e9 }, "Camera 'cam1' height should be between 16 and 8192."],
    [{ fps: 1e-9 }, "Camera 'cam1' fps should be between 0.01 and 240."],
    [{ rotate: 45 }, "Camera 'cam1' rotate should be one of 0, 90, 180, 270."],
    [{ flip: 'both' }, "Camera 'cam1' flip should be one of none, horizontal, vertical."],
    [{ autofocus: 'on' }, "Camera 'cam1' autofocus should be one of continuous, auto, manual."],
    [{ quality: 101 }, "Camera 'cam1' quality should be between 10 and 100."],
    [{ controls: { 'a b': 1 } }, "Camera 'cam1' controls has a name that V4L2 does not know: 'a b'."],
    [{ controls: { gain: 2 ** 31 } }, "Camera 'cam1' controls.gain should fit in 32 bits."],
    [{ name: 'a\nb' }, "Camera 'cam1' name must not contain control characters."],
    [{ id: 'a/b' }, "Camera 'a/b' id must not contain '/', '\\' or control characters."],
    [{ id: 'a\\b' }, "Camera 'a\\b' id must not contain '/', '\\' or control characters."],
    [{ id: 'a\u202eb' }, "Camera 'a\u202eb' id must not contain '/', '\\' or control characters."],
    [{ id: 'a\ud800' }, "Camera 'a\ud800' id must not contain '/', '\\' or control characters."],
    [
      { publish: 'rtsp://' },
      "Camera 'cam1' publish should be an address like rtsp://192.168.1.10:8554/door.",
    ],
    [
      { publish: 'rtsp:///door' },
      "Camera 'cam1' publish should be an address like rtsp://192.168.1.10:8554/door.",
    ],
    [{ id: ' a' }, "Camera 'a' id must not start or end with a blank."],
    [{ id: '..' }, "Camera '..' id must not consist of dots."],
  ])('%j: %s', (fields, message) => {
    expect(messages({ cameras: [camera(fields)] })).toEqual([message]);
  });

  test('names a camera without an id "unknown", and all that is wrong in the order of the parent API', () => {
    const bad = {
      id: '',
      name: '',
      device: -1,
      width: 0,
      height: 0,
      fps: 0,
      brightness: 2,
      exposure: -1,
      white_balance: -1,
      port: 0,
      rotate: 1,
    };
    expect(messages({ cameras: [bad, camera(), camera({ port: 0 })] })).toEqual([
      'Camera id is required.',
      "Camera 'unknown' must have a name.",
      "Camera 'unknown' requires a non-negative device index.",
      "Camera 'unknown' width must be positive when provided.",
      "Camera 'unknown' height must be positive when provided.",
      "Camera 'unknown' fps must be positive when provided.",
      "Camera 'unknown' brightness should be between 0.0 and 1.0.",
      "Camera 'unknown' exposure should be between 0.0 and 10000.0.",
      "Camera 'unknown' white_balance should be between 0.0 and 12000.0.",
      "Camera 'unknown' has an invalid port: 0.",
      "Camera 'unknown' rotate should be one of 0, 90, 180, 270.",
      "Duplicate camera id 'cam1' is not allowed.",
      "Camera 'cam1' has an invalid port: 0.",
      'Duplicate port 0 is not allowed; leave blank for auto-assignment.',
    ]);
  });

  test('twice the same id or port', () => {
    const twice = [
      camera({ port: 8090 }),
      camera({ id: 'cam2', port: 8090 }),
      camera({ id: 'cam2', port: 8091 }),
    ];
    expect(messages({ cameras: twice })).toEqual([
      'Duplicate port 8090 is not allowed; leave blank for auto-assignment.',
      "Duplicate camera id 'cam2' is not allowed.",
    ]);
  });

  test("the server's own port", () => {
    expect(messages({ cameras: [camera({ port: 8000 })] }, { reservedPorts: [8000] })).toEqual([
      "Camera 'cam1' cannot have port 8000: the server itself uses it.",
    ]);
  });

  test.each([
    [{ enabled: true }, 'Auth is enabled but username or password is missing.'],
    [
      { enabled: true, username: 'u', password: '  ' },
      'Auth is enabled but username or password is missing.',
    ],
    [{ enabled: true, username: 'a:b', password: 'p' }, "Auth username must not contain ':'."],
    [{ enabled: true, username: 'u', password: 'p\n' }, 'Auth password must not contain control characters.'],
  ])('auth, which is told alone: %j', (auth, message) => {
    expect(messages({ auth, cameras: [camera({ port: 0 })] })).toEqual([message]);
  });

  test('texts that are too long', () => {
    const long = [
      camera({ id: 'x'.repeat(65) }),
      camera({ name: 'n'.repeat(201) }),
      camera({ id: 'b', device: `test:${'x'.repeat(2_000)}` }),
    ];
    expect(messages({ cameras: long })).toEqual([
      `Camera '${'x'.repeat(64)}' id should be at most 64 characters.`,
      "Camera 'cam1' name should be at most 200 characters.",
      "Camera 'b' device should be at most 2000 characters.",
    ]);
    const auth = { username: 'u'.repeat(257), password: 'p'.repeat(257) };
    expect(messages({ auth, cameras: [] })).toEqual([
      'Auth username should be at most 256 characters.',
      'Auth password should be at most 256 characters.',
    ]);
  });

  test('a setting of the server', () => {
    expect(messages({ host: 'a b', linger_seconds: 3_601, port_mode: 'x', cameras: [] })).toEqual([
      'host should be a host name or an address.',
      'linger_seconds should be between 0 and 3600.',
      'port_mode should be one of embedded, nginx, off.',
    ]);
  });
});

describe('a body whose auth may be misspelt', () => {
  const login = { username: 'me', password: 'sesame' };
  const current = defaultConfig();

  test.each([
    [{ auth: { enabded: true, ...login } }, "Auth has no field 'enabded'; did you mean 'enabled'?"],
    [{ auth: { ...login, on: true } }, /'on', but does not say whether it is enabled/],
    [{ Auth: { enabled: true, ...login } }, "There is no field 'Auth'; did you mean 'auth'?"],
    [{ ...login }, "'username' stands outside of 'auth'; put it into the braces of auth."],
  ])('is refused and told the right name: %j', (fields, message) => {
    const [first] = messages({ cameras: [], ...fields });
    if (typeof message === 'string') expect(first).toBe(message);
    else expect(first).toMatch(message);
    expect(first).not.toContain('sesame');
  });

  test('may say nothing of "enabled", as in the parent API, and have a comment when it does', () => {
    expect(parseConfigBody({ cameras: [], auth: login }).ok).toBe(true);
    expect(parseConfigBody({ cameras: [], auth: { enabled: true, ...login, comment: 1 } }).ok).toBe(true);
  });

  test('is told the right name in a PATCH too', () => {
    expect(parseSettingsPatch({ auth: { enabded: true } }, current)).toMatchObject({
      issues: [{ loc: ['body', 'auth', 'enabded'], msg: expect.stringMatching(/did you mean 'enabled'/) }],
    });
    expect(parseSettingsPatch({ Auth: {} }, current)).toMatchObject({
      issues: [{ loc: ['body', 'Auth'], msg: expect.stringMatching(/did you mean 'auth'/) }],
    });
  });
});
