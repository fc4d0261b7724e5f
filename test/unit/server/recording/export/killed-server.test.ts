import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportEntrySchema } from '../../../../../server/contract/export.ts';
import { closedName } from '../../../../../server/recording/storage/segment-name.ts';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { until } from '../../../../fixtures/until.ts';
import { jpegs, testFacts } from '../jpeg-frames.ts';
import { wholeFile } from '../whole-file.ts';
import { framesAt, startMs } from './export-bench.ts';

/** Whether any process has the text among its words. */
function isNamed(text: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false; // it ended meanwhile
      }
    });
}

test('a server that was killed while it exported tells that, and leaves no process and no file of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-export-'));
  const day = join(folder, 'door', '2026-11-20');
  mkdirSync(day, { recursive: true });
  const pictures = jpegs(10, '1280x720');
  const many = Array.from({ length: 900 }, (_, index) => pictures[index % 10] ?? Buffer.alloc(0));
  const facts = { ...testFacts, width: 1280, height: 720, startedAt: new Date(startMs) };
  writeFileSync(
    join(day, closedName('2026-11-20T10-00-00.000Z', 30_000)),
    wholeFile(facts, framesAt(many, 30)),
  );
  const config = { recordings: { folder, min_free_gb: 0 }, cameras: [] };
  await using server = await TestServer.start({ config });
  expect((await server.fetch('/api/storage/adopt', { method: 'POST' })).status).toBe(200);

  const body = JSON.stringify({ camera: 'door', from: '0', to: String(startMs + 60_000), format: 'mp4' });
  const headers = { 'Content-Type': 'application/json' };
  const { id } = exportEntrySchema.parse(
    await (await server.fetch('/api/exports', { method: 'POST', headers, body })).json(),
  );
  await until('ffmpeg writes', () => isNamed(`${id}.mp4.part`));
  await server.stop('SIGKILL');
  await until('ffmpeg has ended', () => !isNamed(`${id}.mp4.part`));
  await server.restart();
  const entry = exportEntrySchema.parse(await (await server.fetch(`/api/exports/${id}`)).json());
  expect(entry).toMatchObject({ state: 'failed', reason: 'interrupted' });
  expect(readdirSync(join(folder, '.exports'))).toEqual([`${id}.json`]);
  rmSync(folder, { recursive: true });
});
