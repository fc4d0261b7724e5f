import { FakeCameras } from '../../fixtures/fakecam.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { warmUp } from '../warm-up.ts';

const cameraCounts = [1, 2, 4, 8] as const;

export const cameras: Scenario = {
  name: 'cameras',
  title: 'Several 720p30 MJPEG cameras, one viewer each',
  explanation: 'Memory is the proportional set size of the server with all its capture processes.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    const clip = fakeCameras.read(0, 'source.MJPG.1280x720').trim();
    const most = Math.max(...cameraCounts);
    for (let camera = 1; camera < most; camera++) {
      fakeCameras.up(camera, '--mjpeg', '1280x720@30', '--source', clip);
    }
    const stages: { count: number; figures: StageFigures }[] = [];
    for (const count of cameraCounts) {
      const configured = Array.from({ length: count }, (_, device) => fakeCamera(device));
      await using server = await startOurs({ ...bench, cameras: configured, fakeCameras }, bench.signal);
      const groups = configured.map(({ id }) => ({ url: server.streamUrl(id), viewers: 1 }));
      await warmUp(bench, groups);
      const figures = await measureStage(bench, server, {
        scenario: 'cameras',
        label: `${count} cameras`,
        groups,
        seconds: bench.quick ? 6 : 30,
      });
      stages.push({ count, figures });
    }
    const one = stages[0]?.figures.pssMib ?? NaN;
    const all = stages.at(-1)?.figures.pssMib ?? NaN;
    return {
      table: {
        columns: ['cameras', 'PSS MiB', 'CPU %', 'fps min', 'latency p99 ms, worst', 'processes'],
        rows: stages.map(({ count, figures }) => row(count, figures)),
      },
      figures: { memoryMib: one, memoryPerCameraMib: (all - one) / (most - 1) },
    };
  },
};

function row(count: number, { pssMib, cpuPercent, groups, processes }: StageFigures): string[] {
  return [
    String(count),
    cell(pssMib, 1),
    cell(cpuPercent, 2),
    cell(Math.min(...groups.map((group) => group.framesPerSecond.min)), 2),
    cell(Math.max(...groups.map((group) => group.latencyMs?.p99 ?? NaN)), 2),
    String(processes.length),
  ];
}
