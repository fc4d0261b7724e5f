import { setTimeout as sleep } from 'node:timers/promises';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import { untilAsleep } from '../contender/asleep.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { fakeCamera, lingerSeconds, startOurs } from '../contender/ours.ts';
import { LoadClient } from '../load/load-client.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage } from '../stage.ts';
import { spread } from '../statistics.ts';

const camera = fakeCamera(0);

export const sleeping: Scenario = {
  name: 'sleeping',
  title: 'A camera nobody watches',
  explanation: `Measured after the linger (${lingerSeconds} s here); then a viewer comes, again and again.`,
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    await using server = await startOurs({ ...bench, cameras: [camera], fakeCameras }, bench.signal);
    const wakes = spread(await wakeAgainAndAgain(bench, server));
    const captures = await untilAsleep(server.pid, bench.signal);
    const idle = await measureStage(bench, server, {
      scenario: 'sleeping',
      label: 'asleep',
      groups: [],
      seconds: bench.quick ? 8 : 60,
    });
    return {
      table: {
        columns: ['', 'CPU %', 'PSS MiB', 'capture processes', 'first frame p50 ms', 'first frame max ms'],
        rows: [
          [
            'asleep, then woken',
            cell(idle.cpuPercent, 3),
            cell(idle.pssMib, 1),
            captures.join(' ') || '0',
            cell(wakes?.p50, 0),
            cell(wakes?.max, 0),
          ],
        ],
      },
      figures: { idleCpuPercent: idle.cpuPercent, idleCaptures: captures.length, firstFrameMs: wakes?.max },
    };
  },
};

/** Milliseconds from connecting to the first whole camera frame. */
async function wakeAgainAndAgain(bench: Bench, server: CameraServer): Promise<number[]> {
  await using load = LoadClient.start(bench.signal);
  const wakesMs: number[] = [];
  // The first may meet the check of every camera that a server begins with.
  for (let wake = 0; wake <= (bench.quick ? 5 : 20); wake++) {
    await untilAsleep(server.pid, bench.signal);
    await load.connect([{ url: server.streamUrl(camera.id), viewers: 1 }]);
    await load.begin();
    const { groups } = await load.end();
    await load.disconnect();
    // Without a frame it took for ever.
    wakesMs.push(groups[0]?.firstFrameMs?.max ?? Infinity);
    bench.record({ scenario: 'sleeping', server: server.name, stage: 'wake', firstFrameMs: wakesMs.at(-1) });
    await sleep(100, undefined, { signal: bench.signal });
  }
  return wakesMs.slice(1);
}
