import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ServerConfig } from '../../../../../../server/contract/config/config.ts';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 320, height: 240, fps: 10 };
const yard = { id: 'yard', name: 'Yard', device: 'test:Yard', width: 320, height: 240, fps: 10 };

function post(server: AskedServer, body: unknown, query = ''): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return server.fetch(`/api/cameras${query}`, {
    method: 'POST',
    body: text,
    headers: { 'Content-Type': 'application/json' },
  });
}

describe('POST /api/cameras refuses a body that is wrong, and changes nothing', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ config: { cameras: [hall] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    ['{', 422, /JSON/],
    ['null', 422, /./],
    ['[]', 422, /./],
    [{ cameras: [{ id: 'a', device: 0 }] }, 422, /name/],
    [{ cameras: [{ ...hall, device: -1 }] }, 400, /Camera 'hall' requires a non-negative device index\./],
    [{ cameras: [hall, hall] }, 400, /Duplicate camera id 'hall' is not allowed\./],
    [
      { cameras: [{ ...hall, width: 0, brightness: 2 }] },
      400,
      /width must be positive when provided\.; Camera 'hall' brightness should be between 0\.0 and 1\.0\./,
    ],
    [{ cameras: [], auth: { enabled: true } }, 400, /Auth is enabled but username or password is missing\./],
  ])('%j, with %i', async (body, status, detail) => {
    const before = readFileSync(server.configPath, 'utf8');
    const answer = await post(server, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(((await answer.json()) as { detail: unknown }).detail)).toMatch(detail);
    expect(readFileSync(server.configPath, 'utf8')).toBe(before);
    expect((await server.health()).cameras.map(({ id }) => id)).toEqual(['hall']);
  });
});

describe('secrets', () => {
  test('never leave the server, and what comes back without them keeps them', async () => {
    const config = {
      auth: { enabled: true, protect_streams: false, username: 'me', password: 'sesame' },
      cameras: [{ id: 'net', name: 'Net', device: 'http://user:hush@127.0.0.1:9/video?token=abc' }],
    };
    await using server = await TestServer.start({ config });
    const headers = {
      Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}`,
      'Content-Type': 'application/json',
    };
    const shown = await (await server.fetch('/api/cameras', { headers })).text();
    await server.untilCamera('net', { kind: 'retrying' });
    for (const text of [shown, JSON.stringify(await server.health()), server.output]) {
      expect(text).not.toMatch(/sesame|hush|abc/);
    }
    const answer = await server.fetch('/api/cameras', { method: 'POST', headers, body: shown });
    expect(answer.status).toBe(200);
    expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject({
      auth: { password: expect.stringMatching(/^\$scrypt\$/) as string },
      cameras: [{ device: config.cameras[0]?.device }],
    });
  });

  test('stay with a camera that is renamed, and come with a copy of it, but go to no other host', async () => {
    const device = 'http://user:hush@127.0.0.1:9/video?token=abc';
    await using server = await TestServer.start({
      config: { default_camera: 'net', cameras: [{ id: 'net', name: 'Net', device }] },
    });
    const shown = (await (await server.fetch('/api/cameras')).json()) as ServerConfig;
    const [net] = shown.cameras;
    if (!net) throw new Error('there is a camera');
    const cameras = [
      { ...net, id: 'gate' },
      { ...net, id: 'copy', port: null },
      { ...net, id: 'thief', port: null, device: String(net.device).replace('127.0.0.1', '127.0.0.2') },
    ];
    const origins = encodeURIComponent(JSON.stringify({ gate: 'net', copy: 'net', thief: 'net' }));
    const answer = await server.fetch(`/api/cameras?origins=${origins}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...shown, cameras }),
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject({
      default_camera: 'gate',
      cameras: [
        { id: 'gate', device },
        { id: 'copy', device },
        { device: 'http://***@127.0.0.2:9/video?***' },
      ],
    });
    expect((await post(server, shown, '?origins=no')).status).toBe(422);
    expect((await post(server, shown, '?replaced={}')).status).toBe(422);
  });

  test('are asked for: no or wrong credentials are 401 and change nothing', async () => {
    await using server = await ServerHere.start({
      config: {
        auth: { enabled: true, protect_streams: true, username: 'jürgen', password: 'päss:wort' },
        cameras: [hall],
      },
    });
    const basic = (text: string) => ({
      headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` },
    });
    expect((await server.fetch('/api/cameras')).status).toBe(401);
    expect((await server.fetch('/api/cameras', basic('jürgen:falsch'))).status).toBe(401);
    expect((await post(server, { cameras: [] })).status).toBe(401);
    expect((await server.fetch('/cam/hall/snapshot')).status).toBe(401);
    expect((await server.fetch('/health')).status).toBe(200);
    expect((await server.fetch('/api/cameras', basic('jürgen:päss:wort'))).status).toBe(200);
    expect((await server.fetch('/cam/hall/snapshot', basic('jürgen:päss:wort'))).status).toBe(200);
  });
});

describe('a cameras.json that is wrong', () => {
  test('in one field of one camera: the others are served, the field is named, the file is kept', async () => {
    const config = {
      cameras: [hall, { ...yard, width: 'wide' }, { id: 'old', name: 'Old', device: 'test', exposure: -4 }],
    };
    await using server = await TestServer.start({ config });
    const { problems, ok } = await server.health();
    expect(ok).toBe(false);
    expect(problems.join('\n')).toMatch(/yard.*width/s);
    expect(problems.join('\n')).toMatch(/old.*exposure/s);
    expect(server.output).toMatch(/width/);
    await server.untilCamera('hall', { kind: 'live' });
    await server.untilCamera('old', { kind: 'live' });
    expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject(config);
  });

  test('from end to end: the server runs, stays closed, says so, and opens when the file is mended', async () => {
    await using server = await ServerHere.start({ config: '{"cameras": [' });
    expect((await server.health()).problems.join()).toContain('cameras.json');
    const answer = await post(server, { cameras: [hall] });
    expect([answer.status, await answer.json()]).toMatchObject([500, { code: 'auth-error' }]);
    expect(readFileSync(server.configPath, 'utf8')).toBe('{"cameras": [');
    server.writeConfig({ cameras: [hall] });
    await server.reload();
    await until('it is open again', async () => (await post(server, { cameras: [hall] })).status === 200);
    expect((await server.health()).problems).toEqual([]);
  });

  test('after it was good: the last good copy is served, and a change keeps the broken text', async () => {
    await using server = await ServerHere.start({ config: { cameras: [hall] } });
    await post(server, { cameras: [hall, yard] });
    server.writeConfig('{"cameras": oops}');
    await server.restart();
    const { problems, cameras } = await server.health();
    expect(problems.join()).toContain('cameras.json');
    expect(cameras.map(({ id }) => id)).toEqual(['hall', 'yard']);
    expect((await post(server, { cameras: [yard] })).status).toBe(200);
    const texts = readdirSync(server.dataFolder).map((name) =>
      readFileSync(join(server.dataFolder, name), 'utf8'),
    );
    expect(texts).toContain('{"cameras": oops}');
    expect((await server.health()).problems.join()).toMatch(/is kept as cameras\.json\.kept-/);
  });
});

describe('a running server', () => {
  let server: TestServer;
  const use = async (...cameras: object[]) => expect((await post(server, { cameras })).status).toBe(200);
  beforeAll(async () => {
    server = await TestServer.start({ config: { cameras: [hall] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => use(hall));

  describe('POST /api/cameras', () => {
    test('restarts the camera that changed under its viewers; viewers of the other never notice', async () => {
      await use(hall, yard);
      using changing = await MjpegViewer.open(`${server.url}/cam/hall/video`);
      using other = await MjpegViewer.open(`${server.url}/cam/yard/video`);
      await changing.nextPicture();
      const first = await other.nextPicture();
      const partsBefore = other.parts;

      const answer = await post(server, { cameras: [{ ...hall, width: 160, height: 120 }, yard] });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        status: 'ok',
        cameras: { host: '0.0.0.0', cameras: [{ id: 'hall', width: 160, exposure: null }, { id: 'yard' }] },
      });
      await until(
        'the new size',
        async () => (await sharp((await changing.nextPicture()).jpeg).metadata()).width === 160,
      );
      const last = await other.nextPicture();
      expect(other.parts - partsBefore).toBeGreaterThanOrEqual(
        Number(last.headers['x-sequence']) - Number(first.headers['x-sequence']),
      );
      expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject({
        cameras: [{ width: 160 }, { width: 320 }],
      });
    });

    test('turns the picture of a running camera without a gap', async () => {
      using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
      await viewer.nextPicture();
      const before = server.output.length;
      await post(server, { cameras: [{ ...hall, rotate: 90 }] });
      await until(
        'the turned picture',
        async () => (await sharp((await viewer.nextPicture()).jpeg).metadata()).orientation === 6,
      );
      expect(server.output.slice(before)).not.toContain('live again');
    });

    test('that adds a camera starts it, and one that leaves a camera out ends its viewers', async () => {
      using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
      await viewer.nextPicture();
      await post(server, { cameras: [yard] });
      await until('the viewer is ended', () => viewer.ended);
      await server.untilCamera('yard', { kind: 'live' });
      expect((await server.fetch('/cam/hall/snapshot')).status).toBe(404);
    });

    test('thirty at a time are all served, one after the other', async () => {
      const names = Array.from({ length: 30 }, (_, index) => `Name ${index}`);
      const answers = await Promise.all(names.map((name) => post(server, { cameras: [{ ...hall, name }] })));
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
      expect(names).toContain((await server.camera('hall')).name);
    });
  });

  describe('DELETE /api/cameras/{id}', () => {
    test('removes the camera and ends its viewers', async () => {
      await use(hall, yard);
      using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
      await viewer.nextPicture();
      const answer = await server.fetch('/api/cameras/hall', { method: 'DELETE' });
      expect(await answer.json()).toMatchObject({ status: 'deleted', cameras: [{ id: 'yard' }] });
      await until('the viewer is ended', () => viewer.ended);
      expect((await server.fetch('/api/cameras/hall', { method: 'DELETE' })).status).toBe(404);
    });
  });

  describe('POST /api/cameras/{id}/restart', () => {
    test('starts the capture anew while viewers stay, and is 404 for an unknown id', async () => {
      using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
      await viewer.nextPicture();
      const answer = await server.fetch('/api/cameras/hall/restart', { method: 'POST' });
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'restarting' }]);
      await viewer.nextPicture();
      const unknown = await server.fetch('/api/cameras/nobody/restart', { method: 'POST' });
      expect([unknown.status, await unknown.json()]).toMatchObject([
        404,
        { detail: 'Camera not configured' },
      ]);
    });
  });

  describe('SIGHUP', () => {
    test('reads cameras.json again', async () => {
      server.writeConfig({ cameras: [hall, yard] });
      server.child.kill('SIGHUP');
      await until('the new camera', async () =>
        (await server.health()).cameras.some(({ id }) => id === 'yard'),
      );
    });

    test('keeps what runs when the file is broken, and says what is wrong', async () => {
      server.writeConfig('nonsense');
      server.child.kill('SIGHUP');
      await until('the problem', async () => (await server.health()).problems.length > 0);
      expect((await server.health()).cameras.map(({ id }) => id)).toEqual(['hall']);
    });
  });
});
