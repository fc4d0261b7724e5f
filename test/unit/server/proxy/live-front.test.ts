import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { freePorts } from '../../../fixtures/free-ports.ts';
import { nginxMissing, RealNginx } from '../../../fixtures/real-nginx.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from '../live/live-client.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', width: 160, height: 120, fps: 10 };
const documentation = readFileSync(
  resolve(import.meta.dirname, '../../../../.github/docs/reverse-proxy.md'),
  'utf8',
);

/** What the documentation tells people to put into nginx, with ports of this test. */
function frontOf(serverUrl: string, port: number): string {
  const [, told = ''] = /```nginx\n(.*?)```/s.exec(documentation) ?? [];
  return told.replace(/listen \d+;/, `listen ${port};`).replace(/http:\/\/127\.0\.0\.1:\d+/, serverUrl);
}

describe.skipIf(nginxMissing)('behind nginx as the documentation sets it up', () => {
  test('a wall has its pictures, knows where it is, and is noticed when it leaves', async () => {
    const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
    await using server = await ServerHere.start({ config: { auth, linger_seconds: 0, cameras: [hall] } });
    const [port = 0] = await freePorts(1);
    using folder = new TemporaryFolder();
    folder.write('front.conf', frontOf(server.url, port));
    await using nginx = await RealNginx.start(`${folder.path}/front.conf`);
    expect(nginx.listeningPorts()).toContain(port);
    const front = `http://127.0.0.1:${port}`;
    await until('nginx answers', () =>
      fetch(`${front}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const headers = { Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}`, Origin: front };

    const page = await LiveClient.open(front, { headers });
    page.show({ tile: 1, camera: 'hall' });
    await page.untilFrames(1, 5);
    await server.untilCamera('hall', { subscribers: 1 });
    page[Symbol.dispose]();
    await server.untilCamera('hall', { subscribers: 0 });

    for (const refused of [{ Origin: front }, { ...headers, Origin: server.url }])
      await expect(LiveClient.open(front, { headers: refused })).rejects.toThrow(/40[13]/);
    // A picture of the cameras' ports is asked for where the page is, not where nginx asks.
    const policy = (await fetch(`${front}/login`)).headers.get('content-security-policy');
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port} `);

    const last = await LiveClient.open(front, { headers });
    await server.stop();
    expect(await last.untilClosed()).toMatchObject({ code: 1001 });
  });
});
