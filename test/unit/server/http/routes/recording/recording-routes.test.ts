import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  recordingEntrySchema,
  recordingListSchema,
  storageSchema,
  timelineSchema,
  type RecordingEntry,
} from '../../../../../../server/contract/recording.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const run = promisify(execFile);
const picture = { device: 'test', fps: 10, width: 320, height: 240 };

describe('recordings over HTTP', () => {
  let server: ServerHere;
  /** Of the camera "door", closed. */
  let door: RecordingEntry[];

  const list = async (query = '') =>
    recordingListSchema.parse(await (await server.fetch(`/api/recordings${query}`)).json());
  const change = (method: string, path: string, body?: object) =>
    server.fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const codeOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  beforeAll(async () => {
    server = await ServerHere.start({
      config: {
        recordings: { segment_seconds: 5, min_free_gb: 0 },
        cameras: [
          { id: 'door', name: 'Door', ...picture, record: { mode: 'request' } },
          {
            id: 'yard',
            name: 'Yard',
            ...picture,
            record: { mode: 'flight', before_seconds: 2, after_seconds: 0 },
          },
          { id: 'attic', name: 'Attic', ...picture },
        ],
      },
    });
    await change('POST', '/api/cameras/door/recordings', { duration: 8 });
    door = await until('two recordings are closed', async () => {
      const { recordings } = await list('?camera=door');
      return recordings.length === 2 && recordings.every(({ state }) => state === 'closed')
        ? recordings
        : undefined;
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('are listed oldest first, in pages', async () => {
    const first = await list('?camera=door&limit=1');
    expect(first.recordings.map(({ id }) => id)).toEqual([door[0]?.id]);
    const second = await list(`?camera=door&limit=1&after=${first.next}`);
    expect(second.recordings.map(({ id }) => id)).toEqual([door[1]?.id]);
    expect(second.next).toBeNull();
    expect((await list(`?camera=door&to=${door[0]?.start_ms}`)).recordings).toEqual([]);
    expect((await list('?camera=nobody')).recordings).toEqual([]);
  });

  test.each([
    ['from=yesterday', 'from'],
    ['limit=0', 'limit'],
    ['after=nonsense', 'after'],
  ])('refuse the query %s and name the field', async (query, field) => {
    const answer = await server.fetch(`/api/recordings?${query}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'bad-query', detail: [{ loc: ['query', field] }] });
  });

  test('have details and a thumbnail', async () => {
    const path = `/api/recordings/door/${door[0]?.id}`;
    const details = recordingEntrySchema.parse(await (await server.fetch(path)).json());
    expect(details).toMatchObject({ width: 320, height: 240, state: 'closed', clock_synchronised: true });
    expect(details.frames).toBeGreaterThan(20);
    for (const when of ['when it is made', 'when it is kept']) {
      const thumbnail = await server.fetch(`${path}/thumbnail`);
      expect([thumbnail.status, thumbnail.headers.get('content-type')], when).toEqual([200, 'image/jpeg']);
      expect(Buffer.from(await thumbnail.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    }
    expect(globSync(`recordings/door/*/${door[0]?.id}.jpg`, { cwd: server.dataFolder })).toHaveLength(1);
  });

  test('are read by ffmpeg from their address, and given in parts', async () => {
    const path = `/api/recordings/door/${door[0]?.id}/file`;
    const { stdout } = await run('ffprobe', [
      ...['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames'],
      ...['-of', 'csv=p=0', server.url + path],
    ]);
    const [codec, frames] = stdout.trim().split(',');
    expect(codec).toBe('mjpeg');
    const details = recordingEntrySchema.parse(
      await (await server.fetch(`/api/recordings/door/${door[0]?.id}`)).json(),
    );
    expect(Number(frames)).toBe(details.frames);
    await run('ffmpeg', ['-v', 'error', '-xerror', '-i', server.url + path, '-f', 'null', '-']);
    const part = await server.fetch(path, { headers: { Range: 'bytes=0-3' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 0-3/${door[0]?.bytes}`]);
    expect(Buffer.from(await part.arrayBuffer()).toString('hex')).toBe('1a45dfa3');
    expect(part.headers.get('content-disposition')).toBe(`attachment; filename=door_${door[0]?.id}.mkv`);
    const etag = part.headers.get('etag') ?? '';
    const given = async (headers: Record<string, string>, method = 'GET') => {
      const answer = await server.fetch(path, {
        method,
        headers: { 'Cache-Control': 'max-age=0', ...headers },
      });
      return [answer.status, (await answer.arrayBuffer()).byteLength, answer.headers.get('content-length')];
    };
    expect(await given({ Range: 'bytes=-10', 'If-Range': etag })).toEqual([206, 10, '10']);
    expect(await given({ Range: 'bytes=-10', 'If-Range': '"other"' })).toEqual([
      200,
      door[0]?.bytes,
      String(door[0]?.bytes),
    ]);
    const size = door[0]?.bytes ?? 0;
    for (const range of [`bytes=-${size + 1}`, 'bytes=-99999999999999999999', `bytes=0-1, -${size + 1}`])
      expect(await given({ Range: range }), range).toEqual([206, size, String(size)]);
    expect((await given({ Range: 'bytes=-0' }))[0]).toBe(416);
    expect(await given({ Range: `bytes=-${size + 1}`, 'If-Range': '"other"' })).toEqual([
      200,
      size,
      String(size),
    ]);
    expect(await given({}, 'HEAD')).toEqual([200, 0, String(door[0]?.bytes)]);
    expect(await given({ 'If-None-Match': etag })).toEqual([304, 0, null]);
    const beyond = await server.fetch(path, { headers: { Range: 'bytes=999999999-' } });
    expect(beyond.status).toBe(416);
  });

  test('make a timeline', async () => {
    const { from_ms, to_ms, spans } = timelineSchema.parse(
      await (await server.fetch('/api/recordings/door/timeline')).json(),
    );
    expect(to_ms - from_ms).toBe(86_400_000);
    expect(spans.map(({ id }) => id)).toEqual(door.map(({ id }) => id));
    expect(spans[0]?.from_ms).toBe(door[0]?.start_ms);
  });

  test('are removed unless they are protected', async () => {
    const path = `/api/recordings/door/${door[1]?.id}`;
    expect((await change('PATCH', path, { protected: true })).status).toBe(200);
    expect((await list('?camera=door')).recordings.map((each) => each.protected)).toEqual([false, true]);
    expect(await codeOf(await change('DELETE', path))).toEqual([409, 'recording-protected']);
    expect((await change('PATCH', path, { protected: 'no' })).status).toBe(422);
    await change('PATCH', path, { protected: false });
    expect((await change('DELETE', path)).status).toBe(204);
    expect(await codeOf(await server.fetch(path))).toEqual([404, 'unknown-recording']);
    expect((await list('?camera=door')).recordings.map(({ id }) => id)).toEqual([door[0]?.id]);
  });

  test.each(['..', '..%2f..%2fcameras.json', '2026-11-20T12-00-00.198Z', 'x'])(
    'do not lead to another file: %s',
    async (id) => {
      const answer = await server.fetch(`/api/recordings/door/${id}/file`);
      expect(answer.status).toBe(404);
    },
  );

  test('of the last seconds are saved by a flight recorder', async () => {
    await until('there are seconds in memory', async () => {
      const { ring } = storageSchema.parse(await (await server.fetch('/api/storage')).json());
      return ring.bytes > 0;
    });
    const saved = await change('POST', '/api/cameras/yard/recordings/save', { protect: true });
    expect(saved.status).toBe(201);
    expect(await saved.json()).toMatchObject({ after: 0, recording: { mode: 'flight' } });
    const [recording] = await until('it is closed', async () => {
      const { recordings } = await list('?camera=yard');
      return recordings.some((each) => each.state === 'closed' && each.protected) ? recordings : undefined;
    });
    expect(recording?.protected).toBe(true);
  });

  test('are asked for only of a camera that may be recorded', async () => {
    expect(await codeOf(await change('POST', '/api/cameras/attic/recordings', {}))).toEqual([
      409,
      'recording-off',
    ]);
    expect(await codeOf(await change('POST', '/api/cameras/cellar/recordings', {}))).toEqual([
      404,
      'unknown-camera',
    ]);
    expect((await change('POST', '/api/cameras/door/recordings', { duration: -1 })).status).toBe(422);
    expect((await change('POST', '/api/cameras/door/recordings', { durations: 1 })).status).toBe(422);
  });

  test('stop when they are told to', async () => {
    const started = await change('POST', '/api/cameras/door/recordings', {});
    expect(await started.json()).toMatchObject({ recording: { state: 'waiting', mode: 'request' } });
    await until('it records', async () => (await server.camera('door')).recording.state === 'recording');
    expect((await change('DELETE', '/api/cameras/door/recordings')).status).toBe(200);
    expect((await server.camera('door')).recording.state).toBe('off');
  });

  test('have a storage that says how much room there is', async () => {
    const storage = storageSchema.parse(await (await server.fetch('/api/storage')).json());
    expect(storage).toMatchObject({
      state: 'ready',
      folder: `${server.dataFolder}/recordings`,
      reason: null,
    });
    expect(storage.free_bytes).toBeGreaterThan(0);
    expect(storage.cameras.map(({ camera }) => camera)).toEqual(['door', 'yard', 'attic']);
    expect(storage.cameras[0]?.bytes).toBeGreaterThan(0);
  });
});

test('recordings need the login that streams need, and a link to one camera opens none', async () => {
  const auth = { enabled: true, username: 'admin', password: 'secret-123' };
  await using server = await ServerHere.start({
    config: { auth, cameras: [{ id: 'door', name: 'Door', ...picture }] },
  });
  const login = { Authorization: `Basic ${btoa('admin:secret-123')}` };
  expect((await server.fetch('/api/recordings')).status).toBe(401);
  expect((await server.fetch('/api/recordings', { headers: login })).status).toBe(200);
  const made = await server.fetch('/api/cameras/door/links', {
    method: 'POST',
    headers: { ...login, 'Content-Type': 'application/json' },
    body: JSON.stringify({ scope: 'stream', expires_in: 600 }),
  });
  const link = JSON.stringify(await made.json());
  const token = /token=([^"&]+)/.exec(link)?.[1] ?? '';
  expect(token).not.toBe('');
  for (const path of ['/api/recordings', '/api/recordings/door/timeline', '/api/recordings/yard/timeline'])
    expect((await server.fetch(`${path}?token=${token}`)).status).toBe(403);
});
