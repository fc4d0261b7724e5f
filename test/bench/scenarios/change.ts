import { setTimeout as sleep } from 'node:timers/promises';
import { jpegSize } from '../../fixtures/jpeg-size.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { startOurs } from '../contender/ours.ts';
import { LoadClient } from '../load/load-client.ts';
import { monotonicMs } from '../load/monotonic.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { spread } from '../statistics.ts';

const betweenChangesMs = 1_000;
const changed = { id: 'changed', name: 'Changed', device: 'test', width: 640, height: 360, fps: 15 };
const other = { ...changed, id: 'other', name: 'Other' };

export const change: Scenario = {
  name: 'change',
  title: 'From POST /api/cameras to the new picture of the camera that changed',
  explanation:
    'The size of a test pattern changes under its viewer; the other camera has a viewer all the while.',
  needsFakecam: false,
  run: async (bench) => {
    await using server = await startOurs({ ...bench, cameras: [changed, other] }, bench.signal);
    await using load = LoadClient.start(bench.signal);
    await load.connect([{ url: server.streamUrl(other.id), viewers: 1 }]);
    using viewer = await MjpegViewer.open(server.streamUrl(changed.id));
    await viewer.nextPicture();
    await load.begin();
    const times: number[] = [];
    const origin = new URL(server.snapshotUrl('any')).origin;
    for (let round = 0; round < (bench.quick ? 10 : 40); round++) {
      const width = round % 2 === 0 ? 320 : 640;
      const postedAtMs = monotonicMs();
      const response = await fetch(`${origin}/api/cameras`, {
        method: 'POST',
        signal: bench.signal,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ cameras: [{ ...changed, width, height: (width * 9) / 16 }, other] }),
      });
      if (!response.ok) throw new Error(`POST answered ${response.status}`);
      await viewer.next('the new size', ({ jpeg }) => jpegSize(jpeg)?.width === width);
      times.push(monotonicMs() - postedAtMs);
      await sleep(betweenChangesMs, undefined, { signal: bench.signal });
    }
    const { groups } = await load.end();
    const untilPicture = spread(times);
    const otherFps = groups[0]?.framesPerSecond.min ?? NaN;
    bench.record({ scenario: 'change', ...untilPicture, otherFps });
    return {
      table: {
        columns: ['changes', 'p50 ms', 'max ms', "other camera's fps, of 15"],
        rows: [
          [String(times.length), cell(untilPicture?.p50, 0), cell(untilPicture?.max, 0), cell(otherFps, 2)],
        ],
      },
      figures: { changeToPictureMs: untilPicture?.max, changeOtherFps: otherFps },
    };
  },
};
