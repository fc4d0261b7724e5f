import { z } from 'zod';
import { until } from '../../fixtures/until.ts';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { FfmpegRecorders } from '../contender/ffmpeg-recorder.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { cpuUseBetween, readCpu } from '../meter/cpu-use.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { median } from '../statistics.ts';
import { warmUp } from '../warm-up.ts';

const cameraCounts = [1, 4] as const;
type Way = 'none' | 'ours' | 'ffmpeg';

interface Round {
  /** Percent of a core: the server and, where it records, ffmpeg. */
  cpuPercent: number;
  latencyMs: number;
  pssMib: number;
}

interface Figures {
  cameras: number;
  none: Round;
  ours: Round;
  ffmpeg: Round;
  drops: number;
  soakSeconds: number;
}

export const recording: Scenario = {
  name: 'recording',
  title: 'Recording 720p30 MJPEG cameras, one viewer each, beside ffmpeg -c copy',
  explanation:
    'One server: nobody records, it records, ffmpeg records its streams, and again; medians of the rounds. CPU of ' +
    'recording is what is added to that without, of the server and of ffmpeg. Then it records for ten minutes.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', '1280x720@30');
    const clip = fakeCameras.read(0, 'source.MJPG.1280x720').trim();
    for (let camera = 1; camera < Math.max(...cameraCounts); camera++)
      fakeCameras.up(camera, '--mjpeg', '1280x720@30', '--source', clip);
    const all: Figures[] = [];
    for (const count of cameraCounts) all.push(await measureCameras(bench, fakeCameras, count));
    const worst = (of: (figures: Figures) => number) => Math.max(...all.map(of));
    return {
      table: {
        columns: [
          'cameras',
          'CPU % without',
          'added by recording',
          'added by ffmpeg',
          'ratio',
          'latency p50 ms without',
          'while recording',
          'MiB per camera',
          'drops',
          'in seconds',
        ],
        rows: all.map(row),
      },
      figures: {
        recordingCpuRatio: worst(cpuRatio),
        recordingLatencyRatio: worst(({ none, ours }) => ours.latencyMs / none.latencyMs),
        recordingMemoryMib: worst(memoryMib),
        recordingDrops: worst(({ drops }) => drops),
      },
    };
  },
};

async function measureCameras(bench: Bench, fakeCameras: FakeCameras, count: number): Promise<Figures> {
  const cameras = Array.from({ length: count }, (_, device) => fakeCamera(device));
  const ids = cameras.map(({ id }) => id);
  const settings = { recordings: { min_free_gb: 0, keep_gb: 2, segment_seconds: 60 } };
  await using server = await startOurs({ ...bench, cameras, fakeCameras, settings }, bench.signal);
  const urls = ids.map((id) => server.streamUrl(id));
  const groups = urls.map((url) => ({ url, viewers: 1 }));
  await warmUp(bench, groups);
  const measure = (way: Way, seconds: number) =>
    measureStage(bench, server, {
      scenario: 'recording',
      label: `${count} cameras, ${way}`,
      groups,
      seconds,
    });
  const seconds = bench.quick ? 8 : 20;
  const rounds: Record<Way, Round[]> = { none: [], ours: [], ffmpeg: [] };
  for (let round = 0; round < (bench.quick ? 3 : 6); round++) {
    rounds.none.push(roundOf(await measure('none', seconds)));
    await record(server, ids, true);
    rounds.ours.push(roundOf(await measure('ours', seconds)));
    await record(server, ids, false);
    await using peers = new FfmpegRecorders(urls);
    const before = peers.pids.map(readCpu);
    const stage = await measure('ffmpeg', seconds);
    const peerCores = peers.pids.map((pid, peer) => {
      const began = before[peer];
      return began ? cpuUseBetween(began, readCpu(pid)).server : 0;
    });
    const peerPercent = peerCores.reduce((sum, cores) => sum + cores * 100, 0);
    rounds.ffmpeg.push({ ...roundOf(stage), cpuPercent: stage.cpuPercent + peerPercent });
  }
  await record(server, ids, true);
  const soakSeconds = bench.quick ? 20 : 600;
  await measure('ours', soakSeconds);
  const drops = await dropsOf(server);
  const { none, ours, ffmpeg } = rounds;
  const soak = { drops, soakSeconds };
  return { cameras: count, none: middle(none), ours: middle(ours), ffmpeg: middle(ffmpeg), ...soak };
}

function roundOf({ cpuPercent, pssMib, groups }: StageFigures): Round {
  return { cpuPercent, pssMib, latencyMs: median(groups.map((group) => group.latencyMs?.p50 ?? NaN)) ?? NaN };
}

function middle(rounds: Round[]): Round {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick)) ?? NaN;
  return {
    cpuPercent: of((round) => round.cpuPercent),
    latencyMs: of((round) => round.latencyMs),
    pssMib: of((round) => round.pssMib),
  };
}

const cpuRatio = ({ none, ours, ffmpeg }: Figures) =>
  (ours.cpuPercent - none.cpuPercent) / (ffmpeg.cpuPercent - none.cpuPercent);
const memoryMib = ({ cameras, none, ours }: Figures) => (ours.pssMib - none.pssMib) / cameras;

function row(figures: Figures): string[] {
  const { cameras, none, ours, ffmpeg, drops, soakSeconds } = figures;
  return [
    String(cameras),
    cell(none.cpuPercent, 2),
    cell(ours.cpuPercent - none.cpuPercent, 2),
    cell(ffmpeg.cpuPercent - none.cpuPercent, 2),
    cell(cpuRatio(figures), 2),
    cell(none.latencyMs, 2),
    cell(ours.latencyMs, 2),
    cell(memoryMib(figures), 1),
    String(drops),
    String(soakSeconds),
  ];
}

const healthSchema = z.object({
  cameras: z.array(z.object({ id: z.string(), recording: z.object({ state: z.string() }) })),
});

async function record(server: CameraServer, ids: readonly string[], isOn: boolean): Promise<void> {
  const { origin } = new URL(server.streamUrl('any'));
  for (const id of ids) {
    const answer = await fetch(`${origin}/api/cameras/${id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ record: { mode: isOn ? 'continuous' : 'off' } }),
    });
    if (!answer.ok) throw new Error(`the camera's record was not changed: ${await answer.text()}`);
  }
  const state = isOn ? 'recording' : 'off';
  await until('the recorders followed', async () => {
    const health = healthSchema.parse(await (await fetch(`${origin}/health`)).json());
    return health.cameras.every(({ recording: { state: is } }) => is === state);
  });
}

/** Of all cameras and reasons, since the recorders began. */
async function dropsOf(server: CameraServer): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', server.streamUrl('any')))).text();
  const lines = [...metrics.matchAll(/^rpicam_recording_frames_dropped_total\{.*\} (\d+)$/gm)];
  return lines.reduce((sum, [, count]) => sum + Number(count), 0);
}
