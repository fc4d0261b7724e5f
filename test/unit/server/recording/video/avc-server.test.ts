import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordingListSchema } from '../../../../../server/contract/recording.ts';
import { parsePrometheusText } from '../../../../fixtures/prometheus-text.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { until } from '../../../../fixtures/until.ts';

const camera = (more: object = {}) => ({
  ...{ id: 'door', name: 'Door', device: 'test', fps: 10, width: 320, height: 240 },
  record: { mode: 'continuous', format: 'h264', ...more },
});
const config = { recordings: { min_free_gb: 0 }, cameras: [camera()] };

const files = (server: TestServer) =>
  globSync('recordings/**/*.mkv*', { cwd: server.dataFolder })
    .sort()
    .map((name) => join(server.dataFolder, name));

const recordings = async (server: TestServer) =>
  recordingListSchema.parse(await (await server.fetch('/api/recordings')).json()).recordings;

function streamOf(path: string): { codec: string; size: string; frames: number } {
  const args = [
    '-v',
    'error',
    '-count_frames',
    '-show_entries',
    'stream=codec_name,width,height,nb_read_frames',
  ];
  const told = JSON.parse(execFileSync('ffprobe', [...args, '-of', 'json', path]).toString());
  const [{ codec_name, width, height, nb_read_frames }] = told.streams;
  return { codec: codec_name, size: `${width}x${height}`, frames: Number(nb_read_frames) };
}

const lastOf = (server: TestServer) => files(server).at(-1) ?? '';

describe('a server that records a camera as H.264', () => {
  test('says so, plays it while it is written, and leaves a whole file when it is ended', async () => {
    await using server = await TestServer.start({ config });
    // While its encoder starts, a slow machine records MJPEG in a file of its own, and says so.
    await until('pictures are in a file of H.264', async () => {
      const { reason } = (await server.camera('door')).recording;
      const isLong = ((await recordings(server)).at(-1)?.frames ?? 0) > 20;
      return reason === null && isLong && readFileSync(lastOf(server)).includes('V_MPEG4/ISO/AVC');
    });
    expect((await server.camera('door')).recording).toEqual({
      ...{ mode: 'continuous', state: 'recording', reason: null, message: '' },
    });
    const [entry] = (await recordings(server)).slice(-1);
    const picture = await server.fetch(`/api/recordings/door/frame?at=${(entry?.start_ms ?? 0) + 500}`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(await server.stop()).toBe(0);
    const { codec, size, frames } = streamOf(lastOf(server));
    expect([codec, size]).toEqual(['h264', '320x240']);
    expect(frames).toBeGreaterThan(20);
  });

  test('that is killed has a file that its next start repairs', async () => {
    await using server = await TestServer.start({ config });
    await until('seconds are written', async () => ((await recordings(server)).at(-1)?.frames ?? 0) > 30);
    await server.stop('SIGKILL');
    expect(lastOf(server)).toMatch(/\.mkv\.part$/);
    server.writeConfig({ ...config, cameras: [camera({ mode: 'request' })] });
    await server.restart();
    await until('it is repaired', () => files(server).every((name) => name.endsWith('s.mkv')));
    expect(streamOf(lastOf(server))).toMatchObject({ codec: 'h264', size: '320x240' });
    expect(streamOf(lastOf(server)).frames).toBeGreaterThanOrEqual(20);
  });

  test('without ffmpeg records MJPEG, and says why, in the health and in the metrics', async () => {
    await using server = await TestServer.start({ config, env: { PATH: '/nowhere' } });
    const told = await until('it is told', async () => {
      const { recording } = await server.camera('door');
      return recording.reason === null ? undefined : recording;
    });
    expect(told).toMatchObject({ state: 'recording', reason: 'no-ffmpeg' });
    expect(told.message).toMatch(/^Recorded as MJPEG for now\./);
    const families = parsePrometheusText(await (await server.fetch('/metrics')).text());
    expect(families.get('rpicam_recording_as_mjpeg')?.samples[0]?.series).toBeDefined();
    await until('pictures are in a file', async () => ((await recordings(server)).at(-1)?.frames ?? 0) > 5);
    await server.stop();
    expect(files(server).map((name) => streamOf(name).codec)).toEqual(['mjpeg']);
  });

  test('refuses a rate for the file by name', async () => {
    await using server = await TestServer.start({ config });
    const answer = await server.fetch('/api/cameras/door', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ record: { fps: 5 } }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('record fps should be left out with the format h264');
  });
});
