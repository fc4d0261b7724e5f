import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  recordingEntrySchema,
  recordingListSchema,
  storageSchema,
  type RecordingEntry,
} from '../../../../../server/contract/recording.ts';
import { exportEntrySchema } from '../../../../../server/contract/export.ts';
import { hasProgram } from '../jpeg-frames.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';

const run = promisify(execFile);
const always = { mode: 'continuous', interval_seconds: 1 };
const camera = (id: string, settings: object) => {
  return { id, name: id, device: 'test', fps: 10, width: 320, height: 240, ...settings };
};
const config = (...cameras: object[]) => ({ recordings: { min_free_gb: 0 }, cameras });
const files = (server: AskedServer, ending: string) =>
  globSync(`recordings/door/timelapse/*/*${ending}`, { cwd: server.dataFolder });
const films = async (server: AskedServer) => {
  const answer = await server.fetch('/api/recordings?kind=timelapse');
  return recordingListSchema.parse(await answer.json()).recordings;
};

/** A film as MP4, over the exports, as ffprobe sees it. */
async function expectMp4(server: AskedServer, film: RecordingEntry): Promise<void> {
  const asked = await server.fetch('/api/exports', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ camera: 'door', kind: 'timelapse', format: 'mp4' },
      from: String(film.start_ms),
      to: String(film.start_ms + 1),
    }),
  });
  const { id } = exportEntrySchema.parse(await asked.json());
  const done = await until('the export is done', async () => {
    const entry = exportEntrySchema.parse(await (await server.fetch(`/api/exports/${id}`)).json());
    if (entry.state === 'failed') throw new Error(entry.message);
    return entry.state === 'done' ? entry : undefined;
  });
  expect(done).toMatchObject({ kind: 'timelapse', frames: film.frames, start_ms: film.start_ms, gaps: [] });
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames,codec_name:format=duration'],
    ...['-of', 'json', `${server.url}/api/exports/${id}/file`],
  ]);
  const told = JSON.parse(stdout);
  expect([told.streams[0].codec_name, Number(told.streams[0].nb_read_frames)]).toEqual(['h264', film.frames]);
  expect(Number(told.format.duration)).toBeCloseTo((film.frames ?? 0) / 25, 1);
}

describe('a server with a timelapse', () => {
  test('lists its film while it is made and after, and gives each picture with its time', async () => {
    await using server = await ServerHere.start({ config: config(camera('door', { timelapse: always })) });
    const open = await until('three pictures are in it', async () => {
      const [film] = await films(server);
      return (film?.frames ?? 0) >= 3 ? film : undefined;
    });
    expect(open).toMatchObject({ camera: 'door', kind: 'timelapse', state: 'open' });
    const path = `/api/recordings/door/${open.id}`;
    const pictures = await Promise.all([0, 1, 2].map((n) => server.fetch(`${path}/frame?n=${n}`)));
    const times = pictures.map(({ headers }) => Number(headers.get('X-Timestamp')));
    expect(times[0]).toBeCloseTo(open.start_ms / 1_000, 2);
    for (const [index, time] of times.slice(1).entries())
      expect(time - (times[index] ?? 0)).toBeGreaterThan(0.5);
    expect((await server.fetch(`${path}/frame?n=999`)).status).toBe(404);
    expect((await server.fetch(`${path}/frame?n=x`)).status).toBe(422);
    // A recording of the camera there is none.
    const recordings = recordingListSchema.parse(await (await server.fetch('/api/recordings')).json());
    expect(recordings.recordings).toEqual([]);

    await server.fetch('/api/cameras/door', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ timelapse: { mode: 'off' } }),
    });
    await until('it is closed', async () => (await films(server))[0]?.state === 'closed');
    const entry = recordingEntrySchema.parse(await (await server.fetch(path)).json());
    expect(entry).toMatchObject({ width: 320, height: 240 });
    expect(entry.film_ms).toBeCloseTo((entry.frames ?? 0) * 40, -1);
    if (hasProgram('ffmpeg')) await expectMp4(server, entry);
    const part = await server.fetch(`${path}/file`, { headers: { Range: 'bytes=0-3' } });
    expect([part.status, Buffer.from(await part.arrayBuffer()).toString('hex')]).toEqual([206, '1a45dfa3']);
    const thumbnail = await server.fetch(`${path}/thumbnail`);
    expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
    const storage = storageSchema.parse(await (await server.fetch('/api/storage')).json());
    expect(storage.cameras).toMatchObject([{ segments: 0, timelapses: { count: 1 }, stills: { count: 0 } }]);
    expect((await server.fetch(path, { method: 'DELETE' })).status).toBe(204);
    expect(await films(server)).toEqual([]);
  });

  test('that is killed has all pictures but the last after its next start', async () => {
    await using server = await TestServer.start({ config: config(camera('door', { timelapse: always })) });
    const before = await until('four pictures are in it', async () => {
      const [film] = await films(server);
      return (film?.frames ?? 0) >= 4 ? film?.frames : undefined;
    });
    await server.stop('SIGKILL');
    expect(files(server, '.part')).toHaveLength(1);
    await server.restart();
    const film = await until('it is listed', async () =>
      (await films(server)).find(({ state }) => state === 'closed'),
    );
    const answer = await server.fetch(`/api/recordings/door/${film.id}`);
    expect(recordingEntrySchema.parse(await answer.json()).frames).toBeGreaterThanOrEqual(before ?? 0);
    expect(film.duration_ms).toBeGreaterThan(2_500);
  });

  test('counts the pictures that it cannot take, by reason', async () => {
    const gone = { ...camera('gone', { timelapse: always }), device: '/dev/video4711' };
    await using server = await ServerHere.start({
      config: config(gone, camera('door', { timelapse: always })),
    });
    await until('both are counted', async () => {
      const metrics = await (await server.fetch('/metrics')).text();
      const isTaken = /rpicam_timed_pictures_total\{camera="door",kind="timelapse"\} [1-9]/.test(metrics);
      const missed =
        'rpicam_timed_pictures_missed_total{camera="gone",kind="timelapse",reason="placeholder"}';
      return isTaken && metrics.includes(missed);
    });
    expect((await films(server)).map(({ camera: of }) => of)).toEqual(['door']);
  });
});

describe('a server with stills', () => {
  test('has them as files of a day, lists and removes them', async () => {
    const stills = { mode: 'continuous', interval_seconds: 10 };
    await using server = await ServerHere.start({ config: config(camera('door', { stills })) });
    const listOf = async () => {
      const answer = await server.fetch('/api/recordings?kind=still&camera=door');
      return recordingListSchema.parse(await answer.json()).recordings;
    };
    const still = await until('there is one', async () => (await listOf())[0]);
    const [file = ''] = globSync('recordings/door/stills/*/*-still.jpg', { cwd: server.dataFolder });
    expect(file).toContain(still.id);
    const path = `/api/recordings/door/${still.id}`;
    const sent = await server.fetch(`${path}/file`);
    expect(sent.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await sent.arrayBuffer())).toEqual(readFileSync(join(server.dataFolder, file)));
    expect((await server.fetch(`${path}/thumbnail`)).status).toBe(200);
    expect((await server.fetch(path, { method: 'DELETE' })).status).toBe(204);
    expect((await listOf()).map(({ id }) => id)).not.toContain(still.id);
  });
});
