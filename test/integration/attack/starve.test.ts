import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveClient } from '../../unit/server/live/live-client.ts';
import { askOnce } from '../../fixtures/ask-once.ts';
import { until } from '../../fixtures/until.ts';
import { AttackedServer } from './attacked-server.ts';

const auth = { enabled: true, username: 'me', password: 'sesame street', protect_streams: false };
const authorization = `Basic ${Buffer.from('me:sesame street').toString('base64')}`;
let attacked: AttackedServer;
beforeAll(async () => {
  const camera = { id: 'hall', name: 'Hall', device: 'test', width: 1_920, height: 1_080, fps: 10 };
  attacked = await AttackedServer.start({ auth, cameras: [camera] });
});
afterAll(() => attacked[Symbol.asyncDispose]());

/** As another machine behind a proxy here does. */
function ask(path: string, address: string, write?: { method: string; body: object }) {
  const headers: Record<string, string> = { 'X-Forwarded-For': address };
  if (write) headers['Authorization'] = authorization;
  return askOnce(attacked.server.url + path, { ...write, headers });
}

describe('one address that asks for two hundred sizes at once', () => {
  test('is served or refused in words, and keeps nobody from saving, logging in and looking', async () => {
    let done = 0;
    const flood = Array.from({ length: 200 }, (_, index) =>
      ask(`/cam/hall/snapshot?width=${300 + index}&quality=${20 + (index % 60)}`, '10.9.0.9').finally(
        () => done++,
      ),
    );
    const rename = { method: 'PATCH', body: { name: 'Hall 2' } };
    const [saved, session, health, snapshot] = await Promise.all([
      ask('/api/cameras/hall', '10.9.0.2', rename),
      ask('/api/session', '10.9.0.3', {
        method: 'POST',
        body: { username: 'me', password: 'sesame street' },
      }),
      ask('/health', '10.9.0.4'),
      ask('/cam/hall/snapshot?width=320', '10.9.0.5'),
    ]);
    expect([saved.status, session.status, health.status, snapshot.status]).toEqual([200, 200, 200, 200]);
    const servedBefore = done;
    const answers = await Promise.all(flood);
    // The four did not wait for the two hundred.
    expect(servedBefore).toBeLessThan(200);
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true);
  });
});

test("a crowd at one address leaves this machine's own screen its tile", async () => {
  const stop = new AbortController();
  const crowd = Array.from({ length: 100 }, (_, index) =>
    fetch(`${attacked.server.url}/cam/hall/video?width=${200 + index}`, {
      headers: { 'X-Forwarded-For': '10.9.0.9' },
      signal: stop.signal,
    }).catch(() => undefined),
  );
  await Promise.all(crowd);
  using screen = await LiveClient.open(attacked.server.url);
  screen.show({ tile: 1, camera: 'hall', width: 480 });
  await until('a picture on the own screen', () => screen.frames.length > 0);
  stop.abort();
});
