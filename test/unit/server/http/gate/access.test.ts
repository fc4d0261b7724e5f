import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';
import { basic } from '../login-request.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 160, height: 120, fps: 5, port: 8081 };
const auth = { enabled: true, protect_streams: true, username: 'jürgen', password: 'p€ss:wort' };
const right = basic('jürgen:p€ss:wort');
const guarded = [
  'GET /settings',
  'GET /api-docs',
  'GET /api/cameras',
  'POST /api/cameras',
  'DELETE /api/cameras/hall',
  'GET //api/cameras',
  'GET //settings',
  // What is not valid percent-encoding does not tell either which paths exist.
  'GET /api/cameras/%E0%A4%A',
  'DELETE /api/tokens/%zz',
  'GET /api/nothing/%zz',
];
const streams = [
  'GET /cam/hall/video',
  'GET /cam/hall/snapshot',
  'GET /cam/nobody/snapshot',
  'GET //cam//hall/snapshot',
];

function ask(server: ServerHere, line: string, init: RequestInit = {}): Promise<Response> {
  const [method = '', path = ''] = line.split(' ');
  return server.fetch(path, { method, ...init });
}

describe('a server with auth', () => {
  let server: ServerHere;
  beforeAll(async () => {
    server = await ServerHere.start({ config: { auth, cameras: [hall] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each<[string, RequestInit, string]>([
    ['nothing', {}, 'Authentication required'],
    ['another scheme', { headers: { Authorization: 'Digest username="x"' } }, 'Authentication required'],
    ['a token that is none of ours', { headers: { Authorization: 'Bearer x' } }, 'Authentication required'],
    ['an empty user', basic(':p€ss:wort'), 'Authentication required'],
    ['no colon', basic('jürgen'), 'Not authenticated'],
    ['no base64', { headers: { Authorization: 'Basic ***' } }, 'Not authenticated'],
  ])('answers %s with 401 wherever it asks', async (_what, init, detail) => {
    for (const line of [...guarded, ...streams]) {
      const answer = await ask(server, line, init);
      expect([line, answer.status, answer.headers.get('www-authenticate')]).toEqual([line, 401, 'Basic']);
      expect(await answer.json()).toEqual({ detail, code: 'unauthorized' });
    }
  });

  test.each(['jürgen:falsch', 'nobody:p€ss:wort'])('answers %s with 401', async (credentials) => {
    const answer = await server.fetch('/api/cameras', basic(credentials));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Basic']);
    expect(await answer.json()).toEqual({ detail: 'Invalid credentials', code: 'unauthorized' });
  });

  test('lets the right password in, whatever letters it has', async () => {
    for (const line of ['GET /api/cameras', 'GET /cam/hall/snapshot', 'POST /api/cameras/hall/restart']) {
      expect([line, (await ask(server, line, right)).status]).toEqual([line, 200]);
    }
    expect((await server.fetch('/cam/nobody/snapshot', right)).status).toBe(404);
  });

  test('tells the state of the cameras to everybody, also to a client that sends nonsense', async () => {
    for (const init of [{}, { headers: { Authorization: 'Basic ***' } }, basic('x:y')]) {
      expect((await server.fetch('/health', init)).status).toBe(200);
      expect((await server.fetch('/api/session', init)).status).toBe(200);
    }
  });

  test('asks before it reads the body', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await server.fetch('/api/cameras', { method: 'POST', headers, body: '{' });
    expect(answer.status).toBe(401);
  });

  test('shows the pages of this server no login dialog', async () => {
    for (const init of [{ headers: {} }, basic('x:y')]) {
      const headers = { ...init.headers, 'X-Requested-With': 'rpicam-kiosk' };
      const answer = await server.fetch('/api/cameras', { headers });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, null]);
    }
  });

  test('sends a person before a browser to the login page, and back from there', async () => {
    const headers = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const answer = await server.fetch('/settings?x=1', { headers, redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      './login?next=%2Fsettings%3Fx%3D1',
    ]);
    const api = await server.fetch('/api/cameras', { headers, redirect: 'manual' });
    expect(api.status).toBe(401);
    const ours = await server.fetch('/settings', {
      headers: { ...headers, 'X-Requested-With': 'rpicam-kiosk' },
    });
    expect(ours.status).toBe(401);
    const program = await server.fetch('/settings', { headers: { ...headers, ...basic('x:y').headers } });
    expect(program.status).toBe(401);
  });

  test('holds the password hashed alone, in its file and in the copy of it', () => {
    const texts = ['cameras.json', 'cameras.json.last-good'].map((name) =>
      readFileSync(join(server.dataFolder, name), 'utf8'),
    );
    expect(texts[0]).toContain('"password":"$scrypt$ln=15,');
    expect(texts[1]).toBe(texts[0]);
  });
});

describe('what is open', () => {
  test('without auth is everything, whatever is sent', async () => {
    await using server = await ServerHere.start({
      config: { auth: { ...auth, enabled: false }, cameras: [hall] },
    });
    for (const init of [{}, { headers: { Authorization: 'Basic ***' } }, basic('x:y')]) {
      for (const line of ['GET /api/cameras', 'GET /cam/hall/snapshot', 'GET /health']) {
        expect([line, (await ask(server, line, init)).status]).toEqual([line, 200]);
      }
    }
  });

  test('with open streams is them, whatever is sent', async () => {
    await using server = await ServerHere.start({
      config: { auth: { ...auth, protect_streams: false }, cameras: [hall] },
    });
    for (const init of [{}, { headers: { Authorization: 'Basic ***' } }, basic('x:y')]) {
      expect((await server.fetch('/cam/hall/snapshot', init)).status).toBe(200);
    }
    expect((await server.fetch('/api/cameras')).status).toBe(401);
  });

  test('with protect_status is not even the state of the cameras', async () => {
    await using server = await ServerHere.start({
      config: { auth: { ...auth, protect_status: true }, cameras: [hall] },
    });
    expect((await server.fetch('/health')).status).toBe(401);
    expect((await server.fetch('/health', right)).status).toBe(200);
  });
});

describe('an auth block that is wrong', () => {
  const broken = { ...auth, username: ' ' };
  const detail = 'Auth configuration error: Auth is enabled but username or password is missing.';

  test('keeps everything closed that asks for a login, for everybody', async () => {
    const config = { port_mode: 'off', auth: broken, cameras: [hall] };
    await using server = await ServerHere.start({ config });
    for (const init of [{}, right, basic(' :p€ss:wort'), basic(':')]) {
      for (const line of [...guarded, ...streams]) {
        const answer = await ask(server, line, init);
        expect([line, answer.status, await answer.json()]).toEqual([
          line,
          500,
          { detail, code: 'auth-error' },
        ]);
      }
    }
    expect((await server.health()).problems.join()).toContain('Everything that needs a login stays closed');
    expect(readFileSync(server.configPath, 'utf8')).toBe(JSON.stringify(config));
  });

  test('leaves open streams open, and ends when the file is mended', async () => {
    const open = { ...broken, protect_streams: false };
    await using server = await ServerHere.start({ config: { auth: open, cameras: [hall] } });
    expect((await server.fetch('/cam/hall/snapshot')).status).toBe(200);
    expect((await server.fetch('/api/cameras')).status).toBe(500);
    server.writeConfig({ auth, cameras: [hall] });
    await server.reload();
    await until('it is read', async () => (await server.fetch('/api/cameras', right)).status === 200);
    expect((await server.fetch('/cam/hall/snapshot')).status).toBe(401);
  });
});
