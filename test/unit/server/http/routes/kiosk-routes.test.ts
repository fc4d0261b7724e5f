import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KioskRefusal } from '../../../../../server/attached-kiosk.ts';
import { healthSchema } from '../../../../../server/contract/health.ts';
import { kioskReportSchema, kioskSettingsSchema } from '../../../../../server/contract/kiosk/kiosk.ts';
import { ScriptedKiosk } from '../../../../doubles/scripted-kiosk.ts';
import { call } from '../../../../fixtures/api-call.ts';
import { KioskServer } from '../../../../fixtures/kiosk-server.ts';
import { parsePrometheusText } from '../../../../fixtures/prometheus-text.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const logFile = join(tmpdir(), `rpicam-kiosk-routes-${process.pid}.log`);
const defaults = kioskSettingsSchema.parse({});

let server: KioskServer;
let kiosk: ScriptedKiosk;
beforeAll(async () => {
  const log = { LOG_LEVEL: 'DEBUG', LOG_DEST: 'file', LOG_FILE: logFile };
  server = await KioskServer.start({ cameras: [] }, log);
  kiosk = server.kiosk;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(logFile, { force: true });
});
beforeEach(() => {
  kiosk.refusal = undefined;
  kiosk.changes.length = 0;
  kiosk.actions.length = 0;
  kiosk.screenshots.length = 0;
});

const patch = (body: unknown) => call(server, 'PATCH', '/api/kiosk', body);
const post = (body: unknown) => call(server, 'POST', '/api/kiosk', body);

describe('how the screen is set', () => {
  test.each([
    ['/?kiosk=1', 'kiosk', '/?kiosk=1&wall=office'],
    ['/?wall=&kiosk=1', 'kiosk', '/?wall=office&kiosk=1'],
    ['/', 'wall', '/?wall=office'],
    ['/?wall=porch&kiosk=1', 'porch', '/?wall=office&kiosk=1'],
    ['/?kiosk=1', 'wall', '/?kiosk=1'],
    ['/status', 'wall', '/status'],
  ])('follows a wall to its new name: %s, wall %s', async (page, wall, now) => {
    const pages = () => kiosk.report().settings.screens.map((screen) => screen.page);
    try {
      await patch({ screens: [{ page }] });
      const renamed = await call(server, 'POST', `/api/walls/${wall}/rename`, { name: 'office' });
      expect([renamed.status, pages()]).toEqual([200, [now]]);
    } finally {
      await call(server, 'DELETE', '/api/walls/office');
      await patch({ screens: null });
    }
  });

  test('is shown with how it is, and never kept by anybody on the way', async () => {
    const answer = await call(server, 'GET', '/api/kiosk');
    expect(kioskReportSchema.strict().parse(answer.body)).toEqual(kiosk.report());
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('is changed in the fields that are named, and in no other', async () => {
    const times = [{ days: ['mon', 'sun'], on: '07:00', off: '22:30' }];
    const change = { schedule: { enabled: true, times }, screens: [{ zoom: 1.5 }], cursor: 'hidden' };
    const answer = await patch(change);
    const screens = [{ ...defaults.screens[0], zoom: 1.5 }];
    expect(answer).toMatchObject({ status: 200, body: { settings: { ...defaults, ...change, screens } } });
    expect(kiosk.changes).toStrictEqual([{ ...change, screens }]);
    await patch({});
    expect(kiosk.changes[1]).toStrictEqual({});
  });

  test('is the default again where it is null', async () => {
    await patch({ cursor: 'hidden', brightness: 40, schedule: { enabled: true } });
    const answer = await patch({ cursor: null, brightness: null, schedule: null });
    const { cursor, brightness, schedule } = defaults;
    expect(kiosk.changes[1]).toStrictEqual({ cursor, brightness, schedule });
    expect(answer).toMatchObject({ body: { settings: { cursor: 'idle', brightness: null } } });
  });

  test.each<[unknown, string | undefined]>([
    [{ curser: 'hidden' }, 'curser'],
    [{ screens: [{ display: 'A' }, { display: 'B', pgae: '/' }] }, 'screens.1.pgae'],
    [{ schedule: { enabled: true, days: [] } }, 'schedule.days'],
    [{ screens: [{ page: 'https://evil.example/' }] }, 'screens.0.page'],
    [{ screens: [{ page: '//evil.example/' }] }, 'screens.0.page'],
    [{ screens: [{ display: 'A' }, { display: 'A' }] }, 'screens'],
    [{ screens: [] }, 'screens'],
    [{ awake_seconds: 5 }, 'awake_seconds'],
    [{ schedule: { times: [{ days: ['mon'], on: '24:10', off: '07:00' }] } }, 'schedule.times.0.on'],
    [{ screen_tool: 'sh -c reboot' }, 'screen_tool'],
    [{ pin: 1234 }, 'pin'],
    [[], undefined],
    [undefined, undefined],
    ['"dark"', undefined],
  ])('is not changed by %j', async (body, field) => {
    const answer = await patch(body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'bad-shape' } });
    expect((answer.body as { field?: string }).field).toBe(field);
    expect(kiosk.changes).toEqual([]);
  });

  test('names each fault at its place', async () => {
    const { body } = await patch({ screens: [{ zoom: 9, rotation: 45 }], brightness: 0 });
    const places = (body as { detail: { loc: unknown[] }[] }).detail.map(({ loc }) => loc.join('.'));
    expect(places).toEqual(['body.screens.0.rotation', 'body.screens.0.zoom', 'body.brightness']);
  });

  test('has a PIN that no answer and no log repeats', async () => {
    const answers = [
      await patch({ pin: '271828' }),
      await patch({ pin: '271828x' }),
      await patch({ pin: ['271828'] }),
      await patch([{ pin: '271828' }]),
    ];
    expect(kiosk.changes).toStrictEqual([{ pin: '271828' }]);
    expect(answers.map(({ status }) => status)).toEqual([200, 422, 422, 422]);
    kiosk.refusal = new KioskRefusal('not-stored', 'The disk is full.');
    answers.push(await patch({ pin: '271828' }));
    kiosk.refusal = undefined;
    expect(answers[0]).toMatchObject({ body: { pin_set: true } });
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain('271828');
    expect(await patch({ pin: null })).toMatchObject({ body: { pin_set: false } });
    await expect.poll(() => readFileSync(logFile, 'utf8')).toContain('The disk is full.');
    expect(readFileSync(logFile, 'utf8')).not.toContain('271828');
  });
});

describe('what the screen is told', () => {
  test.each([
    { sleep: true },
    { wake: true, reload: true },
    { show: '/?wall=office&kiosk=1', display: 'HDMI-A-1' },
    { show: null },
  ])('is %j', async (action) => {
    expect(await post(action)).toMatchObject({ status: 200, body: kiosk.report() });
    expect(kiosk.actions).toStrictEqual([action]);
  });

  test.each([
    {},
    { wake: true, sleep: true },
    { wake: false },
    { display: 'HDMI-A-1' },
    { show: 'https://evil.example/' },
    { reboot: true },
    [],
  ])('is never %j', async (action) => {
    expect(await post(action)).toMatchObject({ status: 422, body: { code: 'bad-shape' } });
    expect(kiosk.actions).toEqual([]);
  });

  test.each([
    ['no-such-display', 404],
    ['no-window', 409],
    ['not-stored', 500],
  ] as const)('may be refused: %s is status %i', async (code, status) => {
    kiosk.refusal = new KioskRefusal(code, 'Displays: HDMI-A-1.', {
      cause: new Error('EACCES: secret path'),
    });
    const refused = { status, body: { code, detail: 'Displays: HDMI-A-1.' } };
    expect(await post({ reload: true })).toMatchObject(refused);
    expect(await patch({ cec: true })).toMatchObject(refused);
    const screenshot = await call(server, 'GET', '/api/kiosk/screenshot?display=DP-9');
    expect(screenshot).toMatchObject(refused);
    expect(JSON.stringify(screenshot.body)).not.toContain('EACCES');
    // What the person cannot mend is for whoever reads the log, with its cause.
    const logged = () => readFileSync(logFile, 'utf8').includes('EACCES: secret path');
    if (status === 500) await expect.poll(logged).toBe(true);
    else expect(logged()).toBe(false);
  });
});

describe('the picture of the screen', () => {
  test('is a PNG of the display that is named, and never kept', async () => {
    const answer = await server.fetch('/api/kiosk/screenshot?display=HDMI-A-1');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await answer.arrayBuffer()).equals(ScriptedKiosk.picture)).toBe(true);
    await server.fetch('/api/kiosk/screenshot');
    expect(kiosk.screenshots).toEqual(['HDMI-A-1', undefined]);
  });

  test.each(['?display=', `?display=${'x'.repeat(65)}`, '?display=a&display=b'])(
    'is not taken with %s',
    async (query) => {
      const answer = await call(server, 'GET', `/api/kiosk/screenshot${query}`);
      expect(answer).toMatchObject({ status: 422, body: { detail: [{ loc: ['query', 'display'] }] } });
      expect(kiosk.screenshots).toEqual([]);
    },
  );
});

describe('/api/kiosk', () => {
  test('is for admins, and not for pages of other sites', async () => {
    const auth = { enabled: true, username: 'me', password: 'sesame' };
    await using guarded = await KioskServer.start({ auth, cameras: [] });
    const admin = { Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}` };
    const made = await call(guarded, 'POST', '/api/tokens', { name: 'viewer', scope: 'view' }, admin);
    const view = { Authorization: `Bearer ${(made.body as { token: string }).token}` };
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', {}],
      ['POST', '', { wake: true }],
      ['GET', '/screenshot', undefined],
    ] as const) {
      expect((await call(guarded, method, `/api/kiosk${path}`, body)).status).toBe(401);
      expect((await call(guarded, method, `/api/kiosk${path}`, body, view)).status).toBe(403);
      expect((await call(guarded, method, `/api/kiosk${path}`, body, admin)).status).toBe(200);
    }
    const foreign = { ...admin, Origin: 'http://evil.example' };
    expect(await call(guarded, 'POST', '/api/kiosk', { sleep: true }, foreign)).toMatchObject({
      status: 403,
      body: { code: 'cross-origin' },
    });
  });

  test('tells a server without a screen how it gets one, whatever is asked', async () => {
    await using alone = await ServerHere.start({ config: { cameras: [] } });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { cursor: 'hidden' }],
      ['POST', '', { wake: true }],
      ['GET', '/screenshot', undefined],
    ] as const) {
      expect(await call(alone, method, `/api/kiosk${path}`, body)).toMatchObject({
        status: 404,
        body: { code: 'no-kiosk', detail: expect.stringContaining('rpicam-kiosk.service') as string },
      });
    }
    expect((await alone.health()).kiosk).toBeNull();
    expect(await (await alone.fetch('/metrics')).text()).not.toContain('rpicam_kiosk');
  });
});

describe('a screen with a problem', () => {
  test('is in /health and /metrics', async () => {
    const health = async () => healthSchema.parse((await call(server, 'GET', '/health')).body);
    expect(await health()).toMatchObject({ ok: true, kiosk: { screen_on: true, runtime: 'Scripted 1.0' } });
    kiosk.repairs = { reload: 3, window: 1 };
    kiosk.problems = ['wlopm is not installed: the screen stays lit. Install it: sudo apt install wlopm'];
    await kiosk.act({ sleep: true });
    const { repairs, problems } = kiosk;
    expect(await health()).toMatchObject({
      ok: false,
      problems,
      kiosk: { screen_on: false, repairs, problems },
    });
    const metrics = parsePrometheusText(await (await server.fetch('/metrics')).text());
    const samples = (name: string) =>
      metrics.get(name)?.samples.map(({ series: { labels, value } }) => ({ labels, value }));
    expect(samples('rpicam_kiosk_screen_on')).toEqual([{ labels: {}, value: 0 }]);
    expect(samples('rpicam_kiosk_repairs_total')).toEqual([
      { labels: { step: 'reload' }, value: 3 },
      { labels: { step: 'window' }, value: 1 },
    ]);
    expect(samples('rpicam_kiosk_info')).toEqual([{ labels: { runtime: 'Scripted 1.0' }, value: 1 }]);
  });
});
