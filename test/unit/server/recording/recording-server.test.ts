import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { recordingListSchema } from '../../../../server/contract/recording.ts';
import { HttpCamera } from '../../../fixtures/http-camera.ts';
import { jpeg } from '../../../fixtures/images.ts';
import { TestServer } from '../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';

const camera = (record?: object) => ({
  id: 'door',
  name: 'Door',
  device: 'test',
  fps: 10,
  width: 320,
  height: 240,
  record,
});
const files = (server: AskedServer) => globSync('recordings/**/*.mkv*', { cwd: server.dataFolder }).sort();

const run = promisify(execFile);
const recordings = async (server: AskedServer) =>
  recordingListSchema.parse(await (await server.fetch('/api/recordings')).json()).recordings;

describe('a server', () => {
  test('makes nothing for recordings while no camera records', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera()] } });
    await server.untilCamera('door', { kind: 'sleeping' });
    expect(readdirSync(server.dataFolder).filter((name) => name.includes('record'))).toEqual([]);
    expect((await server.camera('door')).recording).toEqual({
      mode: 'off',
      state: 'off',
      reason: null,
      message: '',
    });
  });

  test('records a camera as configured, and leaves a closed file when it is ended', async () => {
    await using server = await TestServer.start({ config: { cameras: [camera({ mode: 'continuous' })] } });
    await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
    await until('pictures are in a file', async () => ((await recordings(server))[0]?.frames ?? 0) > 0);
    expect(await server.stop()).toBe(0);
    expect(files(server)).toHaveLength(1);
    expect(files(server)[0]).toMatch(/^recordings\/door\/\d{4}-\d\d-\d\d\/.*s\.mkv$/);
    expect(existsSync(join(server.dataFolder, 'recordings/.rpicam-kiosk-recordings.json'))).toBe(true);
  });
});

describe('a server on which no camera records any more', () => {
  test('removes what is older than the limits all the same, and then leaves the disk alone', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera()] } });
    await server.stop();
    const old = join(server.dataFolder, 'recordings/door/2020-01-01/2020-01-01T10-00-00.000Z_5.000s.mkv');
    mkdirSync(dirname(old), { recursive: true });
    writeFileSync(old, 'x');
    writeFileSync(
      join(server.dataFolder, 'recordings/.rpicam-kiosk-recordings.json'),
      JSON.stringify({ id: 'disk' }),
    );
    server.writeConfig({ recordings: { keep_days: 30, min_free_gb: 0 }, cameras: [camera()] });
    await server.restart();
    await until('it is removed', () => !existsSync(old));
    const metrics = async () => (await server.fetch('/metrics')).text();
    await until(
      'the folder is closed',
      async () => !/^rpicam_recording_storage_ready \d/m.test(await metrics()),
    );
    expect(await recordings(server)).toEqual([]);
  });
});

describe('a server that was killed while it recorded', () => {
  test('lists the recording after its next start, and each whole picture can be read', async () => {
    const config = { recordings: { min_free_gb: 0 }, cameras: [camera({ mode: 'continuous' })] };
    await using server = await TestServer.start({ config });
    await until('seconds are written', async () => {
      const [entry] = await recordings(server);
      return (entry?.frames ?? 0) > 20;
    });
    await server.stop('SIGKILL');
    expect(files(server)).toEqual([expect.stringMatching(/\.mkv\.part$/)]);
    await server.restart();
    const [entry] = await until('it is listed', async () => {
      const found = await recordings(server);
      return found[0]?.state === 'closed' ? found : undefined;
    });
    const { stdout } = await run('ffprobe', [
      ...['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'],
      `${server.url}/api/recordings/door/${entry?.id}/file`,
    ]);
    expect(Number(stdout)).toBeGreaterThan(20);
  });
});

describe('a server whose disk for recordings', () => {
  test('is not there says so, makes no folder below it, and records when it is', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'rpicam-disk-')), 'usb');
    const config = { recordings: { folder, min_free_gb: 0 }, cameras: [camera({ mode: 'continuous' })] };
    await using server = await ServerHere.start({ config });
    const failed = await until('it says so', async () => {
      const { recording } = await server.camera('door');
      return recording.state === 'failed' ? recording : undefined;
    });
    expect(failed).toMatchObject({ reason: 'missing', mode: 'continuous' });
    expect((await server.health()).problems).toEqual([expect.stringContaining('Nothing is recorded.')]);
    expect(existsSync(folder)).toBe(false);
    expect((await server.fetch('/api/recordings')).status).toBe(503);
    expect((await server.fetch('/cam/door/snapshot')).status).toBe(200);
    mkdirSync(folder);
    await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
    rmSync(dirname(folder), { recursive: true });
  });

  test('has no place for one camera says so, while the others are recorded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-disk-'));
    writeFileSync(join(folder, 'yard'), 'a file in place of its folder');
    const record = { mode: 'continuous' };
    const cameras = [camera(record), { ...camera(record), id: 'yard', name: 'Yard' }];
    await using server = await ServerHere.start({
      config: { recordings: { folder, min_free_gb: 0 }, cameras },
    });
    await until('it says so', async () => (await server.camera('yard')).recording.state === 'failed');
    await until('the other is recorded', async () => {
      return (await server.camera('door')).recording.state === 'recording';
    });
    const { ok, problems } = await server.health();
    expect([ok, problems]).toEqual([false, [expect.stringContaining("Camera 'yard' is not recorded.")]]);
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test('was exchanged leaves the other one alone until it is adopted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-disk-'));
    const config = { recordings: { folder, min_free_gb: 0 }, cameras: [camera({ mode: 'continuous' })] };
    await using server = await ServerHere.start({ config });
    await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
    await server.stop();
    writeFileSync(join(folder, '.rpicam-kiosk-recordings.json'), '{"id":"another"}');
    await server.restart();
    await until('it says so', async () => (await server.camera('door')).recording.reason === 'foreign');
    expect((await server.fetch('/api/storage/adopt', { method: 'POST' })).status).toBe(200);
    await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
    rmSync(folder, { recursive: true });
  });
});

test('a change of what is recorded starts no capture anew, and ends at once', async () => {
  await using server = await ServerHere.start({ config: { cameras: [camera({ mode: 'continuous' })] } });
  await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
  const starts = async () =>
    (await (await server.fetch('/metrics')).text()).match(/^rpicam_camera_capture_starts_total.*$/gm);
  const before = await starts();
  for (const record of [{ fps: 2 }, { mode: 'flight' }, { mode: 'off' }]) {
    const answer = await server.fetch('/api/cameras/door', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ record }),
    });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { record: object }).record).toMatchObject(record);
  }
  expect((await server.camera('door')).recording).toMatchObject({ mode: 'off', state: 'off' });
  expect(await starts()).toEqual(before);
  await until('the files are closed', () => files(server).every((path) => path.endsWith('s.mkv')));
});

test('a flight recorder keeps what came before its camera was disconnected', async () => {
  const network = await HttpCamera.start({
    images: [jpeg('640x480', 0), jpeg('640x480', 1)],
    framesPerSecond: 10,
  });
  const record = { mode: 'flight', before_seconds: 5, after_seconds: 0 };
  const config = {
    recordings: { min_free_gb: 0 },
    cameras: [{ id: 'door', name: 'Door', device: network.url('/stream'), record }],
  };
  await using server = await ServerHere.start({ config });
  await server.untilCamera('door', { kind: 'live' });
  await until('a second is in memory', async () => {
    const metrics = await (await server.fetch('/metrics')).text();
    return Number(/^rpicam_recording_ring_seconds\{camera="door"\} (\S+)$/m.exec(metrics)?.[1]) > 1;
  });
  expect(await recordings(server)).toEqual([]);
  await network[Symbol.asyncDispose]();
  const [entry] = await until('they are in a file', async () => {
    const found = await recordings(server);
    return found[0]?.state === 'closed' ? found : undefined;
  });
  expect(entry?.duration_ms).toBeGreaterThan(1_000);
});
