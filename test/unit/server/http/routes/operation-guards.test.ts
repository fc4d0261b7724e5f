import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newTokenSchema } from '../../../../../server/contract/access.ts';
import type { Guard } from '../../../../../server/http/gate/guards.ts';
import { call } from '../../../../fixtures/api-call.ts';
import { composedApp } from '../../../../fixtures/composed-app.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { basic } from '../login-request.ts';

const { operations } = await composedApp();
const routed = operations.filter((each) => each.kind !== 'files');
const paths = [...new Set(routed.map(({ path }) => path))];

/** All but these are for administrators only. Whoever adds one opens it to people without that login. */
const notForAdminsOnly: Partial<Record<Guard, string[]>> = {
  open: [
    'get /api/session',
    'post /api/session',
    'delete /api/session',
    'get /api/session/kiosk',
    'get /',
    'get /recordings',
    'get /login',
    'get /guest',
  ],
  view: [
    'get /cam/{id}/video',
    'get /cam/{id}/snapshot',
    'get /cam/{id}/video.mp4',
    'get /frame',
    'get /stream.mjpg',
    'get /api/live',
    'get /api/recordings',
    'get /api/recordings/{camera}/timeline',
    'get /api/recordings/{camera}/frame',
    'get /api/recordings/{camera}/{id}',
    'get /api/recordings/{camera}/{id}/file',
    'get /api/recordings/{camera}/{id}/thumbnail',
    'get /api/recordings/{camera}/{id}/frame',
    'get /api/exports',
    'get /api/exports/{id}',
    'get /api/exports/{id}/file',
    'get /cam/{id}/guest',
  ],
  status: ['get /health', 'get /metrics'],
  'view-and-status': [
    'get /api/event-log',
    'get /api/event-log/{id}',
    'get /camera/status',
    'get /api/events',
  ],
  page: ['get /settings', 'get /status', 'get /api-docs'],
};

test('what is not for administrators only is named here', () => {
  const lineOf = ({ method, path }: (typeof routed)[number]) => `${method} ${path}`;
  for (const [guard, lines] of Object.entries(notForAdminsOnly))
    expect([guard, routed.filter((each) => each.guard === guard).map(lineOf)]).toEqual([guard, lines]);
  const others = routed.filter(({ guard }) => !(guard in notForAdminsOnly));
  expect(new Set(others.map(({ guard }) => guard))).toEqual(new Set(['admin']));
  expect(others.length).toBeGreaterThan(30);
});

/** Nothing has such a name: an operation that lets the request in changes nothing and ends. */
const withNames = (path: string) => path.replaceAll(/\{\w+\}/g, 'nothing');

const login = { enabled: true, username: 'me', password: 'sesame' };
type Visitor = 'stranger' | 'viewer' | 'administrator';
const everybody: Visitor[] = ['stranger', 'viewer', 'administrator'];
const loggedIn: Visitor[] = ['viewer', 'administrator'];
const administrator: Visitor[] = ['administrator'];

/** Whom each guard lets in, by what the configuration protects. */
function letIn(guard: Guard, protects: { streams: boolean; status: boolean }): Visitor[] {
  switch (guard) {
    case 'open':
      return everybody;
    case 'view':
      return protects.streams ? loggedIn : everybody;
    case 'status':
      return protects.status ? loggedIn : everybody;
    case 'view-and-status':
      return protects.streams || protects.status ? loggedIn : everybody;
    case 'admin':
    case 'page':
      return administrator;
    default:
      return guard satisfies never;
  }
}

/** A real server with auth, and the headers of each visitor. */
class GuardedApi implements AsyncDisposable {
  readonly server: ServerHere;
  readonly headers: Record<Visitor, Record<string, string>>;

  private constructor(server: ServerHere, headers: Record<Visitor, Record<string, string>>) {
    this.server = server;
    this.headers = headers;
  }

  static async start(protects: { streams: boolean; status: boolean }): Promise<GuardedApi> {
    const auth = { ...login, protect_streams: protects.streams, protect_status: protects.status };
    const server = await ServerHere.start({ config: { auth, cameras: [] } });
    const tokenOf = async (scope: 'view' | 'admin') => {
      const body = { name: scope, scope };
      const made = await call(server, 'POST', '/api/tokens', body, basic('me:sesame').headers);
      return { Authorization: `Bearer ${newTokenSchema.parse(made.body).token}` };
    };
    const viewer = await tokenOf('view');
    return new GuardedApi(server, { stranger: {}, viewer, administrator: await tokenOf('admin') });
  }

  async ask(visitor: Visitor, method: string, path: string, headers: Record<string, string> = {}) {
    const leaving = new AbortController();
    const response = await this.server.fetch(withNames(path), {
      method: method.toUpperCase(),
      headers: { ...this.headers[visitor], ...headers },
      redirect: 'manual',
      signal: leaving.signal,
    });
    const hasCode = response.status >= 400 && response.headers.get('content-type') === 'application/json';
    const text = hasCode ? await response.text() : '';
    const code = text === '' ? undefined : (JSON.parse(text) as { code: string }).code;
    // Streams and events have no end.
    leaving.abort();
    return { status: response.status, allow: response.headers.get('allow'), code, headers: response.headers };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }
}

describe.each([
  { streams: false, status: false },
  { streams: true, status: false },
  { streams: false, status: true },
  { streams: true, status: true },
])('a server with auth that protects %j', (protects) => {
  let api: GuardedApi;
  beforeAll(async () => (api = await GuardedApi.start(protects)));
  afterAll(() => api[Symbol.asyncDispose]());

  test.each(routed)(
    'lets into $method $path whom the guard "$guard" names',
    async ({ method, path, guard }) => {
      const answers = await Promise.all(everybody.map((visitor) => api.ask(visitor, method, path)));
      for (const [index, visitor] of everybody.entries()) {
        const { status, code } = answers[index] ?? expect.fail('no answer');
        const refused = { stranger: 'unauthorized', viewer: 'forbidden', administrator: 'never' }[visitor];
        const expected = letIn(guard, protects).includes(visitor) ? 'let in' : refused;
        const found = code === 'unauthorized' || code === 'forbidden' ? code : 'let in';
        expect([visitor, found, status]).toEqual([visitor, expected, status]);
      }
    },
  );
});

describe('a server whose every door is closed', () => {
  let api: GuardedApi;
  beforeAll(async () => (api = await GuardedApi.start({ streams: true, status: true })));
  afterAll(() => api[Symbol.asyncDispose]());

  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];
  const onPath = (path: string) => routed.filter((each) => each.path === path);
  /** As the routes declare them, and HEAD beside GET. */
  const methodsOf = (path: string) =>
    onPath(path).flatMap(({ method, noHead }) =>
      method === 'get' && !noHead ? ['GET', 'HEAD'] : [method.toUpperCase()],
    );

  test.each(paths)('answers each method that %s does not have with 405 and all that it has', async (path) => {
    const allowed = methodsOf(path);
    for (const method of ['HEAD', ...methods].filter((each) => !allowed.includes(each))) {
      const { status, allow } = await api.ask('administrator', method, path);
      expect([method, status, allow]).toEqual([method, 405, allowed.join(', ')]);
    }
  });

  test.each(paths)('answers OPTIONS of %s with its methods', async (path) => {
    const { status, allow } = await api.ask('administrator', 'OPTIONS', path);
    expect([status, allow]).toEqual([204, [...methodsOf(path), 'OPTIONS'].join(', ')]);
  });

  test.each(routed.filter(({ method, noHead }) => method === 'get' && !noHead))(
    'has the same status and type for HEAD of $path as for GET',
    async ({ path }) => {
      const [get, head] = [
        await api.ask('administrator', 'GET', path),
        await api.ask('administrator', 'HEAD', path),
      ];
      expect([head.status, head.headers.get('content-type')]).toEqual([
        get.status,
        get.headers.get('content-type'),
      ]);
    },
  );

  test.each(paths)('tells a stranger no more of %s by HEAD, OPTIONS and PROPFIND', async (path) => {
    const isOpen = onPath(path).every(({ guard }) => guard === 'open');
    for (const method of ['HEAD', 'OPTIONS', 'PROPFIND']) {
      const { status } = await api.ask('stranger', method, path);
      expect([method, status === 401]).toEqual([method, !isOpen]);
    }
  });

  test.each(['/api/nothing', '/api/cameras/a/b/c', '/cam/hall', '/cam/hall/nothing'])(
    'asks for a login also for %s, which is not there',
    async (path) => {
      expect((await api.ask('stranger', 'GET', path)).status).toBe(401);
      expect((await api.ask('administrator', 'GET', path)).status).toBe(404);
    },
  );

  test.each(routed.filter(({ guard }) => guard === 'page'))(
    'sends a browser from $path to the login page',
    async ({ path }) => {
      const { status, headers } = await api.ask('stranger', 'GET', path, { Accept: 'text/html' });
      const to = `./login?next=${encodeURIComponent(path)}`;
      expect([status, headers.get('location')]).toEqual([303, to]);
    },
  );

  test.each(operations.filter((each) => each.kind === 'files'))(
    'gives everybody the files below $path',
    async ({ path }) => {
      expect((await api.ask('stranger', 'GET', `${path}/nothing.js`)).status).toBe(404);
    },
  );
});
