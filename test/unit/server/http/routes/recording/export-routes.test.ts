import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  exportEntrySchema,
  exportListSchema,
  type ExportEntry,
} from '../../../../../../server/contract/export.ts';
import { recordingListSchema, type RecordingEntry } from '../../../../../../server/contract/recording.ts';
import { EventReader } from '../../../../../fixtures/event-reader.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const run = promisify(execFile);
const picture = { device: 'test', fps: 10, width: 320, height: 240 };
const json = { 'Content-Type': 'application/json' };

describe('exports over HTTP', () => {
  let server: ServerHere;
  let recording: RecordingEntry;

  const post = (body: object) =>
    server.fetch('/api/exports', { method: 'POST', headers: json, body: JSON.stringify(body) });
  const wish = (format: 'mkv' | 'mp4') => ({
    ...{ camera: 'door', format },
    from: new Date(recording.start_ms - 1_000).toISOString(),
    to: String(recording.start_ms + 60_000),
  });
  const get = async (id: string) =>
    exportEntrySchema.parse(await (await server.fetch(`/api/exports/${id}`)).json());
  const list = async () => exportListSchema.parse(await (await server.fetch('/api/exports')).json()).exports;
  const ended = ({ id }: ExportEntry) =>
    until('the export has ended', async () => {
      const entry = await get(id);
      return 'ended_ms' in entry ? entry : undefined;
    });
  const make = async (format: 'mkv' | 'mp4') => {
    const answer = await post(wish(format));
    expect(answer.status).toBe(202);
    const entry = await ended(exportEntrySchema.parse(await answer.json()));
    if (entry.state !== 'done') throw new Error(JSON.stringify(entry));
    return entry;
  };

  beforeAll(async () => {
    const door = { id: 'door', name: 'Tür "Süd"', ...picture, record: { mode: 'request' } };
    server = await ServerHere.start({
      config: { recordings: { min_free_gb: 0 }, cameras: [door, { id: 'yard', name: 'Yard', ...picture }] },
    });
    const body = JSON.stringify({ duration: 3 });
    await server.fetch('/api/cameras/door/recordings', { method: 'POST', headers: json, body });
    recording = await until('a recording is closed', async () => {
      const { recordings } = recordingListSchema.parse(await (await server.fetch('/api/recordings')).json());
      return recordings.find(({ state }) => state === 'closed');
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('make a file with a name for people, which is sent in parts too', async () => {
    const { id, bytes, file_name, frames } = await make('mkv');
    const file = await server.fetch(`/api/exports/${id}/file`);
    expect(file.headers.get('content-type')).toBe('video/x-matroska');
    const disposition = file.headers.get('content-disposition') ?? '';
    expect(decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? '')).toBe(file_name);
    expect(file_name).toMatch(/^Tür _Süd_ \d{4}-\d\d-\d\d \d\d-\d\d-\d\d 3s\.mkv$/);
    const whole = Buffer.from(await file.arrayBuffer());
    expect(whole.length).toBe(bytes);
    const part = await server.fetch(`/api/exports/${id}/file`, { headers: { Range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 200));
    const long = await server.fetch(`/api/exports/${id}/file`, { headers: { Range: `bytes=-${bytes + 1}` } });
    expect(long.headers.get('content-range')).toBe(`bytes 0-${bytes - 1}/${bytes}`);
    expect(Buffer.from(await long.arrayBuffer())).toEqual(whole);
    expect(frames).toBeGreaterThan(20);
  });

  test('are told as events, and are in the list until they are removed', async () => {
    using events = await EventReader.open(`${server.url}/api/events`);
    const { id, frames } = await make('mp4');
    const told = await events.event(
      'export',
      (event) => event.export.id === id && event.export.state === 'done',
    );
    expect(told.export).toEqual(await get(id));
    const states = events.events.flatMap((event) => (event.type === 'export' ? [event.export.state] : []));
    expect([...new Set(states)]).toEqual(['waiting', 'running', 'done']);
    const url = `${server.url}/api/exports/${id}/file`;
    const count = [
      '-v',
      'error',
      '-count_frames',
      '-show_entries',
      'stream=nb_read_frames',
      '-of',
      'csv=p=0',
    ];
    expect(Number((await run('ffprobe', [...count, url])).stdout)).toBe(frames);
    expect((await list()).map((entry) => entry.id)).toContain(id);

    expect((await server.fetch(`/api/exports/${id}`, { method: 'DELETE' })).status).toBe(204);
    await events.event('export-removed', (event) => event.id === id);
    expect((await list()).map((entry) => entry.id)).not.toContain(id);
    for (const path of ['', '/file']) {
      const answer = await server.fetch(`/api/exports/${id}${path}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'unknown-export' }]);
    }
  });

  test('are there after a restart of the server', async () => {
    const entry = await make('mkv');
    await server.restart();
    expect(await get(entry.id)).toEqual(entry);
    expect((await server.fetch(`/api/exports/${entry.id}/file`)).status).toBe(200);
  });

  test.each([
    [{ camera: 'nobody' }, 404, 'unknown-camera'],
    [{ camera: 'yard' }, 404, 'no-recordings'],
    [{ from: '2001-01-01T00:00:00Z', to: '2001-01-02T00:00:00Z' }, 404, 'no-recordings'],
  ])('refuse %o', async (change, status, code) => {
    const answer = await post({ ...wish('mkv'), ...change });
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  });

  test.each([
    [{ from: '2026-11-29T10:00:00Z', to: '2026-11-29T09:00:00Z' }, 'to'],
    [{ from: 'yesterday' }, 'from'],
    [{ format: 'avi' }, 'format'],
    [{ colour: 'red' }, undefined],
  ])('refuse a body with %o and name the field', async (change, field) => {
    const answer = await post({ ...wish('mkv'), ...change });
    const body = (await answer.json()) as { detail: { loc: string[] }[] };
    expect([answer.status, body]).toMatchObject([422, { code: 'bad-shape' }]);
    if (field) expect(body.detail[0]?.loc).toEqual(['body', field]);
  });
});

test('a server that has never recorded has no exports, and makes no folder for them', async () => {
  await using server = await ServerHere.start({
    config: { cameras: [{ id: 'door', name: 'Door', ...picture }] },
  });
  expect(await (await server.fetch('/api/exports')).json()).toEqual({ exports: [] });
  const wish = { camera: 'door', from: '0', to: '9999999999999', format: 'mkv' };
  const answer = await server.fetch('/api/exports', {
    method: 'POST',
    headers: json,
    body: JSON.stringify(wish),
  });
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'no-recordings' }]);
});

test('recording goes on without a loss while its pictures are exported', async () => {
  const door = { id: 'door', name: 'Door', device: 'test', fps: 30, width: 640, height: 480 };
  const config = {
    recordings: { min_free_gb: 0, segment_seconds: 5 },
    cameras: [{ ...door, record: { mode: 'continuous' } }],
  };
  await using server = await ServerHere.start({ config });
  const recordings = async () =>
    recordingListSchema.parse(await (await server.fetch('/api/recordings')).json()).recordings;
  const [first] = await until('two recordings are there', async () => {
    const found = await recordings();
    return found.length > 1 ? found : undefined;
  });
  for (const format of ['mkv', 'mp4']) {
    // On a busy machine the newest picture is older than now.
    const shown = await server.fetch('/cam/door/snapshot');
    const shownMs = Number(shown.headers.get('x-timestamp')) * 1_000;
    const wish = { camera: 'door', format, from: String(first?.start_ms), to: String(Date.now()) };
    const body = JSON.stringify(wish);
    const answer = await server.fetch('/api/exports', { method: 'POST', headers: json, body });
    const { id } = exportEntrySchema.parse(await answer.json());
    const done = await until('it is done', async () => {
      const entry = exportEntrySchema.parse(await (await server.fetch(`/api/exports/${id}`)).json());
      return entry.state === 'done' ? entry : undefined;
    });
    // To the last second, of the recording that goes on.
    expect(done.start_ms).toBe(first?.start_ms);
    expect(done.start_ms + done.duration_ms).toBeGreaterThan(shownMs - 1_000);
    expect(done.gaps).toEqual([]);
  }
  const metrics = await (await server.fetch('/metrics')).text();
  expect(metrics).toMatch(/^rpicam_recording_frames_total\{camera="door"\} \d+$/m);
  expect(metrics.match(/^rpicam_recording_frames_dropped_total\{.*$/gm)).toBeNull();
  expect(metrics).toMatch(/^rpicam_recording_exports_total\{outcome="done"\} 2$/m);
});

test('a login that may only watch loads an export, but does not begin or end one', async () => {
  const config = {
    auth: { enabled: true, username: 'admin', password: 'correct horse', protect_streams: false },
    cameras: [{ id: 'door', name: 'Door', ...picture }],
  };
  await using server = await ServerHere.start({ config });
  const ask = async (method: string, path: string) => (await server.fetch(path, { method })).status;
  expect(await ask('GET', '/api/exports')).toBe(200);
  expect(await ask('POST', '/api/exports')).toBe(401);
  expect(await ask('DELETE', '/api/exports/0123456789abcdef')).toBe(401);
});
