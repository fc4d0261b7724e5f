import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backupSchema } from '../../../../../server/contract/backup.ts';
import { call, unchangedBy, type ApiAnswer } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081, exposure: 100, controls: { gain: 3 } };
const net = { id: 'net', name: 'Net', device: 'rtsp://me:hush@127.0.0.1:9/live', port: 8082 };
const auth = {
  enabled: true,
  protect_streams: false,
  protect_status: true,
  username: 'me',
  password: 'sesame',
};
const basic = { Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}` };

let server: ServerHere;
let closed: ServerHere;
beforeAll(async () => {
  server = await ServerHere.start({ config: { cameras: [] } });
  closed = await ServerHere.start({ config: { auth, cameras: [] } });
});
afterAll(() => Promise.all([server[Symbol.asyncDispose](), closed[Symbol.asyncDispose]()]));

/** Nothing but `config` is configured from now on, and the login as it is. */
async function configure(on: ServerHere, config: object, headers = {}): Promise<void> {
  const whole = { port_mode: 'off', ...config };
  expect((await call(on, 'POST', '/api/cameras', whole, headers)).status).toBe(200);
}
const restore = (server: ServerHere, body: unknown, headers = {}) =>
  call(server, 'POST', '/api/restore', body, headers);
const notesOf = ({ body }: ApiAnswer) => (body as { notes: string[] }).notes;
/** As the file holds it. */
const sealed = { ...auth, password: expect.stringMatching(/^\$scrypt\$/) as string };
const saved = (server: ServerHere) => JSON.parse(readFileSync(server.configPath, 'utf8')) as unknown;
const file = (config: object) => ({
  format: 'rpicam-kiosk-backup',
  version: 1,
  created_at: '2026-11-20T17:46:00Z',
  app_version: '0.1.0',
  config,
});

describe('GET /api/backup', () => {
  test('is a file that names the machine and the day, without any secret', async () => {
    await configure(closed, { cameras: [hall, net] }, basic);
    const answer = await call(closed, 'GET', '/api/backup', undefined, basic);
    expect(answer.status).toBe(200);
    const name = /^attachment; filename="(.*)"$/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    expect(name).toMatch(/^rpicam-kiosk-[\w-]+-\d{4}-\d\d-\d\d\.json$/);
    expect(name).toContain(hostname().replaceAll(/[^A-Za-z0-9-]+/g, '-'));
    const backup = backupSchema.parse(answer.body);
    expect(backup.app_version).toBe(
      (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
    );
    expect(backup.config).toMatchObject({ auth: { ...auth, password: '' }, cameras: [hall, { id: 'net' }] });
    expect(JSON.stringify(backup)).not.toMatch(/sesame|hush/);
    expect((await call(closed, 'GET', '/api/backup')).status).toBe(401);
  });
});

describe('POST /api/restore', () => {
  test('on the same server brings everything back, with its secrets, and keeps the file it replaced', async () => {
    await configure(closed, { linger_seconds: 5, cameras: [hall, net] }, basic);
    const { body: backup } = await call(closed, 'GET', '/api/backup', undefined, basic);
    await call(closed, 'PATCH', '/api/settings', { linger_seconds: 60 }, basic);
    await call(closed, 'PATCH', '/api/cameras/hall', { name: 'Wrong', controls: null }, basic);
    await call(closed, 'PUT', '/api/cameras/other', { name: 'Other', device: 'test' }, basic);
    const replaced = readFileSync(closed.configPath, 'utf8');

    const answer = await restore(closed, backup, basic);
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'restored', cameras: { linger_seconds: 5 } },
    });
    expect(saved(closed)).toMatchObject({ auth: sealed, linger_seconds: 5, cameras: [hall, net] });
    expect(notesOf(answer)).toEqual(["The password of 'me' was kept."]);
    expect(JSON.stringify(answer.body)).not.toMatch(/sesame|hush/);
    const { kept_as } = answer.body as { kept_as: string };
    expect(readdirSync(closed.dataFolder)).toContain(kept_as);
    expect(readFileSync(join(closed.dataFolder, kept_as), 'utf8')).toBe(replaced);
    expect((await closed.fetch('/api/cameras', { headers: basic })).status).toBe(200);
  });

  test('on another server keeps its own login, and names what has to be entered again', async () => {
    await configure(server, { cameras: [] });
    const shown = { ...net, device: 'rtsp://***@127.0.0.1:9/live' };
    const answer = await restore(server, file({ auth: { ...auth, password: '' }, cameras: [hall, shown] }));
    expect(answer).toMatchObject({ status: 200, body: { cameras: { auth: { enabled: false } } } });
    expect(notesOf(answer)).toEqual([
      expect.stringMatching(/knows none for 'me': its own login was kept \(none\)/),
      expect.stringMatching(/^Camera 'net': a backup holds no login/),
    ]);
    expect((await server.fetch('/api/cameras')).status).toBe(200);
  });

  test('keeps a login that is another than that of the backup', async () => {
    await configure(closed, { cameras: [] }, basic);
    const other = { ...auth, username: 'you', password: '' };
    const answer = await restore(closed, file({ auth: other, cameras: [] }), basic);
    expect(notesOf(answer)).toEqual([expect.stringMatching(/its own login was kept \(the one of 'me'\)/)]);
    expect(saved(closed)).toMatchObject({ auth: sealed });
  });

  test('finds the login of a camera also under another id', async () => {
    await configure(server, { cameras: [net] });
    const shown = { ...net, id: 'gate', device: 'rtsp://***@127.0.0.1:9/live' };
    const answer = await restore(server, file({ cameras: [shown] }));
    expect(notesOf(answer)).toEqual([]);
    expect(saved(server)).toMatchObject({ cameras: [{ id: 'gate', device: net.device }] });
  });

  test('takes a bare cameras.json, also with its password', async () => {
    await using fresh = await ServerHere.start({ config: { cameras: [hall], max_viewers: 7 } });
    const config = { host: 'pi.lan', auth, cameras: [net, { id: 'usb', name: 'USB', device: 3 }] };
    const answer = await restore(fresh, config);
    expect([answer.status, notesOf(answer)]).toEqual([200, []]);
    expect(saved(fresh)).toMatchObject({
      host: 'pi.lan',
      max_viewers: 7,
      auth: sealed,
      cameras: [net, { id: 'usb' }],
    });
    expect((await fresh.fetch('/api/cameras')).status).toBe(401);
  });

  test('brings the walls back too, and keeps those it replaced', async () => {
    await configure(server, { cameras: [hall] });
    await call(server, 'PUT', '/api/walls/porch', { fps: 5, hidden: ['hall'] });
    const { body: backup } = await call(server, 'GET', '/api/backup');
    const { walls } = backupSchema.parse(backup);
    expect(walls).toMatchObject({ porch: { fps: 5, hidden: ['hall'] } });
    await call(server, 'PATCH', '/api/walls/porch', { fps: 9 });
    await call(server, 'PUT', '/api/walls/other', {});
    const path = join(server.dataFolder, 'walls.json');
    const replaced = readFileSync(path, 'utf8');

    const [note = ''] = notesOf(await restore(server, backup));
    const kept = /^The walls that were saved before are kept as (walls\.json\.kept-.*)\.$/.exec(note)?.[1];
    expect(readFileSync(join(server.dataFolder, kept ?? ''), 'utf8')).toBe(replaced);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ walls });
    // Nothing is said about walls: they stay.
    expect(notesOf(await restore(server, file({ cameras: [hall] })))).toEqual([]);
    expect(notesOf(await restore(server, { cameras: [hall] }))).toEqual([]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ walls });
  });

  test('says when the walls cannot be written, for the cameras are in use then', async () => {
    await using fresh = await ServerHere.start({ config: { cameras: [] } });
    mkdirSync(join(fresh.dataFolder, 'walls.json'));
    const answer = await restore(fresh, { ...file({ cameras: [hall] }), walls: { porch: {} } });
    expect([answer.status, notesOf(answer)]).toEqual([
      200,
      [expect.stringMatching(/^The walls were not restored\. Cannot use .*walls\.json/)],
    ]);
    expect(saved(fresh)).toMatchObject({ cameras: [hall] });
  });
});

describe('a restore that is refused', () => {
  beforeAll(() => configure(server, { cameras: [{ ...hall, name: 'Before' }] }));

  test.each<[unknown, number, RegExp, string?]>([
    [
      file({ cameras: [{ ...hall, exposure: -4 }] }),
      400,
      /^Camera 'hall' exposure should/,
      'config.cameras.0.exposure',
    ],
    [{ cameras: [hall, hall] }, 400, /^Duplicate camera id 'hall' .*; Duplicate port 8081/],
    [
      file({ cameras: [{ ...hall, name: 1 }] }),
      422,
      /"loc":\["body","config","cameras",0,"name"\]/,
      'config.cameras.0.name',
    ],
    [file({}), 422, /"loc":\["body","config","cameras"\]/, 'config.cameras'],
    [
      { ...file({ cameras: [] }), walls: { porch: { per_page: 99 } } },
      422,
      /"loc":\["body","walls","porch","per_page"\]/,
      'walls.porch.per_page',
    ],
    [{ ...file({ cameras: [] }), walls: { Porch: {} } }, 422, /"walls","Porch"/, 'walls.Porch'],
    [{ ...file({}), config: [] }, 422, /dict_type/, 'config'],
    [
      { ...file({ cameras: [] }), version: 2 },
      400,
      /version 2; this server reads version 1\. Update/,
      'version',
    ],
    [{ ...file({ cameras: [] }), version: undefined }, 400, /reads version 1/, 'version'],
    [
      `{"format": "rpicam-kiosk-backup", "version": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      400,
      /no version; this server/,
      'version',
    ],
    [{ format: 'tar', cameras: [] }, 400, /no backup of rpicam-kiosk/, 'format'],
    [{}, 422, /Field required/, 'cameras'],
    [[], 422, /model_attributes_type/],
    [undefined, 422, /missing/],
  ])('changes nothing: %#', async (body, status, detail, field) => {
    const names = readdirSync(server.dataFolder);
    const answer = await unchangedBy(server, () => restore(server, body));
    expect(answer.status).toBe(status);
    const refused = answer.body as { detail: unknown; field?: string };
    expect(typeof refused.detail === 'string' ? refused.detail : JSON.stringify(refused.detail)).toMatch(
      detail,
    );
    expect(refused.field).toBe(field);
    expect(readdirSync(server.dataFolder)).toEqual(names);
  });
});
