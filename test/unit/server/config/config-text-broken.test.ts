import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configText, readConfigText } from '../../../../server/config/config-text.ts';
import { configLikeJson } from '../contract/config/config-arbitrary.ts';

const camera = (fields: object = {}) => ({ id: 'cam1', name: 'One', device: 0, ...fields });
const read = (value: unknown) => readConfigText(JSON.stringify(value));
const messages = (value: unknown) => read(value).problems.map(({ message }) => message);

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

  test('and not enabled does not matter', () => {
    const reading = read({ auth: { enabled: false, username: 'a:b', password: '\n' }, cameras: [] });
    expect(reading).toMatchObject({ state: 'good', problems: [], config: { auth: { enabled: false } } });
  });

  test('leaves the streams open where only they were', () => {
    const { config } = read({ auth: { enabled: true, protect_streams: false }, cameras: [] });
    expect(config.auth.protect_streams).toBe(false);
    expect(config.auth_error).toBeDefined();
  });

  test('is nothing that a field nobody knows makes of it', () => {
    expect(
      messages({ auth: { enabled: true, username: 'u', password: 'p', comment: 1 }, cameras: [] }),
    ).toEqual(["Auth has a field nobody knows: 'comment'; it is ignored."]);
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

describe('a field that is wrong only beside another', () => {
  const always = { mode: 'off', schedule: [] };
  test.each([
    [{ record: { mode: 'scheduled', keep_days: 30 } }, { record: { ...always, keep_days: 30 } }],
    [{ record: { keep_gb: 5, mode: 'scheduled', schedule: [] } }, { record: { ...always, keep_gb: 5 } }],
    [{ stills: { mode: 'scheduled', keep_days: 9 } }, { stills: { ...always, keep_days: 9 } }],
    [{ timelapse: { mode: 'scheduled', fps: 10 } }, { timelapse: { ...always, fps: 10 } }],
  ])('costs the camera no more than that: %j', (fields, kept) => {
    const { config, state, problems } = read({ cameras: [camera(fields)] });
    expect([state, config.cameras]).toMatchObject(['good', [{ id: 'cam1', ...kept }]]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /schedule should have a time when the mode is scheduled; the value is ignored\.$/,
      ),
    ]);
  });

  test('goes, and what is there beside it stays, when its list has two wrong entries', () => {
    const times = { days: ['mon'], from: '25:00', to: '26:00' };
    const record = { mode: 'continuous', schedule: [times, times], keep_gb: 5 };
    const { config } = read({ cameras: [camera({ record })] });
    expect(config.cameras[0]?.record).toMatchObject({ mode: 'continuous', schedule: [], keep_gb: 5 });
  });
});
