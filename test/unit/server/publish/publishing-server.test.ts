import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publishFailures } from '../../../../server/contract/publish.ts';
import { childrenOf, TestServer } from '../../../fixtures/running-server.ts';
import { findProgram } from '../../../../server/runtime/child/program.ts';
import { RtspRecorder } from '../../../fixtures/rtsp-recorder.ts';
import { until } from '../../../fixtures/until.ts';
import { documentAt } from '../../docs/documents.ts';

const camera = (id: string, more: object = {}) => ({
  ...{ id, name: id, device: `test:${id}`, width: 320, height: 240, fps: 15 },
  ...more,
});

/** The first bytes of the video, until it has so many. */
async function film(server: TestServer, path: string, bytes: number): Promise<Buffer> {
  const stop = new AbortController();
  const answer = await server.fetch(path, { signal: stop.signal });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  const parts: Uint8Array[] = [];
  for await (const part of answer.body ?? []) {
    parts.push(part);
    if (parts.reduce((sum, each) => sum + each.length, 0) >= bytes) break;
  }
  stop.abort();
  return Buffer.concat(parts);
}

function probe(bytes: Buffer): { stream: string; times: number[]; sums: number } {
  const folder = mkdtempSync(join(tmpdir(), 'mp4-'));
  try {
    const path = join(folder, 'video.mp4');
    writeFileSync(path, bytes);
    const run = (command: string, args: string[]) => execFileSync(command, args, { encoding: 'utf8' });
    const show = (entries: string) =>
      run('ffprobe', ['-v', 'quiet', '-show_entries', entries, '-of', 'csv=p=0', path]).trim();
    const sums = run('ffmpeg', [
      '-v',
      'quiet',
      '-i',
      path,
      '-fps_mode',
      'passthrough',
      '-f',
      'framemd5',
      '-',
    ]);
    const lines = sums.split('\n').filter((line) => line && !line.startsWith('#'));
    return {
      stream: show('stream=codec_name,width,height'),
      times: show('packet=pts_time').split('\n').map(Number),
      sums: new Set(lines.map((line) => line.split(',').at(-1))).size,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const encoders = (server: TestServer) =>
  childrenOf(server.child.pid ?? 0).filter((pid) => {
    try {
      return /^(nice|ffmpeg)\0.*pipe:0/s.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      return false; // it has ended
    }
  }).length;

describe('/cam/{id}/video.mp4', () => {
  test('is a film that moves, from one encoder for all its viewers', async () => {
    await using server = await TestServer.start({ config: { cameras: [camera('door', { rotate: 90 })] } });
    const films = await Promise.all([1, 2, 3].map(() => film(server, '/cam/door/video.mp4', 60_000)));
    expect(encoders(server)).toBe(1);
    for (const bytes of films) {
      const { stream, times, sums } = probe(bytes);
      expect(stream).toBe('h264,240,320');
      expect(times[0]).toBe(0);
      expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
      expect(sums).toBeGreaterThan(10);
    }
    await until('the encoder has ended', () => encoders(server) === 0);
  });

  test('has a HEAD, and answers for cameras that are not there or show nothing', async () => {
    const cameras = [camera('door'), camera('gone', { device: 'file:gone.mkv' })];
    await using server = await TestServer.start({ config: { cameras } });
    const head = await server.fetch('/cam/door/video.mp4', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect((await server.fetch('/cam/nobody/video.mp4')).status).toBe(404);
    const gone = await server.fetch('/cam/gone/video.mp4');
    expect([gone.status, await gone.json()]).toMatchObject([503, { code: 'no-frame' }]);
  });

  test.skipIf(!findProgram('taskset'))(
    'is refused by name for one more camera than the machine may encode, until another has no viewer',
    async () => {
      const cameras = ['a', 'b', 'c'].map((id) => camera(id));
      await using server = await TestServer.start({ config: { cameras }, under: ['taskset', '-c', '0'] });
      const leaving = new AbortController();
      const watch = (id: string, signal: AbortSignal) => server.fetch(`/cam/${id}/video.mp4`, { signal });
      const staying = new AbortController().signal;
      expect((await watch('a', leaving.signal)).status).toBe(200);
      expect((await watch('b', staying)).status).toBe(200);
      const refused = await watch('c', staying);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'too-many-encoders' });
      // A camera that is encoded takes more viewers, and MJPEG needs no encoder.
      expect((await watch('b', staying)).status).toBe(200);
      expect((await server.fetch('/cam/c/snapshot')).status).toBe(200);
      leaving.abort();
      await until('there is room', async () => (await watch('c', staying)).status === 200);
    },
  );

  test('needs the login that pictures need; a link that makes pictures smaller does not open it', async () => {
    const auth = { enabled: true, username: 'me', password: 'geheim' };
    await using server = await TestServer.start({ config: { auth, cameras: [camera('door')] } });
    expect((await server.fetch('/cam/door/video.mp4')).status).toBe(401);
    const headers = {
      Authorization: `Basic ${btoa('me:geheim')}`,
      'Content-Type': 'application/json',
    };
    const made = async (body: object) => {
      const link = {
        method: 'POST',
        headers,
        body: JSON.stringify({ scope: 'stream', expires_in: 60, ...body }),
      };
      const { path } = (await (await server.fetch('/api/cameras/door/links', link)).json()) as {
        path: string;
      };
      return (await server.fetch(path.replace(/\/(video|snapshot)/, '/video.mp4'), { method: 'HEAD' }))
        .status;
    };
    expect(await made({})).toBe(200);
    expect(await made({ width: 64 })).toBe(403);
    expect(await made({ scope: 'still' })).toBe(403);
  });
});

describe('a camera with publish', () => {
  test('arrives at the RTSP server; the password stays hidden, and survives a save from the page', async () => {
    await using recorder = await RtspRecorder.ffmpeg();
    const publish = recorder.url('me:geheim@');
    await using server = await TestServer.start({ config: { cameras: [camera('door', { publish })] } });
    expect(new Set(await recorder.pictures(20)).size).toBeGreaterThan(15);
    const shown = `rtsp://***@127.0.0.1:${recorder.port}/live`;
    const { publishing } = await server.camera('door');
    expect(publishing).toEqual({ state: 'publishing', address: shown, reason: null, detail: '', advice: '' });
    const config = (await (await server.fetch('/api/cameras')).json()) as { cameras: { publish: string }[] };
    expect(config.cameras[0]?.publish).toBe(shown);

    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ name: 'Front door', publish: shown });
    const saved = await server.fetch('/api/cameras/door', { method: 'PATCH', headers, body });
    expect(saved.status).toBe(200);
    expect(readFileSync(server.configPath, 'utf8')).toContain(publish);
    expect((await server.camera('door')).publishing.state).toBe('publishing');
    for (const pid of childrenOf(server.child.pid ?? 0))
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('geheim');
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toContain('rpicam_publish_state{camera="door",state="publishing"} 1');
    expect(Number(/^rpicam_publish_bytes_total\{camera="door"\} (\d+)/m.exec(metrics)?.[1])).toBeGreaterThan(
      5_000,
    );
    expect(server.output).not.toContain('geheim');

    await server.fetch('/api/cameras/door', { method: 'PATCH', headers, body: '{"publish":null}' });
    await until(
      'it is published no more',
      async () => (await server.camera('door')).publishing.state === 'off',
    );
    await until('the encoder has ended', () => encoders(server) === 0);
  });

  test('that names no RTSP address is refused', async () => {
    await using server = await TestServer.start({ config: { cameras: [] } });
    const headers = { 'Content-Type': 'application/json' };
    for (const publish of ['http://a/b', 'rtsp:', '/dev/video0', 'rtsp://a/b c']) {
      const body = JSON.stringify(camera('door', { publish }));
      const answer = await server.fetch('/api/cameras/door', { method: 'PUT', headers, body });
      expect([publish, answer.status]).toEqual([publish, 400]);
    }
  });
});

test('each reason why a camera is not published is in h264.md', () => {
  const { text } = documentAt('.github/docs/h264.md');
  expect(publishFailures.filter((code) => !text.includes(`| \`${code}\` |`))).toEqual([]);
});

test('a server with viewers of the MP4 ends at once, with its encoder', async () => {
  await using server = await TestServer.start({ config: { cameras: [camera('door')] } });
  const stop = new AbortController();
  const answer = await server.fetch('/cam/door/video.mp4', { signal: stop.signal });
  expect(answer.status).toBe(200);
  await answer.body?.getReader().read();
  // 1: it did not end in time.
  expect(await server.stop()).toBe(0);
  stop.abort();
});
