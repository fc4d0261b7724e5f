import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordAnswerSchema } from '../../../../../../server/contract/default-camera.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

const camera = { id: 'door', name: 'Door', device: 'test', width: 320, height: 240, fps: 25 };
/** A disk of a test machine may be nearly full. */
const recordings = { min_free_gb: 0 };

let server: ServerHere;
beforeAll(async () => {
  server = await ServerHere.start({ config: { cameras: [camera], recordings } });
});
afterAll(() => server[Symbol.asyncDispose]());

const folder = () => join(server.dataFolder, 'recordings');
const start = (body?: unknown) => call(server, 'POST', '/record/start', body);
const stop = () => call(server, 'POST', '/record/stop');
const status = async () => (await call(server, 'GET', '/camera/status')).body;

async function pictures(count: number): Promise<void> {
  using viewer = await MjpegViewer.open(`${server.url}/stream.mjpg`);
  while (viewer.parts < count) await viewer.nextPicture();
}

function probe(path: string): { frames: number; seconds: number; codec: string } {
  const args = ['-v', 'error', '-count_packets', '-show_entries'];
  const entries = 'stream=codec_name,nb_read_packets:format=duration';
  const text = execFileSync('ffprobe', [...args, entries, '-of', 'json', path], { encoding: 'utf8' });
  const { streams, format } = JSON.parse(text) as {
    streams: { codec_name: string; nb_read_packets: string }[];
    format: { duration: string };
  };
  const [stream] = streams;
  return {
    frames: Number(stream?.nb_read_packets),
    seconds: Number(format.duration),
    codec: stream?.codec_name ?? '',
  };
}

describe('a recording of the default camera', () => {
  test('is a whole file in the recordings folder that plays as long as it took', async () => {
    const beganAtMs = performance.now();
    const begun = await start();
    expect(begun.status).toBe(200);
    const { path } = recordAnswerSchema.parse(begun.body);
    expect(dirname(path)).toBe(folder());
    expect(basename(path)).toMatch(/^capture_\d{8}T\d{6}\.mkv$/);
    expect(begun.body).toEqual({ ok: true, path, recording: true });
    expect(await status()).toMatchObject({ recording: true, recording_path: path });
    expect(await start()).toMatchObject({ status: 400, body: { detail: 'Recording already in progress.' } });
    await pictures(25);
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toContain('rpicam_recording_state{camera="door",state="recording"} 1');

    expect(await stop()).toMatchObject({ status: 200, body: { ok: true, path, recording: false } });
    const tookSeconds = (performance.now() - beganAtMs) / 1_000;
    expect(await status()).toMatchObject({ recording: false, recording_path: null });
    expect(await stop()).toMatchObject({ status: 409, body: { detail: 'Recording not active.' } });
    const { frames, seconds, codec } = probe(path);
    expect(codec).toBe('mjpeg');
    expect(seconds).toBeGreaterThan(0.3);
    expect(seconds).toBeLessThan(tookSeconds + 0.2);
    expect(frames).toBeGreaterThan(5);
    expect(frames).toBeLessThan(tookSeconds * camera.fps + 3);
    // The file itself is a segment as every other.
    expect(realpathSync(path).startsWith(join(realpathSync(folder()), 'door'))).toBe(true);
  });

  test('has the name that was asked for, with the ending of what it is, and the rate', async () => {
    const begun = await start({ path: 'clips/porch.mp4', fps: '5', codec: 'mp4v' });
    const path = join(folder(), 'clips', 'porch.mkv');
    expect(begun).toMatchObject({ status: 200, body: { path } });
    await pictures(40);
    expect(await stop()).toMatchObject({ status: 200, body: { path } });
    const { frames, seconds } = probe(path);
    expect(frames / seconds).toBeLessThan(8);
    const again = await start({ path });
    expect(again).toMatchObject({ status: 400, body: { field: 'path' } });
  });

  test('that ends before its first picture is a conflict, not a failure of the server', async () => {
    let stopped = { status: 200, body: {} as unknown };
    for (let index = 0; stopped.status === 200; index++) {
      expect((await start({ path: `short/${index}.mkv` })).status).toBe(200);
      stopped = await stop();
    }
    expect(stopped).toMatchObject({ status: 409, body: { code: 'nothing-recorded' } });
    expect(await status()).toMatchObject({ recording: false });
  });

  test('ends when the camera is stopped', async () => {
    const { path } = recordAnswerSchema.parse((await start({ path: 'stopped.mkv' })).body);
    await pictures(10);
    expect((await call(server, 'POST', '/camera/stop')).status).toBe(200);
    expect(await status()).toMatchObject({ recording: false });
    expect(existsSync(path)).toBe(true);
    expect((await stop()).status).toBe(409);
    const refused = await start();
    expect(refused).toMatchObject({ status: 503, body: { detail: 'Camera frame not available yet.' } });
    expect(await status()).toMatchObject({ recording: false });
    expect((await call(server, 'POST', '/camera/start')).status).toBe(200);
  });
});

describe('what a recording must not do', () => {
  test('is to leave its folder, also by symbolic links', async () => {
    mkdirSync(folder(), { recursive: true });
    symlinkSync(server.dataFolder, join(folder(), 'out'));
    const outside = ['/etc/a.mkv', '../a.mkv', 'out/a.mkv', 'a/../../b.mkv', 'a\0b.mkv'];
    const hidden = ['', '.', '..', '.exports/a.mkv', 'a/.b.mkv', '~/a.mkv', 'a\nb.mkv'];
    for (const path of [...outside, ...hidden]) {
      expect([path, await start({ path })]).toMatchObject([path, { status: 400, body: { field: 'path' } }]);
    }
    expect(readdirSync(server.dataFolder).filter((name) => name.endsWith('.mkv'))).toEqual([]);
    expect(lstatSync(join(folder(), 'out')).isSymbolicLink()).toBe(true);
  });

  test.each<[object, number, string]>([
    [{ fps: 'fast' }, 422, 'fps'],
    [{ path: 5 }, 422, 'path'],
    [{ codec: [] }, 422, 'codec'],
    [{ fps: 0 }, 400, 'fps'],
    [{ fps: 241 }, 400, 'fps'],
    [{ codec: 'XVID' }, 400, 'codec'],
  ])('is to begin with %j', async (body, code, field) => {
    const answer = await start(body);
    expect(answer.status).toBe(code);
    expect(JSON.stringify(answer.body)).toContain(field);
    expect(await status()).toMatchObject({ recording: false });
  });
});
