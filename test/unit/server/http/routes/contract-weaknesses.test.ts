import { describe, expect, test } from 'vitest';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';

/*
 * What was wrong in the parent system and has no test of its own elsewhere: reload under viewers, parallel writes and
 * secrets are in camera-routes.test.ts, truthful states in test/integration/faults, limits in listen.test.ts and contract-rules.test.ts.
 */

const live = { id: 'live', name: 'Live', device: 'test', width: 160, height: 120, fps: 10 };
const offline = { id: 'gone', name: 'Gone', device: '/dev/video977' };

describe('an offline camera', () => {
  test('with thirty viewers takes nothing from a live one: no frame is missed, snapshots are answered', async () => {
    await using server = await ServerHere.start({ config: { cameras: [live, offline] } });
    using viewer = await MjpegViewer.open(`${server.url}/cam/live/video`);
    const waiting = await Promise.all(
      Array.from({ length: 30 }, () => MjpegViewer.open(`${server.url}/cam/gone/video`)),
    );
    await Promise.all(waiting.map((one) => one.nextPlaceholder()));
    const first = await viewer.nextPicture();
    const before = viewer.parts;
    for (let count = 0; count < 5; count++) {
      expect((await server.fetch('/cam/live/snapshot')).status).toBe(200);
      await viewer.nextPicture();
    }
    const sequences = Number(viewer.last?.headers['x-sequence']) - Number(first.headers['x-sequence']);
    expect(viewer.parts - before).toBeGreaterThanOrEqual(sequences);
    for (const one of waiting) one[Symbol.dispose]();
  });

  test('is never said to be online, also before anybody looked', async () => {
    await using server = await ServerHere.start({ config: { cameras: [offline] } });
    const camera = await server.untilCamera('gone', { kind: 'retrying' });
    expect(camera).toMatchObject({ state: 'offline', last_frame_age: null, last_frame_ts: null });
  });
});

describe('the password', () => {
  const config = {
    auth: { enabled: true, username: 'me', password: 'old', protect_streams: true },
    cameras: [live],
  };
  const as = (credentials: string) => ({
    Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
  });

  test('can be changed with the old one, and then only the new one opens anything', async () => {
    await using server = await ServerHere.start({ config });
    const answer = await server.fetch('/api/settings', {
      method: 'PATCH',
      headers: { ...as('me:old'), 'Content-Type': 'application/json' },
      body: JSON.stringify({ auth: { ...config.auth, password: 'neu€' } }),
    });
    expect(answer.status).toBe(200);
    expect((await server.fetch('/api/cameras', { headers: as('me:old') })).status).toBe(401);
    expect((await server.fetch('/api/cameras', { headers: as('me:neu€') })).status).toBe(200);
  });

  test('that is asked for from now on ends viewers who did not give it', async () => {
    await using server = await ServerHere.start({ config: { cameras: [live] } });
    using viewer = await MjpegViewer.open(`${server.url}/cam/live/video`);
    await viewer.nextPicture();
    await server.fetch('/api/cameras', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(config),
    });
    await until('the viewer is ended', () => viewer.ended);
  });
});
