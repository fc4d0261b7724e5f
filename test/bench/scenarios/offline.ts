import { FakeCameras } from '../../fixtures/fakecam.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import type { StreamGroup } from '../load/protocol.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { median } from '../statistics.ts';

const live = fakeCamera(0);
const absent = fakeCamera(9);
const absentViewers = 30;

export const offline: Scenario = {
  name: 'offline',
  title: `A live camera beside ${absentViewers} viewers of one that is not there`,
  explanation: 'The live camera has one viewer. With and without take turns; medians of the rounds.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    await using server = await startOurs({ ...bench, cameras: [live, absent], fakeCameras }, bench.signal);
    const measure = (label: string, groups: StreamGroup[]) =>
      measureStage(bench, server, { scenario: 'offline', label, groups, seconds: bench.quick ? 5 : 15 });
    const alone: StageFigures[] = [];
    const beside: StageFigures[] = [];
    const liveGroup = { url: server.streamUrl(live.id), viewers: 1 };
    const absentGroup = {
      url: server.streamUrl(absent.id),
      viewers: absentViewers,
      awaits: 'any frame',
    } as const;
    for (let round = 0; round < (bench.quick ? 2 : 3); round++) {
      alone.push(await measure('live alone', [liveGroup]));
      beside.push(await measure('live beside offline', [liveGroup, absentGroup]));
    }
    const fpsAlone = liveFps(alone);
    const fpsBeside = liveFps(beside);
    return {
      table: {
        columns: [
          '',
          'live fps',
          'latency p99 ms',
          'CPU %',
          'placeholder max ms',
          'placeholders per viewer and second',
        ],
        rows: [row('live camera alone', alone), row(`beside ${absentViewers} viewers of none`, beside)],
      },
      figures: { offlineEffectPercent: ((fpsAlone - fpsBeside) / fpsAlone) * 100 },
    };
  },
};

function row(name: string, rounds: StageFigures[]): string[] {
  const middle = (of: (stage: StageFigures) => number | undefined) =>
    median(rounds.flatMap((stage) => of(stage) ?? []));
  return [
    name,
    cell(liveFps(rounds), 2),
    cell(
      middle((stage) => stage.groups[0]?.latencyMs?.p99),
      2,
    ),
    cell(
      middle((stage) => stage.cpuPercent),
      2,
    ),
    cell(
      middle((stage) => stage.groups[1]?.firstFrameMs?.max),
      0,
    ),
    cell(
      middle((stage) => stage.groups[1]?.framesPerSecond.median),
      2,
    ),
  ];
}

function liveFps(rounds: StageFigures[]): number {
  return median(rounds.map((stage) => stage.groups[0]?.framesPerSecond.min ?? 0)) ?? NaN;
}
