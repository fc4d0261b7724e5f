import { describe, expect, test } from 'vitest';
import { streamMarkHeader } from '../../../../../../server/contract/stream-mark.ts';
import { TemporaryFolder } from '../../../config/temporary-folder.ts';
import { freePorts } from '../../../../../fixtures/free-ports.ts';
import { nginxMissing, RealNginx } from '../../../../../fixtures/real-nginx.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { until } from '../../../../../fixtures/until.ts';

const pattern = { id: 'real', name: 'Real', device: 'test', width: 64, height: 48, fps: 10 };
const retryOften = { CAMERA_RETRY_INTERVAL: '1' };

function start(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const config = { linger_seconds: 3_600, cameras: [pattern] };
  return TestServer.start({ config, args, env: { ...retryOften, ...env } });
}

/** Adds cameras, or changes them. */
async function show(url: string, devices: Record<string, string>, authorization = ''): Promise<void> {
  for (const [id, device] of Object.entries(devices)) {
    const { status } = await fetch(`${url}/api/cameras/${id}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', authorization },
      body: JSON.stringify({ id, name: id, device }),
    });
    expect([200, 201]).toContain(status);
  }
}

const isOwn = { kind: 'retrying', reason: 'own-stream' } as const;

describe('a camera that is a stream of this server', () => {
  test.each(['video', 'snapshot', 'video?width=32&fps=2', 'video/'])('%s is refused', async (page) => {
    await using server = await start();
    await show(server.url, {
      self: `${server.url}/cam/self/${page}`,
      other: `${server.url}/cam/real/${page}`,
    });
    for (const id of ['self', 'other']) {
      const { detail, advice } = await server.untilCamera(id, isOwn);
      expect(detail).toBe('this server itself answers at that address');
      expect(advice).toMatch(/Enter the address of the camera itself/);
    }
    expect(await server.camera('real')).toMatchObject({ kind: 'live' });
  });

  test('is refused also where two show each other, and behind a password we do not know', async () => {
    const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
    await using server = await TestServer.start({ config: { auth, cameras: [pattern] }, env: retryOften });
    const place = server.url.replace('http://', 'http://me:wrong@').replace('127.0.0.1', 'localhost');
    const basic = `Basic ${Buffer.from('me:sesame').toString('base64')}`;
    await show(server.url, { a: `${place}/cam/b/video`, b: `${server.url}/cam/a/snapshot` }, basic);
    for (const id of ['a', 'b']) await server.untilCamera(id, isOwn);
  });

  test("is refused by way of a camera's own port", async () => {
    const [port = 0] = await freePorts(1);
    await using server = await TestServer.start({
      config: { port_mode: 'embedded', cameras: [{ ...pattern, port }] },
      env: retryOften,
    });
    await until('the port answers', async () => (await server.camera('real')).port_state === 'listening');
    await show(server.url, { self: `http://127.0.0.1:${port}/` });
    await server.untilCamera('self', isOwn);
  });

  test('is refused over HTTPS', async () => {
    // Its own certificate is trusted by nobody, unless somebody says so.
    await using server = await start(['--tls', 'self-signed'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const http = server.url.replace('https', 'http');
    await show(http, { self: `${server.url.replace('http:', 'https:')}/cam/self/video` });
    await until('it is refused', async () => {
      const { cameras } = (await (await fetch(`${http}/health`)).json()) as { cameras: { reason: string }[] };
      return cameras.some(({ reason }) => reason === 'own-stream');
    });
  });

  test.skipIf(nginxMissing)('is refused by way of nginx', async () => {
    await using server = await start();
    const [port = 0] = await freePorts(1);
    using folder = new TemporaryFolder();
    folder.write('front.conf', `server { listen ${port}; location / { proxy_pass ${server.url}; } }`);
    await using nginx = await RealNginx.start(`${folder.path}/front.conf`);
    expect(nginx.listeningPorts()).toContain(port);
    await show(server.url, { self: `http://127.0.0.1:${port}/cam/self/video` });
    await server.untilCamera('self', isOwn);
  });
});

describe('cameras of several servers', () => {
  test.each([2, 3])('that show each other in a circle of %i are refused', async (count) => {
    await using stack = new AsyncDisposableStack();
    const servers: TestServer[] = [];
    for (let index = 0; index < count; index++) servers.push(stack.use(await start()));
    // All at once, so that none knows of the others yet.
    await Promise.all(
      servers.map((server, index) =>
        show(server.url, { x: `${servers[(index + 1) % count]?.url}/cam/x/video` }),
      ),
    );
    await until('none shows it any more', async () => {
      const cameras = await Promise.all(servers.map((server) => server.camera('x')));
      return cameras.every(({ reason }) => reason === 'own-stream');
    });
    await show(servers[0]?.url ?? '', { x: 'test' });
    // It is no circle any more.
    for (const server of servers) await server.untilCamera('x', { kind: 'live', state: 'online' });
  });

  test('may show each other otherwise', async () => {
    await using here = await start();
    await using there = await start();
    await show(here.url, { theirs: `${there.url}/cam/real/video` });
    await show(there.url, { ours: `${here.url}/cam/real/video`, again: `${here.url}/cam/theirs/video` });
    for (const [server, id] of [
      [here, 'theirs'],
      [there, 'ours'],
      [there, 'again'],
    ] as const) {
      const fps = `${id} comes as fast as its camera`;
      await until(fps, async () => Math.abs(((await server.camera(id)).fps ?? 0) - 10) < 2);
    }
  });
});

test('every answer about a camera bears a mark, refusals too, and no other answer does', async () => {
  await using server = await start();
  const marked = async (path: string) => {
    const answer = await server.fetch(path);
    await answer.body?.cancel();
    return answer.headers.has(streamMarkHeader);
  };
  for (const path of [
    '/cam/real/video',
    '/cam/real/snapshot',
    '/cam/none/video',
    '/cam/real/snapshot?width=x',
  ])
    expect(await marked(path), path).toBe(true);
  expect(await marked('/health')).toBe(false);
});
