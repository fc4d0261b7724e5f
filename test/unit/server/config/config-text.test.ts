import { describe, expect, test } from 'vitest';
import { readConfigText } from '../../../../server/config/config-text.ts';

const camera = (fields: object = {}) => ({ id: 'cam1', name: 'One', device: 0, ...fields });
const read = (value: unknown) => readConfigText(JSON.stringify(value));

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
      protect_status: false,
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
    // Nothing needs it while the login is off, and who switches that on later means the pictures, too.
    [{ enabled: false }, true],
    [{}, true],
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
