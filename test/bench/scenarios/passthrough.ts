import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import { untilAsleep } from '../contender/asleep.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { comparedCamera, takeTurns } from '../contender/side-by-side.ts';
import type { GoalFigures } from '../report/goals.ts';
import { cell } from '../report/table.ts';
import { poolRounds, type PooledStage } from '../rounds.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { warmUp } from '../warm-up.ts';

/** Nobody comes last: a sleeping server loses some of its compiled code. */
const viewerCounts = [1, 4, 16, 64, 0] as const;

export const passthrough: Scenario = {
  name: 'passthrough',
  title: 'One 720p30 MJPEG camera, passed through',
  explanation:
    'The servers take turns. CPU, memory, interval and latency are medians of the rounds, fps is the slowest viewer ' +
    'of all rounds, the counts are sums. ustreamer 4.9 sends from a timer of its own, so its latency depends on how ' +
    'that falls against the camera and differs from run to run.',
  needsFakecam: true,
  run: async (bench) => {
    using cameras = new FakeCameras();
    cameras.up(0, '--mjpeg', '1280x720@30');
    const stages = new Map<string, StageFigures[]>();
    await takeTurns(bench, cameras, bench.quick ? 2 : 3, async (server) => {
      await warmUp(bench, [{ url: server.streamUrl(comparedCamera.id), viewers: 4 }]);
      for (const viewers of viewerCounts) {
        const figures = await measureViewers(bench, server, viewers);
        const key = `${server.name} ${viewers}`;
        stages.set(key, [...(stages.get(key) ?? []), figures]);
      }
    });

    const pooled = new Map([...stages].map(([key, rounds]) => [key, poolRounds(rounds)]));
    return {
      table: {
        columns: [
          'server, viewers',
          'CPU %',
          'PSS MiB',
          'fps min',
          'interval p99 ms',
          'latency p50 ms',
          'latency p99 ms',
          'malformed',
          'repeated',
          'missed',
        ],
        rows: [...pooled].map(([key, stage]) => row(key, stage)),
      },
      figures: figuresOf((server, viewers) => pooled.get(`${server} ${viewers}`)),
    };
  },
};

async function measureViewers(bench: Bench, server: CameraServer, viewers: number): Promise<StageFigures> {
  if (viewers === 0 && server.name === 'rpicam-kiosk') await untilAsleep(server.pid, bench.signal);
  return measureStage(bench, server, {
    scenario: 'passthrough',
    label: `${viewers} viewers`,
    groups: viewers === 0 ? [] : [{ url: server.streamUrl(comparedCamera.id), viewers }],
    seconds: bench.quick ? 4 : 12,
  });
}

function row(key: string, stage: PooledStage): string[] {
  const { streams } = stage;
  return [
    key,
    cell(stage.cpuPercent, 2),
    cell(stage.pssMib, 1),
    cell(streams?.framesPerSecondMin, 2),
    cell(streams?.intervalP99Ms, 2),
    cell(streams?.latencyP50Ms, 2),
    cell(streams?.latencyP99Ms, 2),
    cell(streams?.malformed, 0),
    cell(streams?.repeated, 0),
    cell(streams?.missed, 0),
  ];
}

function figuresOf(stage: (server: string, viewers: number) => PooledStage | undefined): GoalFigures {
  const ours = (viewers: number) => stage('rpicam-kiosk', viewers);
  const cpuRatio = (viewers: number) => {
    const theirs = stage('ustreamer', viewers);
    return theirs && (ours(viewers)?.cpuPercent ?? NaN) / theirs.cpuPercent;
  };
  const watched = viewerCounts.filter((viewers) => viewers > 0);
  const streams = watched.flatMap((viewers) => ours(viewers)?.streams ?? []);
  const jitterRatios = watched.flatMap((viewers) => {
    const theirs = stage('ustreamer', viewers)?.streams;
    return theirs ? [(ours(viewers)?.streams?.intervalP99Ms ?? NaN) / theirs.intervalP99Ms] : [];
  });
  return {
    cpuRatioAt1: cpuRatio(1),
    cpuRatioAt16: cpuRatio(16),
    cpuRatioAt64: cpuRatio(64),
    latencyP50At16Ms: ours(16)?.streams?.latencyP50Ms,
    latencyP50At64Ms: ours(64)?.streams?.latencyP50Ms,
    latencyP99Ms: Math.max(...streams.map((figures) => figures.latencyP99Ms)),
    fpsMin: Math.min(...streams.map((figures) => figures.framesPerSecondMin)),
    ...(jitterRatios.length > 0 ? { jitterRatio: Math.max(...jitterRatios) } : {}),
  };
}
