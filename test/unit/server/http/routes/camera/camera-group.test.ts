import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', width: 64, height: 48, fps: 10 };

let server: ServerHere;
beforeAll(async () => (server = await ServerHere.start({ config: { linger_seconds: 60, cameras: [hall] } })));
afterAll(() => server[Symbol.asyncDispose]());

const groupOf = async () =>
  ((await call(server, 'GET', '/api/cameras/hall')).body as { group?: string }).group;
const capturedFrames = async () => {
  const text = await (await server.fetch('/metrics')).text();
  return Number(/^rpicam_camera_frames_total\{camera="hall"\} (\d+)/m.exec(text)?.[1]);
};
const starts = async () =>
  (await (await server.fetch('/metrics')).text()).match(/^rpicam_camera_capture_starts_total.*/gm);

test('the group of a camera is kept, shown, cleared, and does not disturb its capture', async () => {
  await server.fetch('/cam/hall/snapshot');
  await server.untilCamera('hall', { kind: 'live', group: null });
  const before = await starts();
  expect(await groupOf()).toBeUndefined();

  expect((await call(server, 'PATCH', '/api/cameras/hall', { group: ' Garden ' })).body).toMatchObject({
    group: 'Garden',
  });
  expect(await server.camera('hall')).toMatchObject({ kind: 'live', group: 'Garden' });
  const frames = await capturedFrames();
  await until('the capture goes on', async () => (await capturedFrames()) > frames);
  expect(await starts()).toEqual(before);

  for (const group of [null, '', '  ']) {
    await call(server, 'PATCH', '/api/cameras/hall', { group: 'Garden' });
    await call(server, 'PATCH', '/api/cameras/hall', { group });
    expect(await groupOf()).toBeUndefined();
  }
});

test('a client that posts without groups clears them, as it clears all that it leaves out', async () => {
  await call(server, 'PUT', '/api/cameras/hall', { ...hall, group: 'Garden' });
  expect(await groupOf()).toBe('Garden');
  const shown = (await call(server, 'GET', '/api/cameras')).body as { cameras: object[] };
  await call(server, 'POST', '/api/cameras', shown);
  expect(await groupOf()).toBe('Garden');
  expect((await call(server, 'POST', '/api/cameras', { cameras: [hall] })).status).toBe(200);
  expect(await groupOf()).toBeUndefined();
});

test.each([7, true, [], 'g'.repeat(65), 'a\nb'])('a group is not %j', async (group) => {
  const answer = await call(server, 'PATCH', '/api/cameras/hall', { group });
  expect([400, 422]).toContain(answer.status);
  expect(answer.body).toMatchObject({ field: 'group' });
});
