import { FakeCameras } from '../../fixtures/fakecam.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { pathWithout } from '../contender/path-without.ts';
import { cell } from '../report/table.ts';
import { poolRounds } from '../rounds.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { warmUp } from '../warm-up.ts';

const camera = fakeCamera(0);

export const capture: Scenario = {
  name: 'capture',
  title: 'What reads the device: v4l2-ctl, or ffmpeg where that is missing',
  explanation:
    'Server and capture together, one viewer of 720p30 MJPEG. ffmpeg is what the server falls back to on a PATH ' +
    'without v4l2-ctl. They take turns; medians of the rounds.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    using withoutV4l2Ctl = pathWithout('v4l2-ctl');
    const paths = { 'v4l2-ctl': process.env['PATH'], ffmpeg: withoutV4l2Ctl.folder };
    const rounds: Record<keyof typeof paths, StageFigures[]> = { 'v4l2-ctl': [], ffmpeg: [] };
    for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
      for (const program of ['v4l2-ctl', 'ffmpeg'] as const) {
        const env = { ...process.env, PATH: paths[program] };
        await using server = await startOurs({ ...bench, cameras: [camera], fakeCameras, env }, bench.signal);
        const groups = [{ url: server.streamUrl(camera.id), viewers: 1 }];
        await warmUp(bench, groups);
        const figures = await measureStage(bench, server, {
          scenario: 'capture',
          label: program,
          groups,
          seconds: bench.quick ? 6 : 15,
        });
        if (!figures.processes.includes(program)) {
          throw new Error(`expected ${program}, the server runs ${figures.processes.join(', ')}`);
        }
        rounds[program].push(figures);
      }
    }
    return {
      table: {
        columns: ['capture', 'CPU %', 'PSS MiB', 'latency p50 ms', 'latency p99 ms'],
        rows: Object.entries(rounds).map(([program, figures]) => {
          const { cpuPercent, pssMib, streams } = poolRounds(figures);
          return [
            program,
            cell(cpuPercent, 2),
            cell(pssMib, 1),
            cell(streams?.latencyP50Ms, 2),
            cell(streams?.latencyP99Ms, 2),
          ];
        }),
      },
      figures: {},
    };
  },
};
