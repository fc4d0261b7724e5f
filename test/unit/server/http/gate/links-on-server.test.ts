import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerConfig } from '../../../../../server/contract/config/config.ts';
import { freePorts } from '../../../../fixtures/free-ports.ts';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';

const auth = { enabled: true, username: 'me', password: 'sesame', protect_streams: true };
const login = { Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}` };

describe('on a server whose streams are protected', () => {
  let server: ServerHere;
  let port: number | undefined;
  beforeAll(async () => {
    [port] = await freePorts(1);
    const camera = { device: 'test', width: 320, height: 240, fps: 10 };
    const cameras = [
      { ...camera, id: 'hall', name: 'Hall', port },
      { ...camera, id: 'yard', name: 'Yard' },
    ];
    server = await ServerHere.start({ config: { port_mode: 'embedded', auth, cameras } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { ...login, 'Content-Type': 'application/json' };
    const response = await server.fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, string>;
  };

  test('a link shows its camera, also on the port of the camera, until it is revoked', async () => {
    const link = await send('POST', '/api/cameras/hall/links', {
      scope: 'stream',
      expires_in: 3_600,
      width: 160,
    });
    expect((await server.fetch('/cam/hall/snapshot')).status).toBe(401);
    expect((await fetch(link['url'] ?? '', { method: 'HEAD' })).status).toBe(200);
    expect((await server.fetch(`/cam/yard/snapshot?token=${link['token']}`)).status).toBe(403);
    expect((await server.fetch(`/api/cameras?token=${link['token']}`)).status).toBe(401);
    using viewer = await MjpegViewer.open(link['url'] ?? '');
    await viewer.nextPicture();
    using onPort = await MjpegViewer.open(`http://127.0.0.1:${port}/?token=${link['token']}`);
    await onPort.nextPicture();
    await send('DELETE', `/api/cameras/hall/links/${link['id']}`);
    await until('both have ended', () => viewer.ended && onPort.ended);
    expect((await server.fetch(link['path'] ?? '')).status).toBe(401);
  });

  test('a link follows its camera to another id, and its addresses stay as they were', async () => {
    const link = await send('POST', '/api/cameras/yard/links', { scope: 'stream', expires_in: 3_600 });
    const shown = (await send('GET', '/api/cameras')) as unknown as ServerConfig;
    const cameras = shown.cameras.map((each) => (each.id === 'yard' ? { ...each, id: 'garden' } : each));
    await send('PUT', '/api/walls/porch', { hidden: ['yard'] });
    const origins = encodeURIComponent(JSON.stringify({ garden: 'yard' }));
    await send('POST', `/api/cameras?origins=${origins}`, { ...shown, cameras });
    expect((await fetch(link['url'] ?? '', { method: 'HEAD' })).status).toBe(200);
    const guest = await server.fetch(`/cam/yard/guest?token=${link['token']}`);
    expect(await guest.json()).toMatchObject({ camera: { id: 'garden', name: 'Yard' } });
    expect((await server.fetch(`/cam/hall/snapshot?token=${link['token']}`)).status).toBe(403);
    expect(await send('GET', '/api/cameras/garden/links')).toMatchObject({
      links: [{ ...link, camera: 'garden' }],
    });
    expect(await send('GET', '/api/walls/porch')).toMatchObject({ settings: { hidden: ['garden'] } });
    await send('POST', `/api/cameras?origins=${encodeURIComponent('{"yard":"garden"}')}`, shown);
    expect((await fetch(link['url'] ?? '', { method: 'HEAD' })).status).toBe(200);
  });

  test('a link ends with its camera, also where a copy or a new camera has the id at once', async () => {
    const shown = (await send('GET', '/api/cameras')) as unknown as ServerConfig;
    const [hall, yard] = shown.cameras.map((camera) => ({ ...camera, port: null }));
    const statusOf = async ({ url = '' }: Record<string, string>) =>
      (await fetch(url, { method: 'HEAD' })).status;
    const make = () => send('POST', '/api/cameras/yard/links', { scope: 'stream', expires_in: 3_600 });
    const save = (query: string, cameras: object[]) =>
      send('POST', `/api/cameras?${query}`, { ...shown, cameras });

    const edited = await make();
    await save('', [{ ...hall }, { ...yard, name: 'Garden', device: 'test:Garden' }]);
    expect(await statusOf(edited)).toBe(200);
    await save(`origins=${encodeURIComponent('{"yard":"hall"}')}`, [{ ...hall }, { ...hall, id: 'yard' }]);
    expect(await statusOf(edited)).toBe(401);

    const replaced = await make();
    using viewer = await MjpegViewer.open(replaced['url'] ?? '');
    await viewer.nextPicture();
    // The copy may be the same as the camera that was deleted.
    const same = ((await send('GET', '/api/cameras')) as unknown as ServerConfig).cameras;
    await save(`replaced=${encodeURIComponent('["yard"]')}`, same);
    expect(await statusOf(replaced)).toBe(401);
    await until('the stream has ended', () => viewer.ended);
    await send('POST', '/api/cameras', shown);
  });

  test('a token of scope "view" watches and changes nothing, until it is revoked', async () => {
    const { token, id } = await send('POST', '/api/tokens', { name: 'wall', scope: 'view' });
    const headers = { Authorization: `Bearer ${token}` };
    expect((await server.fetch('/cam/hall/snapshot', { headers })).status).toBe(200);
    expect((await server.fetch('/api/cameras', { headers })).status).toBe(403);
    await send('DELETE', `/api/tokens/${id}`);
    expect((await server.fetch('/cam/hall/snapshot', { headers })).status).toBe(401);
  });
});
