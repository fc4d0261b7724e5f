import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TestServer } from '../../../fixtures/running-server.ts';
import { until } from '../../../fixtures/until.ts';
import { hasProgram, probe } from '../recording/jpeg-frames.ts';

test.skipIf(!hasProgram('ffprobe'))('a recording says what hooks saw while it was made', async () => {
  const camera = { id: 'door', name: 'Door', device: 'test', width: 160, height: 120, fps: 10 };
  await using server = await TestServer.start({ config: { cameras: [] } });
  mkdirSync(join(server.dataFolder, 'hooks'));
  writeFileSync(
    join(server.dataFolder, 'hooks/sees.js'),
    `export const hook = { draws: false };
    export default () => ({ annotations: [{ label: 'cat', score: 0.5, box: [0, 0, 1, 1] }] });`,
  );
  const hooks = [{ hook: 'sees.js', run: 'always' }];
  const answer = await server.fetch('/api/cameras', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cameras: [{ ...camera, hooks, record: { mode: 'continuous' } }] }),
  });
  expect(answer.status).toBe(200);
  await until('ten pictures were looked at', async () => {
    const text = await (await server.fetch('/metrics')).text();
    const count = /^rpicam_hook_annotations_total\{.*label="cat".*\} (\d+)$/m.exec(text)?.[1];
    return Number(count ?? 0) >= 10;
  });
  await server.stop();
  const [path = ''] = globSync(join(server.dataFolder, 'recordings/**/*.mkv'));
  const seen: unknown = JSON.parse(probe(path).tags['SEEN_CAT'] ?? 'null');
  expect(seen).toEqual({
    label: 'cat',
    count: expect.any(Number) as number,
    first: expect.any(Number) as number,
    last: expect.any(Number) as number,
  });
  const { count, first, last } = seen as { count: number; first: number; last: number };
  expect(count).toBeGreaterThan(5);
  expect(last).toBeGreaterThan(first);
  expect(last).toBeLessThan(60);
});
