import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRtspCapture, type RtspCaptureOptions } from '../../../../server/capture/rtsp-capture.ts';
import { RtspTransports } from '../../../../server/capture/rtsp-transports.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { failure, take } from '../../../fixtures/images.ts';
import { childPids, openFdCount } from '../../../fixtures/process-state.ts';
import { RtspCamera } from '../../../fixtures/rtsp-camera.ts';
import { SelfSigned } from '../../../fixtures/self-signed.ts';
import { until } from '../../../fixtures/until.ts';

// Characters that a URL may not hold are percent-encoded; the quote stays and must survive ffmpeg's list.
const password = "geheim's wort";
const userinfo = "admin:geheim's%20wort@";

let camera: RtspCamera;
beforeAll(async () => (camera = await RtspCamera.start({ login: { user: 'admin', password } })));
afterAll(() => camera[Symbol.asyncDispose]());

function capture(url: string, options: Partial<RtspCaptureOptions> = {}) {
  const report = new RecordedReport();
  return openRtspCapture({
    url,
    quality: 80,
    maxFrameBytes: 1_000_000,
    clock: systemClock,
    report,
    ...options,
  });
}

const never = () => new AbortController().signal;
const pids = () => childPids().filter((pid) => pid !== camera.encoderPid);

describe('an RTSP camera', () => {
  test('is shown in its own size', async () => {
    const images = await take(capture(camera.url(userinfo)).frames(never()), 5);
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual(Array(5).fill('640x360'));
  });

  test('is made smaller and slower on request', async () => {
    const small = capture(camera.url(userinfo), { width: 320, height: 320, framesPerSecond: 3 });
    const images = await take(small.frames(never()), 5);
    expect(images[0]).toMatchObject({ width: 320, height: 180 });
    const times = images.map(({ capturedAtMs }) => capturedAtMs);
    // 5 of the camera's 15 pictures a second would come within 0.3 s.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
  });

  test('may be encrypted, with a notice that its certificate is not checked', async () => {
    using tls = new SelfSigned();
    await using secure = await RtspCamera.start({ tls });
    const report = new RecordedReport();
    expect(await take(capture(secure.url(), { report }).frames(never()), 1)).toHaveLength(1);
    expect(report.notices).toEqual([
      'The connection is encrypted, but ffmpeg does not check who the camera is.',
    ]);
  });

  test('keeps its password off the command line and out of the environment', async () => {
    const frames = capture(camera.url(userinfo)).frames(never())[Symbol.asyncIterator]();
    await frames.next();
    const [pid = 0] = pids();
    for (const file of ['cmdline', 'environ'])
      expect(readFileSync(`/proc/${pid}/${file}`, 'latin1')).not.toContain('geheim');
    await frames.return?.();
  });

  test('is left at once, with no child and no connection', async () => {
    const fds = openFdCount();
    const stop = new AbortController();
    const frames = capture(camera.url(userinfo)).frames(stop.signal)[Symbol.asyncIterator]();
    await frames.next();
    stop.abort();
    expect(await frames.next()).toMatchObject({ done: true });
    expect(pids()).toEqual([]);
    await until('the camera is left', () => camera.connections.size === 0 && openFdCount() <= fds);
  });

  test('that closes the connection has ended', async () => {
    const frames = capture(camera.url(userinfo)).frames(never())[Symbol.asyncIterator]();
    await frames.next();
    for (const socket of camera.connections) socket.destroy();
    await expect(async () => {
      while (!(await frames.next()).done);
    }).rejects.toMatchObject({ code: 'ended' });
  });

  test('that agrees to TCP and sends nothing there is read over UDP', async () => {
    await using silent = await RtspCamera.start({ silentOverTcp: true });
    const transports = new RtspTransports();
    const images = await take(capture(silent.url(), { timeoutMs: 500, transports }).frames(never()), 2);
    expect(images).toMatchObject([{ width: 640 }, { width: 640 }]);
    expect(transports.order(new URL(silent.url()))[0]).toBe('udp');
  });

  test('that stops sending is given up', async () => {
    await using silent = await RtspCamera.start();
    const frames = capture(silent.url(), { timeoutMs: 500 }).frames(never())[Symbol.asyncIterator]();
    await frames.next();
    silent.freeze();
    await expect(async () => {
      while (!(await frames.next()).done);
    }).rejects.toMatchObject({ code: 'unreachable', message: 'Connection timed out' });
  });
});

describe('no picture from an RTSP camera', () => {
  test.each([
    ['wrong', 'admin:wrong@'],
    ['no', ''],
  ])('with %s password is unauthorized', async (_, given) => {
    expect(await failure(capture(camera.url(given)).frames(never()))).toMatchObject({
      code: 'unauthorized',
      message: 'Server returned 401 Unauthorized (authorization failed)',
    });
  });

  test('at a path it does not have is unreachable', async () => {
    const url = camera.url(userinfo).replace('stream1', 'nothing');
    expect(await failure(capture(url).frames(never()))).toMatchObject({
      code: 'unreachable',
      message: 'Server returned 404 Not Found',
    });
  });

  test('that never answers is unreachable, and the reason holds no password', async () => {
    await using mute = await RtspCamera.start({ mute: true });
    const { code, message } = await failure(capture(mute.url(userinfo), { timeoutMs: 500 }).frames(never()));
    expect(code).toBe('unreachable');
    expect(message).toMatch(/^Impossible to open 'rtsp:\/\/\*\*\*@127.0.0.1:\d+\/stream1\?\*\*\*'$/);
  });

  test('that is not there is unreachable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    server.close();
    await once(server, 'close');
    const gone = capture(`rtsp://${userinfo}127.0.0.1:${port}/live`);
    expect(await failure(gone.frames(never()))).toMatchObject({
      code: 'unreachable',
      message: `Connection to tcp://127.0.0.1:${port}?*** failed: Connection refused`,
    });
  });
});
