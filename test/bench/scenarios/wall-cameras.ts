import { setTimeout as sleep } from 'node:timers/promises';
import { healthPath, healthSchema, type Health } from '../../../server/contract/health.ts';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import { startBrowser } from '../browser/chromium.ts';
import { startOurs } from '../contender/ours.ts';
import { monotonicMs } from '../load/monotonic.ts';
import { cpuUseBetween, readCpu } from '../meter/cpu-use.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { percentile } from '../statistics.ts';

const cameraCounts = [1, 4, 16];
const framesPerSecond = 15;
/** The page tells what it painted every two seconds. */
const sampleIntervalMs = 500;

export const wallCameras: Scenario = {
  name: 'wall-cameras',
  title: 'The wall in Chromium at 1920x1080, cameras 720p15, software rendering',
  explanation:
    'Painted is what each tile really put on the screen, of 15 frames per second; latency runs from the camera to the ' +
    'paint; the API is asked 10 times a second meanwhile. Server and browser share the same cores.',
  needsFakecam: true,
  run: async (bench) => {
    const rows: string[][] = [];
    let last: WallFigures | undefined;
    for (const count of cameraCounts) {
      last = await measureWall(bench, count);
      bench.record({ scenario: 'wall-cameras', cameras: count, ...last });
      rows.push([
        String(count),
        cell(last.fpsMin, 1),
        cell(last.fpsMedian, 1),
        cell(last.latencyP50Ms, 0),
        cell(last.latencyP99Ms, 0),
        cell(last.apiP95Ms, 1),
        cell(last.serverCpuPercent, 0),
        cell(last.browserCpuPercent, 0),
      ]);
      bench.say(`  ${count} cameras: ${cell(last.fpsMin, 1)} fps at least, API ${cell(last.apiP95Ms, 1)} ms`);
    }
    return {
      table: {
        columns: [
          'cameras',
          'painted fps min',
          'median',
          'latency p50 ms',
          'p99 ms',
          'API p95 ms',
          'server CPU %',
          'browser CPU %',
        ],
        rows,
      },
      figures: {
        wallFpsShare: ((last?.fpsMin ?? NaN) / framesPerSecond) * 100,
        wallApiP95Ms: last?.apiP95Ms ?? NaN,
      },
    };
  },
};

interface WallFigures {
  fpsMin: number;
  fpsMedian: number;
  latencyP50Ms: number;
  latencyP99Ms: number;
  apiP95Ms: number;
  serverCpuPercent: number;
  browserCpuPercent: number;
}

async function measureWall(bench: Bench, count: number): Promise<WallFigures> {
  using fakeCameras = new FakeCameras();
  fakeCameras.up(0, '--mjpeg', `1280x720@${framesPerSecond}`);
  const clip = fakeCameras.read(0, 'source.MJPG.1280x720').trim();
  const cameras = Array.from({ length: count }, (_, device) => {
    if (device > 0) fakeCameras.up(device, '--mjpeg', `1280x720@${framesPerSecond}`, '--source', clip);
    return {
      id: `cam${device}`,
      name: `Cam ${device}`,
      device,
      width: 1280,
      height: 720,
      fps: framesPerSecond,
    };
  });
  await using server = await startOurs({ ...bench, cameras, fakeCameras }, bench.signal);
  await using browser = await startBrowser();
  const origin = new URL(server.snapshotUrl('any')).origin;
  await browser.page.goto(`${origin}/?wall=bench`);
  await sleep(bench.quick ? 10_000 : 30_000, undefined, { signal: bench.signal });
  const before = { server: readCpu(server.pid), browser: readCpu(browser.pid) };
  const answersMs: number[] = [];
  const painted: Health['walls'][number]['tiles'] = [];
  const endMs = monotonicMs() + (bench.quick ? 15_000 : 60_000);
  for (let next = 0; monotonicMs() < endMs; next++) {
    const askedAtMs = monotonicMs();
    const health = await readHealth(origin, bench.signal);
    answersMs.push(monotonicMs() - askedAtMs);
    if (next % (sampleIntervalMs / 100) === 0) painted.push(...(health.walls[0]?.tiles ?? []));
    await sleep(100, undefined, { signal: bench.signal });
  }
  const fps = painted.map((tile) => tile.fps);
  const latenciesMs = painted.flatMap(({ paint_delay }) => (paint_delay === null ? [] : paint_delay * 1_000));
  return {
    fpsMin: percentile(fps, 0) ?? NaN,
    fpsMedian: percentile(fps, 0.5) ?? NaN,
    latencyP50Ms: percentile(latenciesMs, 0.5) ?? NaN,
    latencyP99Ms: percentile(latenciesMs, 0.99) ?? NaN,
    apiP95Ms: percentile(answersMs, 0.95) ?? NaN,
    serverCpuPercent: cpuUseBetween(before.server, readCpu(server.pid)).server * 100,
    browserCpuPercent: cpuUseBetween(before.browser, readCpu(browser.pid)).server * 100,
  };
}

async function readHealth(origin: string, signal: AbortSignal): Promise<Health> {
  const response = await fetch(origin + healthPath, { signal });
  return healthSchema.parse(await response.json());
}
