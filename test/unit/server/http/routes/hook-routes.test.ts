import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hooksReportSchema } from '../../../../../server/contract/hook/hook-state.ts';
import { EventReader } from '../../../../fixtures/event-reader.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { until } from '../../../../fixtures/until.ts';
import { LiveClient } from '../../live/live-client.ts';

const white = `export const hook = { name: 'White', wants: 'raw' };
export default async ({ data, width, height }) =>
  ({ raw: data.fill(255), width, height, event: { name: 'white', text: 'as snow' } });`;

describe('hooks over HTTP', () => {
  let server: TestServer;
  const report = async () => hooksReportSchema.parse(await (await server.fetch('/api/hooks')).json());
  const darkest = async (jpeg: ArrayBuffer | Buffer) =>
    Math.min(
      ...(await sharp(Buffer.from(jpeg as Buffer))
        .raw()
        .toBuffer()),
    );
  const send = (method: string, path: string, body?: object) =>
    server.fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });

  beforeAll(async () => {
    server = await TestServer.start({
      config: { cameras: [{ id: 'door', name: 'Door', device: 'test', width: 160, height: 120, fps: 10 }] },
    });
    mkdirSync(join(server.dataFolder, 'hooks'), { recursive: true });
    writeFileSync(join(server.dataFolder, 'hooks/white.js'), white);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('are listed before a camera has one', async () => {
    const { modules, cameras } = await report();
    expect(modules.map(({ file, manifest }) => [file, manifest?.name])).toEqual([['white.js', 'White']]);
    expect(cameras).toEqual([]);
  });

  test('get the pictures of a camera from the moment they are configured, also in a wall that is open', async () => {
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'door' }, { tile: 2, camera: 'door', plain: true });
    await page.untilFrames(1, 3);
    const patched = await send('PATCH', '/api/cameras/door', { hooks: [{ hook: 'white.js' }] });
    expect(patched.status).toBe(200);
    expect(await patched.json()).toMatchObject({
      hooks: [{ hook: 'white.js', fps: null, run: 'watched', options: {}, allow: [] }],
    });
    await until(
      'the wall is white',
      async () => (await darkest(page.framesOf(1).at(-1)?.jpeg ?? Buffer.alloc(0))) > 240,
    );
    const plain = await page.untilFrames(2, page.framesOf(2).length + 1);
    expect(await darkest(plain.at(-1)?.jpeg ?? Buffer.alloc(0))).toBeLessThan(100);
    const plainSnapshot = await server.fetch('/cam/door/snapshot?hook=0');
    expect(await darkest(await plainSnapshot.arrayBuffer())).toBeLessThan(100);
    const [door] = (await report()).cameras;
    expect(door?.hooks[0]).toMatchObject({ hook: 'white.js', state: { kind: 'running' }, errors: 0 });
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toContain('rpicam_hook_state{camera="door",hook="white.js",state="running"} 1');
    expect(metrics).toMatch(/^rpicam_hook_frames_total\{camera="door",hook="white.js"\} [1-9]/m);
  });

  test('raise events', async () => {
    using events = await EventReader.open(`${server.url}/api/events`);
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'door' });
    const event = await events.event('hook');
    expect(event).toMatchObject({ camera: 'door', hook: 'white.js', name: 'white', text: 'as snow' });
  });

  test('that fail are in the notices of the camera, and are tried again on request', async () => {
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'door' });
    await send('PATCH', '/api/cameras/door', { hooks: [{ hook: 'gone.js' }] });
    const { notices } = await until('a notice', async () => {
      const camera = await server.camera('door');
      return camera.notices.length > 0 ? camera : undefined;
    });
    expect(notices[0]).toMatch(/^The hook gone\.js failed \(no-file\)/);
    writeFileSync(join(server.dataFolder, 'hooks/gone.js'), white);
    expect((await send('POST', '/api/cameras/door/hooks/retry', { place: 0 })).status).toBe(202);
    await until('it runs', async () => (await report()).cameras[0]?.hooks[0]?.state.kind === 'running');
    expect((await send('POST', '/api/cameras/door/hooks/retry', { place: 1 })).status).toBe(404);
    expect((await send('POST', '/api/cameras/nobody/hooks/retry')).status).toBe(404);
  });

  test.each([
    [{ hooks: [{ hook: '../secret.js' }] }, 400],
    [{ hooks: [{ hook: 'a.js', fps: 0 }] }, 400],
    [{ hooks: [{ hook: 'a.js', when: 'always' }] }, 422],
    [{ hooks: Array.from({ length: 9 }, () => ({ hook: 'a.js' })) }, 400],
  ])('of a wrong configuration are refused: %j', async (body, status) => {
    expect((await send('PATCH', '/api/cameras/door', body)).status).toBe(status);
  });

  test('end with the server', async () => {
    const own = server.children();
    expect(own.length).toBeGreaterThan(0);
    await server.stop();
    expect(server.children()).toEqual([]);
  });
});
