import { FakeCameras } from '../../fixtures/fakecam.ts';
import { startOurs } from '../contender/ours.ts';
import { LoadClient } from '../load/load-client.ts';
import { monotonicMs } from '../load/monotonic.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { spread } from '../statistics.ts';

const cameraCount = 16;
const viewersEach = 4;
const paths = ['/health', '/metrics', '/api/cameras'] as const;

export const controlPlane: Scenario = {
  name: 'control-plane',
  title: `API answers while ${cameraCount} cameras, 720p15, are watched by ${cameraCount * viewersEach} viewers`,
  explanation:
    'From opening a connection to the last byte, one request at a time, each on a connection of its own.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@15');
    const clip = fakeCameras.read(0, 'source.MJPG.1280x720').trim();
    const cameras = Array.from({ length: cameraCount }, (_, device) => {
      if (device > 0) fakeCameras.up(device, '--mjpeg', '1280x720@15', '--source', clip);
      return { id: `cam${device}`, name: `Cam ${device}`, device, width: 1280, height: 720, fps: 15 };
    });
    await using server = await startOurs({ ...bench, cameras, fakeCameras }, bench.signal);
    await using load = LoadClient.start(bench.signal);
    await load.connect(cameras.map(({ id }) => ({ url: server.streamUrl(id), viewers: viewersEach })));
    await load.begin();
    const origin = new URL(server.snapshotUrl('any')).origin;
    const requests = bench.quick ? 300 : 2_000;
    const rows: string[][] = [];
    let worstMs = 0;
    for (const path of paths) {
      const times: number[] = [];
      for (let count = 0; count < requests; count++) times.push(await answerMs(origin + path, bench.signal));
      const answers = spread(times);
      bench.record({ scenario: 'control-plane', path, requests, ...answers });
      bench.say(`  ${path}: ${cell(answers?.p50, 1)} / ${cell(answers?.p99, 1)} ms`);
      rows.push([
        path,
        String(requests),
        cell(answers?.p50, 2),
        cell(answers?.p99, 2),
        cell(answers?.max, 2),
      ]);
      worstMs = Math.max(worstMs, answers?.p99 ?? NaN);
    }
    const { groups } = await load.end();
    const slowest = Math.min(...groups.map(({ framesPerSecond }) => framesPerSecond.min));
    rows.push(['slowest viewer meanwhile, fps', '', cell(slowest, 2), '', '']);
    return {
      table: { columns: ['', 'requests', 'p50 ms', 'p99 ms', 'max ms'], rows },
      figures: { controlP99Ms: worstMs },
    };
  },
};

async function answerMs(url: string, signal: AbortSignal): Promise<number> {
  const askedAtMs = monotonicMs();
  const response = await fetch(url, { signal, headers: { Connection: 'close' } });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return monotonicMs() - askedAtMs;
}
