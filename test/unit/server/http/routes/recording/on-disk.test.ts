import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { until } from '../../../../../fixtures/until.ts';
import { jpegs, testFacts } from '../../../recording/jpeg-frames.ts';
import { wholeFile } from '../../../recording/whole-file.ts';

const ids = [0, 1, 2, 3, 4].map((minute) => `2026-11-20T10-0${minute}-00.000Z`);
const parts = ['', '/thumbnail', '/frame?n=0', '/file'];

describe('what other programs do in the folder of the recordings', () => {
  let server: TestServer;
  let day: string;
  const fileOf = (id: string | undefined) => join(day, `${id}_1.000s.mkv`);
  const get = async (id: string | undefined, part: string) => {
    const answer = await server.fetch(`/api/recordings/door/${id}${part}`);
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  };

  beforeAll(async () => {
    const camera = { id: 'door', name: 'Door', device: 'test', width: 320, height: 240 };
    const prepare = (dataFolder: string) => {
      day = join(dataFolder, 'recordings/door/2026-11-20');
      mkdirSync(day, { recursive: true });
      const marker = join(dataFolder, 'recordings/.rpicam-kiosk-recordings.json');
      writeFileSync(marker, JSON.stringify({ id: 'disk' }));
      const frames = jpegs(10, '320x240').map((jpeg, index) => ({ jpeg, atMs: index * 100 }));
      for (const [minute, id] of ids.entries()) {
        const startedAt = new Date(Date.UTC(2026, 10, 20, 10, minute));
        writeFileSync(fileOf(id), wholeFile({ ...testFacts, startedAt }, frames));
      }
    };
    server = await TestServer.start({ config: { cameras: [camera] }, prepare });
    await until('the recordings are found', async () => (await get(ids[0], '')).status === 200);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('a download leaves no warning in the log', async () => {
    expect((await get(ids[0], '/file')).status).toBe(200);
    expect(server.output).not.toContain('Warning');
  });

  const secret = () => {
    const path = join(server.dataFolder, 'secret');
    writeFileSync(path, 'a secret');
    return path;
  };
  const pipe = (path: string) => void execFileSync('mkfifo', [path]);
  const sparse = (path: string) => {
    writeFileSync(path, '');
    truncateSync(path, 1e12);
  };

  test.each<[string, (path: string) => void]>([
    ['empty, as after a power cut', (path) => writeFileSync(path, '')],
    ['no picture', (path) => writeFileSync(path, 'text')],
    ['too large for one', sparse],
    ['a link out of the folder', (path) => symlinkSync(secret(), path)],
    ['a pipe that nobody writes to', pipe],
    ['a folder', (path) => mkdirSync(path)],
  ])('a thumbnail that is %s is made again', async (_, spoil) => {
    const thumbnail = join(day, `${ids[0]}.jpg`);
    rmSync(thumbnail, { recursive: true, force: true });
    spoil(thumbnail);
    const { status, body } = await get(ids[0], '/thumbnail');
    expect([status, body.subarray(0, 2).toString('hex')]).toEqual([200, 'ffd8']);
  });

  test.each<[string, number, (path: string) => void]>([
    ['is gone', 1, () => undefined],
    ['is a link out of the folder', 2, (path) => symlinkSync(secret(), path)],
    ['is a pipe', 3, pipe],
    ['is a folder', 4, (path) => mkdirSync(path)],
  ])('a recording whose file %s is not found, and no disk is blamed', async (_, minute, replace) => {
    const path = fileOf(ids[minute]);
    rmSync(path);
    replace(path);
    for (const part of parts) {
      const { status, body } = await get(ids[minute], part);
      const refusal = { detail: 'The file is not there any more.', code: 'unknown-recording' };
      expect([status, JSON.parse(body.toString())], part).toEqual([404, refusal]);
    }
  });
});
