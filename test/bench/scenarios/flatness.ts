import { setTimeout as sleep } from 'node:timers/promises';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { LoadClient } from '../load/load-client.ts';
import { processTree, readPssMib } from '../meter/process-tree.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { median } from '../statistics.ts';

const camera = fakeCamera(0);
const readingViewers = 12;
const stuckViewers = 4;

export const flatness: Scenario = {
  name: 'flatness',
  title: `Memory with ${readingViewers + stuckViewers} viewers, of which ${stuckViewers} never read`,
  explanation: 'Proportional set size of the server and its capture, sampled while it streams.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    await using server = await startOurs({ ...bench, cameras: [camera], fakeCameras }, bench.signal);
    await using load = LoadClient.start(bench.signal);
    const url = server.streamUrl(camera.id);
    await load.connect([
      { url, viewers: readingViewers },
      { url, viewers: stuckViewers, bytesPerSecond: 0, awaits: 'nothing' },
    ]);
    await sleep(bench.quick ? 10_000 : 30_000, undefined, { signal: bench.signal });
    await load.begin();
    const samplesMib: number[] = [];
    for (let sample = 0; sample < (bench.quick ? 25 : 120); sample++) {
      await sleep(bench.quick ? 2_000 : 5_000, undefined, { signal: bench.signal });
      samplesMib.push(readPssMib(processTree(server.pid)));
    }
    const { groups } = await load.end();
    bench.record({ scenario: 'flatness', server: server.name, samplesMib, groups });
    const middle = median(samplesMib) ?? NaN;
    const least = Math.min(...samplesMib);
    const most = Math.max(...samplesMib);
    return {
      table: {
        columns: [
          'minutes',
          'first MiB',
          'last MiB',
          'min MiB',
          'max MiB',
          'median MiB',
          'fps min of the readers',
        ],
        rows: [
          [
            cell((samplesMib.length * (bench.quick ? 2 : 5)) / 60, 1),
            cell(samplesMib[0], 1),
            cell(samplesMib.at(-1), 1),
            cell(least, 1),
            cell(most, 1),
            cell(middle, 1),
            cell(groups[0]?.framesPerSecond.min, 2),
          ],
        ],
      },
      figures: { memoryDriftPercent: (Math.max(most - middle, middle - least) / middle) * 100 },
    };
  },
};
