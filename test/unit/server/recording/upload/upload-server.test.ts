import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { uploadReportSchema, uploadTestSchema } from '../../../../../server/contract/upload.ts';
import { recordingListSchema } from '../../../../../server/contract/recording.ts';
import { maxHeadBytes } from '../../../../../server/recording/matroska/parse-head.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { hasS3, S3Storage } from '../../../../fixtures/s3-storage.ts';
import { until } from '../../../../fixtures/until.ts';

const camera = {
  ...{ id: 'door', name: 'Door', device: 'test', fps: 30, width: 1920, height: 1080 },
  record: { mode: 'continuous' },
};
const without = hasS3 ? '' : ' (left out: s3rver needs Node.js 24)';
const mebibyte = 1024 * 1024;

const report = async (server: AskedServer) =>
  uploadReportSchema.parse(await (await server.fetch('/api/uploads')).json());
const post = (server: AskedServer, path: string, body?: object) =>
  server.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
const recordings = async (server: AskedServer) =>
  recordingListSchema.parse(await (await server.fetch('/api/recordings')).json()).recordings;
/** The closed files, as below the folder of the recordings. */
const files = (server: AskedServer) =>
  globSync('*/*/*s.mkv', { cwd: join(server.dataFolder, 'recordings') }).sort();
const isCopied = (server: AskedServer, storage: S3Storage) => (path: string) =>
  storage.object(`pi/${path}`)?.equals(readFileSync(join(server.dataFolder, 'recordings', path))) === true;

describe.skipIf(!hasS3)(`a server that uploads${without}`, () => {
  test('and is killed in the middle of a recording copies all of it after its next start', async () => {
    await using storage = await S3Storage.start();
    // The third part of a file stays on its way until the server is killed.
    storage.fault = ({ path }) => (/partNumber=3/.test(path) ? { kind: 'hang' } : undefined);
    const config = {
      recordings: { min_free_gb: 0, segment_seconds: 3_600, upload: storage.settings },
      cameras: [camera],
    };
    await using server = await TestServer.start({ config });
    await until(
      'it is large',
      async () => ((await recordings(server))[0]?.bytes ?? 0) > 20 * mebibyte,
      120_000,
    );
    const off = { method: 'PATCH', headers: { 'Content-Type': 'application/json' } };
    await server.fetch('/api/cameras/door', { ...off, body: JSON.stringify({ record: { mode: 'off' } }) });
    await until('the third part is on its way', () => storage.requestsOf('PUT', /partNumber=3/).length > 0);
    expect(await report(server)).toMatchObject({ state: 'uploading', backlog: { segments: 1 } });
    await server.stop('SIGKILL');
    storage.fault = () => undefined;
    const before = storage.requests.length;
    await server.restart();
    await until('it is uploaded', async () => (await report(server)).uploaded.segments === 1);
    const later = storage.requests.slice(before).filter(({ method }) => method === 'PUT');
    expect(later[0]?.path).toMatch(/partNumber=3/);
    expect(files(server)).toHaveLength(1);
    expect(files(server).every(isCopied(server, storage))).toBe(true);
  });

  test('and is killed at random moments forgets no recording', async () => {
    await using storage = await S3Storage.start();
    const small = { ...camera, width: 320, height: 240, fps: 10 };
    const config = {
      recordings: { min_free_gb: 0, segment_seconds: 5, upload: storage.settings },
      cameras: [small],
    };
    await using server = await TestServer.start({ config });
    const written = new Set<string>();
    const noteWritten = async () => {
      for (const { id, bytes } of await recordings(server)) if (bytes > maxHeadBytes) written.add(id);
      return written.size;
    };
    for (let kill = 0; kill < 3; kill++) {
      const before = written.size;
      await until('pictures of a new recording are on the disk', async () => (await noteWritten()) > before);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5_000));
      await noteWritten();
      await server.stop('SIGKILL');
      await server.restart();
    }
    const off = { method: 'PATCH', headers: { 'Content-Type': 'application/json' } };
    await server.fetch('/api/cameras/door', { ...off, body: JSON.stringify({ record: { mode: 'off' } }) });
    await until('all are closed', async () =>
      (await recordings(server)).every(({ state }) => state === 'closed'),
    );
    const ids = (await recordings(server)).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...written]));
    await until('all are uploaded', () => files(server).every(isCopied(server, storage)));
    await until('nothing waits', async () => (await report(server)).state === 'idle');
  });

  test('says what is wrong in /health and /metrics, tests settings before they are saved, and shows no secret', async () => {
    await using storage = await S3Storage.start();
    const upload = { ...storage.settings, secret_access_key: 'quite-wrong' };
    const small = { ...camera, width: 320, height: 240, record: { mode: 'request' } };
    const config = { recordings: { min_free_gb: 0, upload }, cameras: [small] };
    await using server = await TestServer.start({ config });
    await post(server, '/api/cameras/door/recordings', { duration: 1 });
    await until('it fails', async () => (await report(server)).problem?.reason === 'wrong-key');
    expect((await server.health()).problems).toEqual([expect.stringContaining('Enter the access key')]);
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toMatch(/^rpicam_upload_backlog_segments 1$/m);
    expect(metrics).toMatch(/^rpicam_upload_failures_total\{reason="wrong-key"\} 1$/m);
    const bad = uploadTestSchema.parse(await (await post(server, '/api/uploads/test', {})).json());
    expect(bad).toMatchObject({ ok: false, problem: { reason: 'wrong-key' } });
    const right = { secret_access_key: storage.settings.secret_access_key };
    const good = uploadTestSchema.parse(await (await post(server, '/api/uploads/test', right)).json());
    expect(good).toMatchObject({ ok: true });
    expect((await post(server, '/api/uploads/test', { endpoint: 'nas' })).status).toBe(400);
    const shown = await Promise.all(
      ['/api/settings', '/api/cameras', '/api/backup'].map(async (path) => (await server.fetch(path)).text()),
    );
    expect(shown.join('\n') + server.output).not.toContain('quite-wrong');
    await server.fetch('/api/settings', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ recordings: { upload: right } }),
    });
    await until('it is uploaded', async () => (await report(server)).uploaded.segments === 1);
    expect(server.output).not.toContain('streaming request');
    expect((await server.health()).problems).toEqual([]);
    const [entry] = await recordings(server);
    expect((await post(server, `/api/recordings/door/${entry?.id}/upload`)).status).toBe(202);
    await until('it is uploaded again', async () => (await report(server)).uploaded.segments === 2);
  });
});

test('a server that uploads nothing has no series of uploads, and refuses to upload a recording', async () => {
  await using server = await ServerHere.start({ config: { cameras: [{ ...camera, record: undefined }] } });
  expect(await (await server.fetch('/metrics')).text()).not.toMatch(/^rpicam_upload_\w+[ {]/m);
  expect(await report(server)).toMatchObject({ state: 'off', backlog: { segments: 0 } });
  expect((await post(server, '/api/recordings/door/none/upload')).status).toBe(409);
});
