import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { pathWithout } from '../contender/path-without.ts';
import { startUstreamer } from '../contender/ustreamer.ts';
import { cell } from '../report/table.ts';
import { poolRounds } from '../rounds.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { warmUp } from '../warm-up.ts';

const camera = fakeCamera(0);
const viewerCounts = [1, 4, 16, 64] as const;

/** One way to read the device, and whether the server runs the processes (their names) that it needs. */
interface Way {
  name: string;
  isRunning: (processes: string[]) => boolean;
  start: () => Promise<CameraServer>;
}

export const capture: Scenario = {
  name: 'capture',
  title: 'What reads the device: the server itself, v4l2-ctl, or ffmpeg',
  explanation:
    'Server and capture together, 720p30 MJPEG. v4l2-ctl reads with `--capture child`, ffmpeg with that on a PATH ' +
    'without v4l2-ctl. They and ustreamer take turns; medians of the rounds.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    using withoutV4l2Ctl = pathWithout('v4l2-ctl');
    const stages = new Map<string, StageFigures[]>();
    for (let round = 0; round < (bench.quick ? 2 : 5); round++) {
      for (const way of ways(bench, fakeCameras, withoutV4l2Ctl.folder)) {
        await using server = await way.start();
        await warmUp(bench, [{ url: server.streamUrl(camera.id), viewers: 4 }]);
        for (const viewers of viewerCounts) {
          const figures = await measureWay(bench, way, server, viewers);
          const key = `${way.name} ${viewers}`;
          stages.set(key, [...(stages.get(key) ?? []), figures]);
        }
      }
    }
    return { table: tableOf(stages), figures: {} };
  },
};

function ways(bench: Bench, fakeCameras: FakeCameras, pathWithoutV4l2Ctl: string): Way[] {
  const ours = (env: NodeJS.ProcessEnv) => () =>
    startOurs({ ...bench, cameras: [camera], fakeCameras, env: { ...process.env, ...env } }, bench.signal);
  const child = { CAMERA_CAPTURE: 'child' };
  return [
    { name: 'the server itself', isRunning: (processes) => processes.length === 1, start: ours({ CAMERA_CAPTURE: 'process' }) },
    { name: 'v4l2-ctl', isRunning: (processes) => processes.includes('v4l2-ctl'), start: ours(child) },
    {
      name: 'ffmpeg',
      isRunning: (processes) => processes.includes('ffmpeg'),
      start: ours({ ...child, PATH: pathWithoutV4l2Ctl }),
    },
    ...(bench.ustreamer
      ? [{ name: 'ustreamer', isRunning: () => true, start: () => startUstreamer(fakeCameras, bench.signal) }]
      : []),
  ];
}

async function measureWay(
  bench: Bench,
  { name, isRunning }: Way,
  server: CameraServer,
  viewers: number,
): Promise<StageFigures> {
  const figures = await measureStage(bench, server, {
    scenario: 'capture',
    label: `${name}, ${viewers} viewers`,
    groups: [{ url: server.streamUrl(camera.id), viewers }],
    seconds: bench.quick ? 4 : 8,
  });
  if (!isRunning(figures.processes))
    throw new Error(`expected ${name}, the server runs ${figures.processes.join(', ')}`);
  return figures;
}

function tableOf(stages: Map<string, StageFigures[]>) {
  const pooled = new Map([...stages].map(([key, rounds]) => [key, poolRounds(rounds)]));
  const theirs = (viewers: string) => pooled.get(`ustreamer ${viewers}`)?.cpuPercent;
  return {
    columns: ['capture, viewers', 'CPU %', "in ustreamer's", 'PSS MiB', 'latency p50 ms', 'latency p99 ms'],
    rows: [...pooled].map(([key, { cpuPercent, pssMib, streams }]) => {
      const ustreamer = theirs(key.slice(key.lastIndexOf(' ') + 1));
      return [
        key,
        cell(cpuPercent, 2),
        cell(ustreamer && cpuPercent / ustreamer, 2),
        cell(pssMib, 1),
        cell(streams?.latencyP50Ms, 2),
        cell(streams?.latencyP99Ms, 2),
      ];
    }),
  };
}
