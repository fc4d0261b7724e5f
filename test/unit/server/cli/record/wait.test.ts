import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { waitSettings } from '../../../../../server/cli/record/wait-for-server.ts';
import { probe } from '../../recording/jpeg-frames.ts';
import { OutputFolder, RecordRun } from './record-run.ts';
import { StreamCamera } from './stream-camera.ts';

/** Answers the statuses in turn, the last one for ever. */
async function statusServer(...statuses: number[]) {
  const asked: number[] = [];
  const server = createServer((_request, response) => {
    const status = statuses[Math.min(asked.length, statuses.length - 1)] ?? 200;
    asked.push(status);
    response.writeHead(status).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('record wait begins when the server answers with a status below 500, be it a refusal', async () => {
  using folder = new OutputFolder();
  using server = await statusServer(503, 500, 401);
  await using camera = await StreamCamera.start();
  const file = folder.file('out.mkv');
  const env = { STREAM_WAIT_URL: server.url, STREAM_WAIT_INTERVAL: '0.05' };
  await using run = new RecordRun(
    ['wait', '--url', camera.url(), '--output', file, '--limit-frames', '4'],
    env,
  );
  expect(await run.ended()).toMatchObject({ code: 0, stderr: '' });
  expect(server.asked).toEqual([503, 500, 401]);
  expect(probe(file).timesMs).toHaveLength(4);
});

test('record wait gives up after STREAM_WAIT_TIMEOUT, and never asks the camera', async () => {
  using folder = new OutputFolder();
  using server = await statusServer(503);
  await using camera = await StreamCamera.start();
  const env = { STREAM_WAIT_URL: server.url, STREAM_WAIT_INTERVAL: '0.05', STREAM_WAIT_TIMEOUT: '2' };
  await using run = new RecordRun(['wait', '--url', camera.url(), '--output', folder.file('out.mkv')], env);
  expect(await run.ended()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is not ready after 2 s \(it answers 503\)\. .*STREAM_WAIT_TIMEOUT/),
  });
  expect(camera.sentAtMs).toEqual([]);
});

test('a signal ends the waiting with exit code 0', async () => {
  using folder = new OutputFolder();
  using server = await statusServer(503);
  const env = { STREAM_WAIT_URL: server.url, STREAM_WAIT_INTERVAL: '600' };
  await using run = new RecordRun(['wait', '--url', server.url, '--output', folder.file('out.mkv')], env);
  await expect.poll(() => server.asked.length).toBe(1);
  run.child.kill('SIGTERM');
  expect(await run.ended()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Nothing was recorded'),
  });
});

test('the settings of the waiting come from the environment, and a wrong one is named', () => {
  expect(waitSettings({})).toEqual({
    url: 'http://127.0.0.1:8000/health',
    timeoutMs: 120_000,
    intervalMs: 2_000,
  });
  expect(() => waitSettings({ STREAM_WAIT_TIMEOUT: 'soon' })).toThrow('STREAM_WAIT_TIMEOUT');
  expect(() => waitSettings({ STREAM_WAIT_INTERVAL: '0' })).toThrow('STREAM_WAIT_INTERVAL');
  expect(() => waitSettings({ STREAM_WAIT_URL: 'backend' })).toThrow('STREAM_WAIT_URL');
});
