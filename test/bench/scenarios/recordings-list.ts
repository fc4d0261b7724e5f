import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { recordingListSchema } from '../../../server/contract/recording.ts';
import { until } from '../../fixtures/until.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { spread, percentile } from '../statistics.ts';

const count = 10_000;
const day = '2026-11-28';

/** One page of the list, and the timeline that a page for a day asks for. */
const requests = {
  'first page of 100': '/api/recordings?limit=100',
  'page of 1,000': '/api/recordings?limit=1000',
  'last hour of the day': `/api/recordings?camera=cam0&from=${day}T23:00:00Z`,
  'timeline of the day, 10,000 spans': `/api/recordings/cam0/timeline?from=${day}T00:00:00Z&to=${day}T23:59:59Z`,
  'storage overview': '/api/storage',
} as const;

export const recordingsList: Scenario = {
  name: 'recordings-list',
  title: '10,000 recordings of one camera and one day, listed over HTTP',
  explanation:
    'One request after the other, from the same machine. Start: until /health answers, and until the list does, which ' +
    'has to look at each file first.',
  needsFakecam: false,
  run: async (bench) => {
    let beganAtMs = 0;
    const setup = {
      ...{ ...bench, cameras: [fakeCamera(0)] },
      furnish(folder: string) {
        furnish(folder);
        beganAtMs = performance.now();
      },
    };
    await using server = await startOurs(setup, bench.signal);
    const healthMs = performance.now() - beganAtMs;
    const { origin } = new URL(server.streamUrl('any'));
    const listed = await until('the list', async () => {
      const answer = await fetch(`${origin}/api/recordings?limit=1`);
      return answer.ok ? recordingListSchema.parse(await answer.json()) : undefined;
    });
    if (listed.recordings.length === 0) throw new Error('no recording is listed');
    const listMs = performance.now() - beganAtMs;
    const rows = [
      ['start until /health answers', cell(healthMs, 0), '', ''],
      ['start until the list answers', cell(listMs, 0), '', ''],
    ];
    let worstMs = 0;
    for (const [name, path] of Object.entries(requests)) {
      const timesMs: number[] = [];
      for (let turn = 0; turn < (bench.quick ? 40 : 200); turn++) {
        bench.signal.throwIfAborted();
        const askedAtMs = performance.now();
        const answer = await fetch(origin + path);
        await answer.arrayBuffer();
        if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
        timesMs.push(performance.now() - askedAtMs);
      }
      const p95 = percentile(timesMs, 0.95) ?? NaN;
      worstMs = Math.max(worstMs, p95);
      const { p50, max } = spread(timesMs) ?? { p50: NaN, max: NaN };
      rows.push([name, cell(p50, 1), cell(p95, 1), cell(max, 1)]);
      bench.record({ scenario: 'recordings-list', request: name, p50, p95, max });
    }
    return {
      table: { columns: ['request', 'p50 ms', 'p95 ms', 'max ms'], rows },
      figures: { recordingsListMs: worstMs },
    };
  },
};

/** Files of no bytes: the list asks for their names and sizes only. */
function furnish(folder: string): void {
  const root = join(folder, 'recordings');
  const files = join(root, 'cam0', day);
  mkdirSync(files, { recursive: true });
  writeFileSync(join(root, '.rpicam-kiosk-recordings.json'), '{"id":"bench"}');
  for (let number = 0; number < count; number++) {
    const startedAt = new Date(Date.parse(`${day}T00:00:00Z`) + number * 8_600);
    const name = `${startedAt.toISOString().replaceAll(':', '-')}_8.000s.mkv`;
    writeFileSync(join(files, name), '');
  }
}
