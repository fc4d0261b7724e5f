import { describe, expect, test } from 'vitest';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const cameras = [{ id: 'a', name: 'A', device: 'test', width: 64, height: 48 }];
const home = 'https://home.lan:8123';
const cors = (response: Response) =>
  [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    Origin: origin,
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'authorization',
  },
});

describe('scripts of other origins', () => {
  test('may read nothing by default', async () => {
    await using server = await ServerHere.start({ config: { cameras } });
    const response = await server.fetch('/cam/a/snapshot', { headers: { Origin: home } });
    expect(response.status).toBe(200);
    expect([cors(response), response.headers.get('vary')]).toEqual([[], null]);
    expect(cors(await server.fetch('/cam/a/snapshot', preflight(home)))).toEqual([]);
  });

  test('may read pictures, and nothing else, when their origin is configured', async () => {
    await using server = await ServerHere.start({ config: { cameras, cors_origins: [home] } });
    const response = await server.fetch('/cam/a/snapshot', { headers: { Origin: home } });
    expect(response.headers.get('access-control-allow-origin')).toBe(home);
    expect(response.headers.get('access-control-expose-headers')).toContain('X-Timestamp');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toBe('Origin');
    const video = await server.fetch('/cam/a/video', { method: 'HEAD', headers: { Origin: home } });
    expect(video.headers.get('access-control-allow-origin')).toBe(home);

    const other = await server.fetch('/cam/a/snapshot', { headers: { Origin: 'https://home.lan' } });
    expect([cors(other), other.headers.get('vary')]).toEqual([[], 'Origin']);
    expect((await server.fetch('/cam/a/snapshot')).headers.get('vary')).toBe('Origin');
    for (const path of ['/api/cameras', '/health', '/']) {
      expect(cors(await server.fetch(path, { headers: { Origin: home } }))).toEqual([]);
    }
  });

  test('are known by their origin also where it is spelled with the usual port or a long address', async () => {
    const cors_origins = ['https://home.lan:443', 'http://[0:0:0:0:0:0:0:1]:8123'];
    await using server = await ServerHere.start({ config: { cameras, cors_origins } });
    for (const origin of ['https://home.lan', 'http://[::1]:8123']) {
      const response = await server.fetch('/cam/a/snapshot', { headers: { Origin: origin } });
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    }
  });

  test('may come with a token: their browser asks before, without it', async () => {
    const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
    await using server = await ServerHere.start({ config: { auth, cameras, cors_origins: [home] } });
    const asked = await server.fetch('/cam/a/video', preflight(home));
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(asked.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
    const refused = await server.fetch('/cam/a/video', { headers: { Origin: home } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, home]);
    expect((await server.fetch('/cam/a/video', preflight('https://evil.example'))).status).not.toBe(204);
  });

  test('may all read pictures where the configuration says "*"', async () => {
    await using server = await ServerHere.start({ config: { cameras, cors_origins: ['*'] } });
    const response = await server.fetch('/cam/a/snapshot', {
      headers: { Origin: 'https://anything.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});
