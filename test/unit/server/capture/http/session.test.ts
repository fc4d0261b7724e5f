import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { openHttpCapture, type HttpCaptureOptions } from '../../../../../server/capture/http-capture.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../../fixtures/capture-report.ts';
import { basicLogin, digestLogin, HttpCamera } from '../../../../fixtures/http-camera.ts';
import { failure, jpeg, take } from '../../../../fixtures/images.ts';
import { SelfSigned } from '../../../../fixtures/self-signed.ts';

let images: Buffer[];
beforeAll(() => {
  images = [0, 1, 2].map((frame) => jpeg('64x48', frame));
});

function capture(url: string, options: Partial<HttpCaptureOptions> = {}) {
  const report = new RecordedReport();
  return openHttpCapture({ url, maxFrameBytes: 1_000_000, clock: systemClock, report, ...options });
}

const never = () => new AbortController().signal;

/** A clock on which waiting takes no time. */
const patientClock = { ...systemClock, sleep: () => Promise.resolve() };

describe('an HTTP camera that moved', () => {
  test('is found through ten redirects, not through eleven', async () => {
    await using camera = await HttpCamera.start({ images });
    expect(await take(capture(camera.url('/redirect?10')).frames(never()), 1)).toHaveLength(1);
    expect(await failure(capture(camera.url('/redirect?11')).frames(never()))).toMatchObject({
      code: 'unreachable',
      message: 'the camera redirects more than 10 times',
    });
  });
});

describe('an HTTP camera with a login', () => {
  const url = (camera: HttpCamera, path = '/stream') => camera.url(path, 'admin:p%40ss@');

  test.each([
    ['Basic', basicLogin('admin', 'p@ss')],
    ['Digest', digestLogin('admin', 'p@ss')],
    ['Digest with SHA-256', digestLogin('admin', 'p@ss', { algorithm: 'SHA-256' })],
    ['Digest of before 1999', digestLogin('admin', 'p@ss', { qop: false })],
  ])('that wants %s gets it', async (_, login) => {
    await using camera = await HttpCamera.start({ images, login });
    expect(await take(capture(url(camera, '/stream?a=b')).frames(never()), 1)).toHaveLength(1);
  });

  test.each([
    ['its nonce may be used again', digestLogin('admin', 'p@ss'), 5],
    ['each nonce is good for one request', digestLogin('admin', 'p@ss', { onceOnly: true }), 8],
  ])('is asked for images again and again when %s', async (_, login, requests) => {
    await using camera = await HttpCamera.start({ images, login });
    const polled = capture(url(camera, '/snapshot'), { clock: patientClock });
    await take(polled.frames(never()), 4);
    expect(camera.requests.length).toBeGreaterThanOrEqual(requests);
    expect(camera.requests.filter(({ headers }) => !headers.authorization)).toHaveLength(1);
  });

  test.each([
    ['a wrong password', 'admin:wrong@'],
    ['none', ''],
  ])('refuses %s, and the reason says only that', async (_, userinfo) => {
    await using camera = await HttpCamera.start({ images, login: digestLogin('admin', 'p@ss') });
    expect(await failure(capture(camera.url('/stream', userinfo)).frames(never()))).toMatchObject({
      code: 'unauthorized',
      message: 'the camera answers 401 Unauthorized',
    });
  });

  test('never learns the password unasked', async () => {
    await using camera = await HttpCamera.start({ images });
    await take(capture(url(camera)).frames(never()), 1);
    expect(camera.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('keeps its password when the camera redirects to another machine', async () => {
    await using other = await HttpCamera.start({ images, login: basicLogin('admin', 'p@ss') });
    await using camera = await HttpCamera.start({
      images,
      login: basicLogin('admin', 'p@ss'),
      answer: (_, response) => {
        const location = other.url('/stream').replace('127.0.0.1', 'localhost');
        return Boolean(response.writeHead(307, { Location: location }).end());
      },
    });
    expect(await failure(capture(url(camera)).frames(never()))).toMatchObject({ code: 'unauthorized' });
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe('no picture over HTTP', () => {
  test('from a path that is not there', async () => {
    await using camera = await HttpCamera.start({ images });
    expect(await failure(capture(camera.url('/nothing?token=x')).frames(never()))).toMatchObject({
      code: 'unreachable',
      message: 'the camera answers 404 Not Found',
    });
  });

  test('from a camera that does not answer', async () => {
    await using camera = await HttpCamera.start({ images });
    const mute = capture(camera.url('/mute', 'a:b@'), { answerTimeoutMs: 50 });
    expect(await failure(mute.frames(never()))).toMatchObject({
      code: 'unreachable',
      message: `127.0.0.1:${camera.port}: no answer within 50 ms`,
    });
  });

  test('from a port without a listener', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    for (const host of ['127.0.0.1', 'localhost']) {
      const { code, message } = await failure(capture(`http://u:p@${host}:${port}/`).frames(never()));
      expect(code).toBe('unreachable');
      expect(message).toContain(`${host}:${port}: connect ECONNREFUSED`);
    }
  });

  test('from something else than an HTTP server', async () => {
    const server = createServer((socket) => socket.end('220 mail server\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, message } = await failure(capture(`http://127.0.0.1:${port}/`).frames(never()));
    expect([code, message]).toEqual([
      'malformed-http',
      `127.0.0.1:${port}: the camera answers malformed HTTP: "220 mail server"`,
    ]);
    server.close();
  });

  test('over https from a camera whose certificate is not trusted', async () => {
    using tls = new SelfSigned();
    await using camera = await HttpCamera.start({ images, tls });
    const { code, message } = await failure(capture(camera.url('/stream', 'a:b@')).frames(never()));
    expect(code).toBe('unreachable');
    expect(message).toBe(
      `the certificate of 127.0.0.1:${camera.port} is not trusted (self-signed certificate); ` +
        'NODE_EXTRA_CA_CERTS can name a file with it',
    );
    expect(camera.requests).toEqual([]);
  });
});

test('an https camera is shown once its certificate is trusted in the way the reason names', async () => {
  using tls = new SelfSigned();
  await using camera = await HttpCamera.start({ images, tls });
  const file = (path: string) =>
    JSON.stringify(new URL(`../../../../../server/${path}`, import.meta.url).href);
  const script = `
    import { openHttpCapture } from ${file('capture/http-capture.ts')};
    import { systemClock as clock } from ${file('runtime/clock.ts')};
    const report = { notice() {}, dropped() {} };
    const capture = openHttpCapture({ url: process.argv[1], maxFrameBytes: 1e6, clock, report });
    for await (const { width } of capture.frames(new AbortController().signal)) {
      console.log(width);
      break;
    }`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, camera.url('/stream')],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: tls.certFile } },
  );
  expect(stdout).toBe('64\n');
});
