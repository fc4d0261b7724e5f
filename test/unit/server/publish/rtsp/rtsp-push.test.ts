import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { CameraPush, pushHealth, type PushState } from '../../../../../server/publish/camera-push.ts';
import type { VideoReader } from '../../../../../server/publish/encoder/camera-encoder.ts';
import type { EncodedCamera, Encoders } from '../../../../../server/publish/encoders.ts';
import { FrameHub } from '../../../../../server/frame/frame-hub.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { freePorts } from '../../../../fixtures/free-ports.ts';
import { RtspRecorder } from '../../../../fixtures/rtsp-recorder.ts';
import { rtspServerMissing } from '../../../../fixtures/rtsp-server.ts';
import { SelfSigned } from '../../../../fixtures/self-signed.ts';
import { until } from '../../../../fixtures/until.ts';
import { videoPictures } from '../video-pictures.ts';

const video = videoPictures(40);

/** An encoder that gives a recorded video again and again, fast. */
class Replay implements Pick<Encoders, 'add' | 'max'> {
  readonly max = 1;
  readers = 0;
  readonly camera: EncodedCamera = {
    config: { id: 'door' },
    hub: new FrameHub(() => undefined, systemClock),
    meter: { framesPerSecond: () => 10 },
  };

  add(_camera: EncodedCamera, reader: VideoReader, _kind: 'viewer' | 'push', signal: AbortSignal): boolean {
    let number = 0;
    this.readers++;
    const timer = setInterval(() => {
      const picture = video[number % video.length];
      if (picture) reader.picture({ ...picture, capturedAtMs: systemClock.nowMs() });
      number++;
    }, 20);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.readers--;
    });
    return true;
  }
}

const stops: AbortController[] = [];
const servers: Server[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
  for (const server of servers.splice(0)) server.close();
});

function push(address: string) {
  const states: PushState[] = [];
  const encoders = new Replay();
  const running = new CameraPush({
    ...{ camera: encoders.camera, address, encoders: encoders as unknown as Encoders, clock: systemClock },
    onState: (state) => states.push(state),
  });
  const stop = new AbortController();
  stops.push(stop);
  const ended = running.run(stop.signal);
  return { push: running, states, encoders, ended, stop };
}

const failure = (started: ReturnType<typeof push>) =>
  until('the push has failed', () => {
    const { state } = started.push;
    return state.kind === 'failed' ? state.error : undefined;
  });

/** A server that answers each request by `answer`, which gets its first word. */
async function scripted(answer: (method: string, head: string) => string, tls?: SelfSigned): Promise<string> {
  const talk = (socket: Socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const head = bytes.toString('latin1');
      const [method = ''] = head.split(' ');
      const number = /CSeq: (\d+)/.exec(head)?.[1] ?? '';
      if (/^[A-Z]+ rtsps?:/.test(head))
        socket.write(answer(method, head).replace('{n}', `CSeq: ${number}\r\n`));
    });
  };
  const server = tls ? createTlsServer({ key: tls.key, cert: tls.cert }, talk) : createServer(talk);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return `${tls ? 'rtsps' : 'rtsp'}://admin:hush@127.0.0.1:${port}/door`;
}
const ok = 'RTSP/1.0 200 OK\r\n{n}\r\n';

describe('a camera that is pushed', () => {
  test('arrives at ffmpeg, whole and moving, and again at the next one', async () => {
    await using first = await RtspRecorder.ffmpeg();
    const started = push(first.url());
    const pictures = await first.pictures(30);
    expect(new Set(pictures).size).toBeGreaterThan(25);
    expect(started.push.state.kind).toBe('publishing');
    await first.end();
    expect(await failure(started)).toMatchObject({ code: expect.stringMatching(/ended|refused/) as string });
    await using second = await RtspRecorder.ffmpeg(first.port);
    await second.pictures(10);
    expect(started.push.counters.connections).toBe(2);
    started.stop.abort();
    await started.ended;
    expect(started.encoders.readers).toBe(0);
  });

  test.skipIf(rtspServerMissing)('arrives at GStreamer, which asks for a login (Digest)', async () => {
    await using recorder = await RtspRecorder.gstreamer("geheim's wort");
    const right = push(recorder.url("admin:geheim's%20wort@"));
    expect(new Set(await recorder.pictures(30)).size).toBeGreaterThan(25);
    expect(pushHealth(right.push)).toMatchObject({
      state: 'publishing',
      address: `rtsp://***@127.0.0.1:${recorder.port}/live`,
    });
    expect(await failure(push(recorder.url('admin:wrong@')))).toMatchObject({ code: 'unauthorized' });
  });
});

describe('a push that fails says why', () => {
  test('and does not start the encoder while nobody listens', async () => {
    const [port = 0] = await freePorts(1);
    const started = push(`rtsp://127.0.0.1:${port}/door`);
    expect(await failure(started)).toMatchObject({ code: 'refused' });
    expect(started.encoders.readers).toBe(0);
    expect(pushHealth(started.push)).toMatchObject({
      state: 'failed',
      reason: 'refused',
      advice: 'Start it, or check the port in the address.',
    });
  });

  test.each([
    [
      'a login that is wrong',
      'RTSP/1.0 401 Unauthorized\r\n{n}WWW-Authenticate: Basic realm="x"\r\n\r\n',
      'unauthorized',
    ],
    ['no publishing there', 'RTSP/1.0 403 Forbidden\r\n{n}\r\n', 'unauthorized'],
    ['a path that is in use', 'RTSP/1.0 400 Bad Request\r\n{n}\r\n', 'rejected'],
    ['a codec that it does not know', 'RTSP/1.0 415 Unsupported Media Type\r\n{n}\r\n', 'rejected'],
    ['a web server', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'bad-answer'],
  ])('%s', async (_, announced, code) => {
    const address = await scripted((method) => (method === 'ANNOUNCE' ? announced : ok));
    const error = await failure(push(address));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('hush');
  });

  test('a certificate that nobody has signed; the password is not sent then', async () => {
    using tls = new SelfSigned();
    const heads: string[] = [];
    const address = await scripted((_method, head) => {
      heads.push(head);
      return ok;
    }, tls);
    expect(await failure(push(address))).toMatchObject({ code: 'bad-certificate' });
    expect(heads).toEqual([]);
  });

  test('plain text where TLS is asked for', async () => {
    const address = (await scripted(() => ok)).replace('rtsp:', 'rtsps:');
    const server = await failure(push(address));
    expect(['bad-answer', 'unreachable', 'ended']).toContain(server.code);
  });

  test('and tells it once, not at each try', async () => {
    const told: boolean[] = [];
    const encoders = new Replay();
    const [port = 0] = await freePorts(1);
    const running = new CameraPush({
      camera: encoders.camera,
      address: `rtsp://127.0.0.1:${port}/door`,
      ...{ encoders: encoders as unknown as Encoders, clock: systemClock },
      onState: (_state, isNews) => told.push(isNews),
    });
    const stop = new AbortController();
    stops.push(stop);
    void running.run(stop.signal);
    await until('it has failed', () => running.state.kind === 'failed');
    await until('it has tried again', () => told.length >= 1);
    expect(told.filter(Boolean)).toHaveLength(1);
  });
});
