import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { comparedCamera, takeTurns } from '../contender/side-by-side.ts';
import { LoadClient } from '../load/load-client.ts';
import type { SnapshotFigures } from '../load/protocol.ts';
import type { Bench } from '../bench.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { median } from '../statistics.ts';

const concurrencies = [1, 8] as const;
const warmUpRequests = 100;

export const snapshot: Scenario = {
  name: 'snapshot',
  title: 'Snapshots of a live camera',
  explanation:
    'One viewer keeps the camera live. Every request is a new connection; the next follows the answer. The age is ' +
    'that of the picture when its last byte arrived. Medians of the rounds.',
  needsFakecam: true,
  run: async (bench) => {
    using cameras = new FakeCameras();
    cameras.up(0, '--mjpeg', '1280x720@30');
    const rounds = new Map<string, SnapshotFigures[]>();
    await takeTurns(bench, cameras, bench.quick ? 1 : 3, async (server) => {
      for (const [concurrency, figures] of await measure(bench, server)) {
        const key = `${server.name}, ${concurrency} at a time`;
        rounds.set(key, [...(rounds.get(key) ?? []), figures]);
      }
    });
    return {
      table: {
        columns: ['server', 'p50 ms', 'p99 ms', 'max ms', 'age p50 ms', 'per second', 'malformed', 'failed'],
        rows: [...rounds].map(([key, figures]) => row(key, figures)),
      },
      figures: {
        snapshotP99Ms: middle(rounds.get('rpicam-kiosk, 8 at a time'), (one) => one.responseMs?.p99),
      },
    };
  },
};

async function measure(bench: Bench, server: CameraServer): Promise<[number, SnapshotFigures][]> {
  await using viewer = LoadClient.start(bench.signal);
  await viewer.connect([{ url: server.streamUrl(comparedCamera.id), viewers: 1 }]);
  await using load = LoadClient.start(bench.signal);
  const url = server.snapshotUrl(comparedCamera.id);
  await load.snapshots({ url, requests: warmUpRequests, concurrency: 1 });
  const measured: [number, SnapshotFigures][] = [];
  for (const concurrency of concurrencies) {
    const figures = await load.snapshots({ url, requests: bench.quick ? 300 : 1_000, concurrency });
    bench.record({
      scenario: 'snapshot',
      server: server.name,
      stage: `concurrency ${concurrency}`,
      ...figures,
    });
    bench.say(`  ${server.name}, ${concurrency} at a time: p99 ${cell(figures.responseMs?.p99, 2)} ms`);
    measured.push([concurrency, figures]);
  }
  return measured;
}

function row(key: string, rounds: SnapshotFigures[]): string[] {
  const sum = (of: (figures: SnapshotFigures) => number) =>
    rounds.reduce((total, figures) => total + of(figures), 0);
  return [
    key,
    cell(
      middle(rounds, (figures) => figures.responseMs?.p50),
      2,
    ),
    cell(
      middle(rounds, (figures) => figures.responseMs?.p99),
      2,
    ),
    cell(
      middle(rounds, (figures) => figures.responseMs?.max),
      2,
    ),
    cell(
      middle(rounds, (figures) => figures.ageMs?.p50),
      2,
    ),
    cell(
      middle(rounds, (figures) => figures.requestsPerSecond),
      0,
    ),
    cell(
      sum((figures) => figures.malformed),
      0,
    ),
    cell(
      sum((figures) => Object.values(figures.failures).reduce((total, count) => total + count, 0)),
      0,
    ),
  ];
}

function middle(
  rounds: SnapshotFigures[] | undefined,
  of: (figures: SnapshotFigures) => number | undefined,
): number | undefined {
  return median((rounds ?? []).flatMap((figures) => of(figures) ?? []));
}
