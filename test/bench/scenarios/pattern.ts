import { startOurs } from '../contender/ours.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';

const camera = { id: 'pattern', name: 'Pattern', device: 'test', width: 640, height: 360, fps: 15 };
const viewerCounts = [1, 4] as const;

export const pattern: Scenario = {
  name: 'pattern',
  title: 'Test pattern, 640x360 at 15 fps',
  explanation: 'Needs no camera: the server draws and encodes the picture itself.',
  needsFakecam: false,
  run: async (bench) => {
    await using server = await startOurs({ ...bench, cameras: [camera] }, bench.signal);
    const stages: StageFigures[] = [];
    for (const viewers of viewerCounts) {
      stages.push(
        await measureStage(bench, server, {
          scenario: 'pattern',
          label: `${viewers} viewers`,
          groups: [{ url: server.streamUrl(camera.id), viewers, awaits: 'any frame' }],
          seconds: bench.quick ? 6 : 20,
        }),
      );
    }
    return {
      table: {
        columns: ['viewers', 'CPU %', 'PSS MiB', 'fps min', 'interval p99 ms', 'malformed', 'repeated'],
        rows: stages.map(({ cpuPercent, pssMib, groups: [seen] }) => [
          String(seen?.viewers),
          cell(cpuPercent, 2),
          cell(pssMib, 1),
          cell(seen?.framesPerSecond.min, 2),
          cell(seen?.intervalMs?.p99, 2),
          cell(seen?.malformed, 0),
          cell(seen?.repeated, 0),
        ]),
      },
      figures: { patternCpuPercent: stages[0]?.cpuPercent },
    };
  },
};
