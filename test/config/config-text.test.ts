import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configText, readConfigText } from '../../server/config/config-text.ts';
import { configLikeJson } from '../contract/config-arbitrary.ts';

const camera = (fields: object = {}) => ({ id: 'cam1', name: 'One', device: 0, ...fields });
const read = (value: unknown) => readConfigText(JSON.stringify(value));
const messages = (value: unknown) => read(value).problems.map(({ message }) => message);

describe('a good file', () => {
  test('as the family writes it is read as it is meant, and open ports are assigned', () => {
    const reading = read({
      host: '0.0.0.0',
      cameras: [camera({ port: 8081, width: 1280, height: 720, fps: 30 }), camera({ id: 'cam2', device: 1 })],
    });
    expect(reading).toMatchObject({ state: 'good', problems: [], portsAssigned: true });
    expect(reading.config.cameras).toMatchObject([
      { id: 'cam1', port: 8081, width: 1280, fps: 30, exposure: null },
      { id: 'cam2', port: 8082, width: null },
    ]);
    expect(reading.config.auth).toEqual({
      enabled: false,
      protect_streams: true,
      username: '',
      password: '',
    });
  });

  test('may begin with a byte order mark, hold numbers in quotes and an auth_error of the parent', () => {
    const reading = readConfigText(
      `\uFEFF{"auth_error": "old", "cameras": [{"id": "a", "name": "A", "device": "2", "port": "9000"}]}`,
    );
    expect(reading).toMatchObject({ state: 'good', problems: [], portsAssigned: false });
    expect(reading.config.cameras).toMatchObject([{ device: 2, port: 9000 }]);
    expect(reading.config).not.toHaveProperty('auth_error');
  });

  test.each([
    [{ enabled: true, username: 'u', password: 'p' }, true],
    [{ enabled: true, username: 'u', password: 'p', protect_streams: false }, false],
    [{ enabled: false }, false],
    [{}, false],
  ])('with auth %j has protect_streams %j', (auth, protect) => {
    const reading = read({ auth, cameras: [] });
    expect(reading).toMatchObject({ state: 'good', config: { auth: { protect_streams: protect } } });
  });
});

describe('a value that is wrong', () => {
  test("is left out and named, as in the family's own example", () => {
    const reading = read({
      cameras: [camera({ exposure: -4, white_balance: 4_500 }), camera({ id: 'cam2' })],
    });
    expect(reading.state).toBe('good');
    expect(reading.config.cameras).toMatchObject([
      { id: 'cam1', exposure: null, white_balance: 4_500 },
      { id: 'cam2' },
    ]);
    expect(reading.problems).toEqual([
      {
        index: 0,
        camera: 'cam1',
        field: 'exposure',
        message: "Camera 'cam1' exposure should be between 0.0 and 10000.0; the value is ignored.",
      },
    ]);
  });

  test.each([
    [
      { width: 'wide' },
      'width',
      "Camera 'cam1' width: input should be a valid integer, unable to parse string as an integer; the value is ignored.",
    ],
    [
      { rotate: 45 },
      'rotate',
      "Camera 'cam1' rotate should be one of 0, 90, 180, 270; the value is ignored.",
    ],
    [
      { port: 'x' },
      'port',
      "Camera 'cam1' port: input should be a valid integer, unable to parse string as an integer; it gets a port by itself.",
    ],
    [{ port: 70_000 }, 'port', "Camera 'cam1' has an invalid port: 70000; it gets a port by itself."],
    [{ name: ' ' }, 'name', "Camera 'cam1' must have a name; its id is shown instead."],
    [{ name: undefined }, 'name', "Camera 'cam1' name: field required; its id is shown instead."],
    [{ widht: 640 }, 'widht', "Camera 'cam1' has a field nobody knows: 'widht'; it is ignored."],
    [
      { controls: 'gain' },
      'controls',
      "Camera 'cam1' controls: input should be a valid dictionary; the value is ignored.",
    ],
  ])('%j costs nothing but itself', (fields, field, message) => {
    const reading = read({ cameras: [camera({ fps: 15, ...fields })] });
    expect(reading.config.cameras).toMatchObject([{ id: 'cam1', fps: 15, port: 8081 }]);
    expect(reading.config.cameras[0]?.name).toMatch(/^(One|cam1)$/);
    expect(reading.problems).toEqual([{ index: 0, camera: 'cam1', field, message }]);
    expect(reading.state).toBe('good');
  });

  test('among the controls leaves the other controls', () => {
    const controls = { gain: 3, 'a b': 1, sharpness: 'x', brightness: 2 ** 40 };
    const reading = read({ cameras: [camera({ controls })] });
    expect(reading.config.cameras[0]?.controls).toEqual({ gain: 3 });
    expect(reading.problems.map(({ field }) => field)).toEqual([
      'controls.sharpness',
      'controls.a b',
      'controls.brightness',
    ]);
  });

  test('as large as JSON allows is no number', () => {
    const reading = readConfigText(
      '{"cameras": [{"id": "a", "name": "A", "device": 0, "fps": 1e999, "exposure": -1e999}]}',
    );
    expect(reading.config.cameras).toMatchObject([{ fps: null, exposure: null }]);
    expect(reading.problems).toHaveLength(2);
  });

  test('in the settings of the server gives way to the default', () => {
    const reading = read({ host: 5, linger_seconds: -1, port_mode: 'x', lingerseconds: 5, cameras: [] });
    expect(reading.config).toMatchObject({ host: '0.0.0.0', linger_seconds: 10, port_mode: 'embedded' });
    expect(reading.problems.map(({ field }) => field)).toEqual([
      'host',
      'linger_seconds',
      'port_mode',
      'lingerseconds',
    ]);
    expect(reading.problems[1]?.message).toBe(
      'linger_seconds should be between 0 and 3600; the default is used.',
    );
  });

  test('twice the same port or the port of the server is repaired and told', () => {
    const reading = readConfigText(
      JSON.stringify({
        cameras: [camera({ port: 8000 }), camera({ id: 'b', port: 9000 }), camera({ id: 'c', port: 9000 })],
      }),
      { reserved: [8000] },
    );
    expect(reading.config.cameras.map(({ port }) => port)).toEqual([8081, 9000, 9001]);
    expect(reading.problems).toEqual([
      {
        camera: 'cam1',
        field: 'port',
        message: "Camera 'cam1' cannot have port 8000, which is taken; it has 8081 for now.",
      },
      {
        camera: 'c',
        field: 'port',
        message: "Camera 'c' cannot have port 9000, which is taken; it has 9001 for now.",
      },
    ]);
  });
});

describe('a camera that cannot be served', () => {
  test.each([
    [
      { device: 'nowhere' },
      'device',
      /^Camera 'bad' device: input should be a device: .* \(entry 2 of cameras\); the camera is left out\.$/,
    ],
    [
      { device: undefined },
      'device',
      /^Camera 'bad' device: field required \(entry 2 of cameras\); the camera is left out\.$/,
    ],
    [
      { device: -1 },
      'device',
      /^Camera 'bad' requires a non-negative device index \(entry 2 of cameras\); the camera is left out\.$/,
    ],
    [
      { id: undefined },
      'id',
      /^Camera 'unknown' id: field required \(entry 2 of cameras\); the camera is left out\.$/,
    ],
    [{ id: ' ' }, 'id', /^Camera id is required \(entry 2 of cameras\); the camera is left out\.$/],
    [{ id: '../../etc' }, 'id', /^Camera '..\/..\/etc' id must not contain .* the camera is left out\.$/],
  ])('%j is left out and named, and the others are served', (fields, field, message) => {
    const reading = read({
      cameras: [camera(), { ...camera({ id: 'bad' }), ...fields }, camera({ id: 'cam3' })],
    });
    expect(reading.config.cameras.map(({ id }) => id)).toEqual(['cam1', 'cam3']);
    expect(reading.state).toBe('partial');
    expect(reading.problems).toEqual([
      { index: 1, field, message: expect.stringMatching(message) as string },
    ]);
  });

  test('is no object, or has the id of another', () => {
    const reading = read({ cameras: [null, camera(), camera({ name: 'Other' }), []] });
    expect(reading.config.cameras).toMatchObject([{ id: 'cam1', name: 'One' }]);
    expect(reading.state).toBe('partial');
    expect(reading.problems.map(({ message }) => message)).toEqual([
      'Entry 1 of cameras is not an object; it is left out.',
      "Duplicate camera id 'cam1' is not allowed; entry 3 of cameras is left out.",
      'Entry 4 of cameras is not an object; it is left out.',
    ]);
  });

  test('is one too many', () => {
    const reading = read({
      cameras: Array.from({ length: 100_000 }, (_, index) => camera({ id: `c${index}` })),
    });
    expect(reading.config.cameras).toHaveLength(64);
    expect(reading).toMatchObject({
      state: 'partial',
      problems: [{ message: 'No more than 64 cameras are served; 99936 are left out.' }],
    });
  });
});

describe('auth that is wrong', () => {
  const closed = { enabled: true, protect_streams: true };
  test.each([
    [{ enabled: true }, 'Auth is enabled but username or password is missing.'],
    [{ enabled: true, username: 'u', password: ' ' }, 'Auth is enabled but username or password is missing.'],
    [
      { enabled: 'perhaps', username: 'u', password: 'p' },
      'Auth enabled: input should be a valid boolean, unable to interpret input.',
    ],
    [{ enabled: false, password: 5 }, 'Auth password: input should be a valid string.'],
    [null, 'Auth has to be an object in braces.'],
    ['off', 'Auth has to be an object in braces.'],
    [false, 'Auth has to be an object in braces.'],
    [[], 'Auth has to be an object in braces.'],
  ])('%j stays closed and says why, and the cameras are served', (auth, error) => {
    const reading = read({ auth, cameras: [camera()] });
    expect(reading).toMatchObject({
      state: 'partial',
      config: { auth: closed, auth_error: error, cameras: [{ id: 'cam1' }] },
    });
    expect(reading.problems).toEqual([
      { field: 'auth', message: `${error} Everything that needs a login stays closed.` },
    ]);
  });

  test('leaves the streams open where only they were', () => {
    const { config } = read({ auth: { enabled: true, protect_streams: false }, cameras: [] });
    expect(config.auth.protect_streams).toBe(false);
    expect(config.auth_error).toBeDefined();
  });

  test('is not hidden in a name nobody knows', () => {
    expect(
      messages({ auth: { enabled: true, username: 'u', password: 'p', protect_stream: true }, cameras: [] }),
    ).toEqual(["Auth has a field nobody knows: 'protect_stream'; it is ignored."]);
  });
});

describe('a file that cannot be used at all', () => {
  test.each([
    ['', 'cameras.json is not valid JSON (line 1, column 1: a value is expected there); it cannot be used.'],
    [
      '{\n  "cameras": [],\n}',
      'cameras.json is not valid JSON (line 3, column 1: a name in double quotes is expected there); it cannot be used.',
    ],
    ['[]', 'cameras.json has to be an object in braces; it cannot be used.'],
    ['null', 'cameras.json has to be an object in braces; it cannot be used.'],
    [
      '['.repeat(200_000),
      "cameras.json is not valid JSON (line 1, column 200001: a value or ']' is expected there); it cannot be used.",
    ],
  ])('opens nothing and says where: %#', (text, message) => {
    const reading = readConfigText(text);
    expect(reading).toMatchObject({ state: 'broken', problems: [{ message }] });
    expect(reading.config).toMatchObject({
      cameras: [],
      auth: { enabled: true, protect_streams: true, username: '', password: '' },
    });
    expect(reading.config.auth_error).toBe(message);
  });

  test('because there is no list of cameras keeps its auth', () => {
    const auth = { enabled: true, protect_streams: false, username: 'u', password: 'p' };
    for (const cameras of [null, {}, 'cam1']) {
      expect(read({ auth, cameras })).toMatchObject({
        state: 'broken',
        config: { auth, cameras: [] },
        problems: [{ field: 'cameras', message: 'cameras has to be a list in brackets; it cannot be used.' }],
      });
    }
  });

  test('quotes no secret', () => {
    const spoiled = [
      '{"auth": {"password": "hunter2" "x"}}',
      '{"auth": {"password": hunter2}}',
      '{"auth": {"password": "hunter2"}}x',
    ];
    for (const text of spoiled) expect(JSON.stringify(readConfigText(text))).not.toContain('hunter2');
    const device = 'http://user:hunter2@ cam/';
    expect(messages({ cameras: [camera({ device })], auth: { password: ['hunter2'] } }).join()).not.toContain(
      'hunter2',
    );
  });
});

test('the problems of a file are not more than a page can show', () => {
  const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x${index}`, 1]));
  const { problems } = read({ cameras: [camera(fields)] });
  expect(problems).toHaveLength(51);
  expect(problems.at(-1)).toEqual({ message: 'There are 9950 more problems in cameras.json.' });
});

test('any JSON at all is read without an error, and what is written of it is read again unchanged', () => {
  let served = 0;
  fc.assert(
    fc.property(configLikeJson, (json) => {
      const first = readConfigText(JSON.stringify(json));
      served += first.config.cameras.length;
      const text = configText(first.config);
      const second = readConfigText(text);
      // Why auth is closed is a matter of the file; that it is closed is not.
      expect(second.config.auth_error === undefined).toBe(first.config.auth_error === undefined);
      expect({ ...second.config, auth_error: '' }).toEqual({ ...first.config, auth_error: '' });
      expect(configText(second.config)).toBe(text);
      if (!first.config.auth_error)
        expect(second).toMatchObject({ state: 'good', problems: [], portsAssigned: false });
      const named = first.problems.every(({ message }) => message.length < 400 && /[.]$/.test(message));
      expect(named).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(served).toBeGreaterThan(100);
});

test('any text at all is read without an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json().map((json) => json.slice(1)),
      ),
      (text) => {
        const { state, config } = readConfigText(text);
        if (state === 'broken') expect(config.auth_error).toBeDefined();
      },
    ),
  );
});
