import { describe, expect, test } from 'vitest';
import { MjpegViewer } from '../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';

const cameras = ['hall', 'yard'].map((id) => ({ id, name: id, device: 'test', width: 64, height: 48 }));

describe('a camera that has as many viewers as max_viewers allows', () => {
  test('asks one more to come back, and lets one in when another has left', async () => {
    await using server = await ServerHere.start({ config: { max_viewers: 2, cameras } });
    const video = `${server.url}/cam/hall/video`;
    const first = await MjpegViewer.open(video);
    using second = await MjpegViewer.open(`${video}?width=32`);
    const answer = await fetch(video);
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '5',
      {
        detail: 'This camera has 2 viewers already; max_viewers in the configuration allows 2.',
        code: 'too-many-viewers',
      },
    ]);
    expect((await fetch(video, { method: 'HEAD' })).status).toBe(200);
    expect((await server.fetch('/cam/hall/snapshot')).status).toBe(200);
    using yard = await MjpegViewer.open(`${server.url}/cam/yard/video`);
    await Promise.all([second.nextPicture(), yard.nextPicture()]);

    first[Symbol.dispose]();
    using third = await until('there is room', () => MjpegViewer.open(video).catch(() => undefined));
    await third.nextPicture();
    expect((await fetch(video)).status).toBe(503);
  });

  test('has room again as soon as the limit is raised', async () => {
    await using server = await ServerHere.start({ config: { max_viewers: 1, cameras } });
    using first = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    expect((await server.fetch('/cam/hall/video')).status).toBe(503);
    await server.fetch('/api/cameras', {
      method: 'POST',
      body: JSON.stringify({ max_viewers: 2, cameras }),
      headers: { 'Content-Type': 'application/json' },
    });
    using second = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    await Promise.all([first.nextPicture(), second.nextPicture()]);
  });
});

test('switching protect_streams on ends streams that were watched without a login', async () => {
  const auth = { enabled: true, protect_streams: false, username: 'me', password: 'sesame' };
  await using server = await ServerHere.start({ config: { auth, cameras } });
  using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
  await viewer.nextPicture();
  await server.fetch('/api/cameras', {
    method: 'POST',
    body: JSON.stringify({ auth: { ...auth, protect_streams: true }, cameras }),
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}`,
    },
  });
  await until('it is ended', () => viewer.ended);
  await server.untilCamera('hall', { subscribers: 0 });
});
