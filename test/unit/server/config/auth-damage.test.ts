import { describe, expect, test } from 'vitest';
import { Door, type Area } from '../../../../server/access/door.ts';
import { readConfigText, type ConfigReading } from '../../../../server/config/config-text.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

function openAreas({ config, state }: ConfigReading): Area[] {
  const door = new Door({ config: () => config, clock: new SteppedClock() });
  // Of a file that cannot be used there is no camera that /health could tell of.
  const areas: Area[] = state === 'broken' ? ['admin', 'stream'] : ['admin', 'stream', 'status'];
  return areas.filter((area) => door.isOpen(area));
}

const camera = { id: 'a', name: 'A', device: 0 };
const auth = { enabled: true, protect_streams: true, protect_status: true, username: 'pi', password: 'p' };

/** Every text that is one key press away. */
function* damaged(text: string): Generator<string> {
  const letters = ['x', 'A', 'e', '0', ' ', '"', '\\', ',', ':', '{', '}', '[', ']', '_', '\n', '\u00e9'];
  for (let at = 0; at <= text.length; at++) {
    const [before, letter = '', after] = [text.slice(0, at), text[at], text.slice(at + 1)];
    yield before + after;
    yield before + letter.toUpperCase() + after;
    yield before + after.slice(0, 1) + letter + after.slice(1);
    for (const other of letters) {
      yield before + other + after;
      yield before + other + letter + after;
    }
  }
}

describe('one wrong key press in a file that asks for a login', () => {
  test.each([
    ['auth first', JSON.stringify({ auth, cameras: [camera] })],
    ['auth last', JSON.stringify({ host: '0.0.0.0', cameras: [camera], auth }, null, 1)],
    ['"enabled" as a word', JSON.stringify({ cameras: [], auth: { ...auth, enabled: 'yes' } })],
    [
      'login first',
      JSON.stringify({
        auth: { username: 'pi', password: 'p', protect_status: true, enabled: true },
        cameras: [],
      }),
    ],
  ])('opens no door: %s', (_name, text) => {
    expect(openAreas(readConfigText(text))).toEqual([]);
    const opened = [...damaged(text)].filter((other) => openAreas(readConfigText(other)).length > 0);
    expect(opened).toEqual([]);
  });
});

const login = { username: 'me', password: 'sesame' };

describe('a login that a file means to ask for', () => {
  test.each([
    [{ enabded: true, ...login }, "Auth has no field 'enabded'; did you mean 'enabled'?"],
    [{ Enabled: true, ...login }, "Auth has no field 'Enabled'; did you mean 'enabled'?"],
    [{ enable: true, ...login }, "Auth has no field 'enable'; did you mean 'enabled'?"],
    [{ enabled: false, Enabled: true, ...login }, "Auth has no field 'Enabled'; did you mean 'enabled'?"],
    [{ enbaled: 'yes' }, "Auth has no field 'enbaled'; did you mean 'enabled'?"],
    [{ usrname: 'me', passwrd: 'x' }, /'usrname'.*'username'.*'passwrd'.*'password'/],
    [{ enabled: true, ...login, protect_stream: true }, /'protect_stream'; did you mean 'protect_streams'/],
    [{ active: true, ...login }, /'active', but does not say whether it is enabled; set 'enabled'/],
    [{ enabled: 'yes please', ...login }, 'Auth enabled: input should be a valid boolean, unable to'],
  ])('stays closed with %j and says why', (block, message) => {
    const reading = readConfigText(JSON.stringify({ auth: block, cameras: [camera] }));
    expect(openAreas(reading)).not.toContain('admin');
    expect(openAreas(reading)).not.toContain('stream');
    expect(reading).toMatchObject({ state: 'partial', config: { cameras: [{ id: 'a' }] } });
    if (typeof message === 'string') expect(reading.config.auth_error).toContain(message);
    else expect(reading.config.auth_error).toMatch(message);
    expect(reading.config.auth_error).not.toContain('sesame');
  });

  test.each([
    [
      '{"auth":{"enabled":true,"username":"a","password":"b","enabled":false}}',
      "'auth.enabled' stands there",
    ],
    ['{"auth":{"enabled":true,"username":"a","password":"b"},"auth":{}}', "'auth' stands there twice"],
    ['{"auth":{"enabled":true,"username":"a","password":"b"},"\\u0061uth":{}}', "'auth' stands there twice"],
    ['{"Auth":{"enabled":true,"username":"a","password":"b"}}', "no field 'Auth'; did you mean 'auth'?"],
    ['{"auth":{"enabled":false},"auht":{"enabled":true}}', "no field 'auht'; did you mean 'auth'?"],
    ['{"login":{"enabled":true,"username":"a","password":"b"}}', "no field 'login'; did you mean 'auth'?"],
    ['{"enabled":true,"username":"a","password":"b"}', "'password' stands outside of 'auth'"],
  ])('stays closed where it stands twice or in another place: %s', (text, message) => {
    const reading = readConfigText(text);
    expect(openAreas(reading)).toEqual([]);
    expect(reading.config.auth_error).toContain(message);
  });

  test('closes /health too where that was meant', () => {
    const closed = { ...login, enabded: true, protect_status: true };
    expect(openAreas(readConfigText(JSON.stringify({ auth: closed })))).toEqual([]);
    const misspelt = { ...login, enabled: true, protect_staus: true };
    expect(openAreas(readConfigText(JSON.stringify({ auth: misspelt })))).toEqual([]);
    const unusable = { ...login, enabled: true, protect_status: 'yess' };
    expect(openAreas(readConfigText(JSON.stringify({ auth: unusable })))).toEqual([]);
  });
});

describe('a file that asks for no login', () => {
  test.each([
    [undefined],
    [{}],
    [{ username: '', password: '' }],
    [{ enabled: false, ...login }],
    [{ enabled: false, ...login, protect_stream: true, comment: 'off for now' }],
    [{ comment: 'nothing here', protect_stream: false }],
    [{ enabled: 0 }],
  ])('stays as open as it was with %j', (block) => {
    const reading = readConfigText(JSON.stringify({ auth: block, cameras: [camera] }));
    expect(openAreas(reading)).toEqual(['admin', 'stream', 'status']);
    expect(reading.state).toBe('good');
  });

  test('may leave out "enabled", as files of this family do, and hears that it is open', () => {
    const reading = readConfigText(JSON.stringify({ auth: login, cameras: [camera] }));
    expect(openAreas(reading)).toEqual(['admin', 'stream', 'status']);
    expect(reading.problems).toMatchObject([
      { field: 'auth.enabled', message: expect.stringMatching(/it is off.*set 'enabled'/) },
    ]);
  });

  test('may have fields of its own beside auth', () => {
    const text = JSON.stringify({ auto: true, notes: { by: 'me' }, path: {}, cameras: [camera] });
    expect(openAreas(readConfigText(text))).toEqual(['admin', 'stream', 'status']);
  });
});

test('what stands twice elsewhere is told', () => {
  const text =
    '{"linger_seconds":1,"cameras":[{"id":"a","name":"A","device":0,"device":1}],"linger_seconds":2}';
  expect(readConfigText(text)).toMatchObject({
    state: 'good',
    problems: [
      {
        field: 'cameras.0.device',
        message: "cameras.json has 'cameras.0.device' twice; the last one counts.",
      },
      { field: 'linger_seconds' },
    ],
  });
});

test('a login that stands twice is found behind any number of other names that do', () => {
  const others = '"a":1,'.repeat(10_000);
  const text = `{${others}"auth":{"enabled":true,"username":"a","password":"b","enabled":false}}`;
  expect(openAreas(readConfigText(text))).toEqual([]);
});
