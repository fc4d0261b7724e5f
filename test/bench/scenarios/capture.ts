import { setTimeout as sleep } from 'node:timers/promises';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { fakeCamera, lingerSeconds, startOurs } from '../contender/ours.ts';
import { pathWithout } from '../contender/path-without.ts';
import { startUstreamer } from '../contender/ustreamer.ts';
import { apacheBench, askWithApacheBench } from '../load/apache-bench.ts';
import { LoadClient } from '../load/load-client.ts';
import { cell } from '../report/table.ts';
import { poolRounds } from '../rounds.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { median, type Spread } from '../statistics.ts';
import { warmUp } from '../warm-up.ts';

const camera = fakeCamera(0);
/** In this order: a server has no viewers again when the others have left. */
const viewerCounts = [1, 4, 16, 64, 0] as const;
const manyCameras = { cameras: 16, viewersOfEach: 4 } as const;
const snapshotsAtOnce = 8;
const rounds = 3;

/** One way to read the device, and whether the server runs the processes (their names) that it needs. */
interface Way {
  name: string;
  isRunning: (processes: string[]) => boolean;
  start: () => Promise<CameraServer>;
  /** It is looked at in the first round only. */
  once?: true;
}

/** The measurements of all rounds, by way and load. */
interface Measured {
  streams: Map<string, StageFigures[]>;
  snapshots: Map<string, Spread[]>;
}

export const capture: Scenario = {
  name: 'capture',
  title: 'What reads the device: the server itself, v4l2-ctl, or ffmpeg',
  explanation:
    'Server and capture together, 720p30 MJPEG. v4l2-ctl reads with `--capture child`, ffmpeg with that on a PATH ' +
    'without v4l2-ctl. They and ustreamer take turns; medians of the rounds. Snapshots: 1,000 after 2,000 to warm up, with one viewer ' +
    'beside them, asked for by ApacheBench; the times are those of the answers. mjpg-streamer is in no Debian, so it is not compared.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    const clip = raiseCameras(fakeCameras);
    using withoutV4l2Ctl = pathWithout('v4l2-ctl');
    const measured: Measured = { streams: new Map(), snapshots: new Map() };
    for (let round = 0; round < (bench.quick ? 1 : rounds); round++) {
      for (const way of ways(bench, fakeCameras, withoutV4l2Ctl.folder)) {
        if (way.once && round > 0) continue;
        await using server = await way.start();
        await warmUp(bench, [{ url: server.streamUrl(camera.id), viewers: 4 }], warmUpSeconds(bench));
        for (const viewers of viewerCounts) {
          const figures = await measureWay(bench, way, server, viewers);
          add(measured.streams, `${way.name}, ${viewers}`, figures);
        }
        const snapshots = await measureSnapshots(bench, way, server);
        if (snapshots) add(measured.snapshots, way.name, snapshots);
      }
    }
    const { cameras, viewersOfEach } = manyCameras;
    for (let device = 1; device < cameras; device++)
      fakeCameras.up(device, '--mjpeg', '1280x720@30', '--source', clip);
    const key = `the server itself, ${cameras} × ${viewersOfEach}`;
    add(measured.streams, key, await measureManyCameras(bench, fakeCameras));
    return { table: tableOf(measured), figures: {} };
  },
};

/** @returns the clip of the first camera, which the others play too */
function raiseCameras(fakeCameras: FakeCameras): string {
  fakeCameras.up(0, '--mjpeg', '1280x720@30');
  return fakeCameras.read(0, 'source.MJPG.1280x720').trim();
}

function add<T>(rounds: Map<string, T[]>, key: string, figures: T): void {
  rounds.set(key, [...(rounds.get(key) ?? []), figures]);
}

function warmUpSeconds({ quick }: Bench): number {
  return quick ? 15 : 30;
}

function ways(bench: Bench, fakeCameras: FakeCameras, pathWithoutV4l2Ctl: string): Way[] {
  const ours = (env: NodeJS.ProcessEnv) => () =>
    startOurs({ ...bench, cameras: [camera], fakeCameras, env: { ...process.env, ...env } }, bench.signal);
  const child = { CAMERA_CAPTURE: 'child' };
  return [
    {
      name: 'the server itself',
      isRunning: (processes) => processes.length === 1,
      start: ours({ CAMERA_CAPTURE: 'process' }),
    },
    { name: 'v4l2-ctl', isRunning: (processes) => processes.includes('v4l2-ctl'), start: ours(child) },
    {
      name: 'ffmpeg',
      once: true,
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
  const isIdle = viewers === 0;
  if (isIdle) await sleep((lingerSeconds + 1) * 1_000, undefined, { signal: bench.signal });
  const figures = await measureStage(bench, server, {
    scenario: 'capture',
    label: `${name}, ${viewers} viewers`,
    groups: isIdle ? [] : [{ url: server.streamUrl(camera.id), viewers }],
    seconds: bench.quick ? 4 : 8,
  });
  if (!isIdle && !isRunning(figures.processes))
    throw new Error(`expected ${name}, the server runs ${figures.processes.join(', ')}`);
  return figures;
}

/** Undefined where ApacheBench is not installed. */
async function measureSnapshots(
  bench: Bench,
  { name }: Way,
  server: CameraServer,
): Promise<Spread | undefined> {
  if (apacheBench === undefined) return undefined;
  await using viewer = LoadClient.start(bench.signal);
  await viewer.connect([{ url: server.streamUrl(camera.id), viewers: 1 }]);
  const plan = { url: server.snapshotUrl(camera.id), concurrency: snapshotsAtOnce };
  // The server compiles what it runs often.
  await askWithApacheBench(apacheBench, { ...plan, requests: 2_000 });
  const responseMs = await askWithApacheBench(apacheBench, { ...plan, requests: 1_000 });
  bench.record({ scenario: 'capture', server: server.name, stage: `${name}, snapshots`, responseMs });
  bench.say(`  ${name}, ${snapshotsAtOnce} snapshots at a time: p99 ${cell(responseMs.p99, 2)} ms`);
  return responseMs;
}

async function measureManyCameras(bench: Bench, fakeCameras: FakeCameras): Promise<StageFigures> {
  const { cameras, viewersOfEach } = manyCameras;
  const configured = Array.from({ length: cameras }, (_, device) => fakeCamera(device));
  const env = { ...process.env, CAMERA_CAPTURE: 'process' };
  await using server = await startOurs({ ...bench, cameras: configured, fakeCameras, env }, bench.signal);
  const groups = configured.map(({ id }) => ({ url: server.streamUrl(id), viewers: viewersOfEach }));
  await warmUp(bench, groups, warmUpSeconds(bench));
  const figures = await measureStage(bench, server, {
    scenario: 'capture',
    label: `${cameras} cameras`,
    groups,
    seconds: bench.quick ? 4 : 8,
  });
  return figures;
}

function tableOf({ streams, snapshots }: Measured) {
  const pooled = new Map([...streams].map(([key, rounds]) => [key, poolRounds(rounds)]));
  const theirs = (viewers: string) => pooled.get(`ustreamer, ${viewers}`)?.cpuPercent;
  const streamRows = [...pooled].map(([key, { cpuPercent, pssMib, streams: seen }]) => {
    const ustreamer = theirs(key.slice(key.lastIndexOf(', ') + 2));
    const megabytes = middle(streams.get(key), megabytesPerSecond);
    return [
      key,
      cell(cpuPercent, 2),
      cell(ustreamer && cpuPercent / ustreamer, 2),
      cell(megabytes ? cpuPercent / megabytes : undefined, 3),
      cell(pssMib, 1),
      cell(seen?.latencyP50Ms, 2),
      cell(seen?.latencyP99Ms, 2),
    ];
  });
  const snapshotRows = [...snapshots].map(([name, rounds]) => [
    `${name}, ${snapshotsAtOnce} snapshots at a time`,
    ...Array<string>(4).fill(cell(undefined, 0)),
    cell(
      middle(rounds, ({ p50 }) => p50),
      2,
    ),
    cell(
      middle(rounds, ({ p99 }) => p99),
      2,
    ),
  ]);
  return {
    columns: ['capture, viewers', 'CPU %', "in ustreamer's", 'CPU % per MB/s', 'PSS MiB', 'p50 ms', 'p99 ms'],
    rows: [...streamRows, ...snapshotRows],
  };
}

function megabytesPerSecond({ groups }: StageFigures): number {
  return groups.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0) / 1e6;
}

function middle<T>(rounds: readonly T[] | undefined, of: (figures: T) => number | undefined) {
  return median((rounds ?? []).flatMap((figures) => of(figures) ?? []));
}
