import { setTimeout as delay } from 'node:timers/promises';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import { until } from '../../fixtures/until.ts';
import type { Bench } from '../bench.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { RtspCounter } from '../contender/rtsp-counter.ts';
import { endProcess } from '../end-process.ts';
import { cpuUseBetween, readCpu } from '../meter/cpu-use.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';

interface Turn {
  cpuPercent: number;
  framesPerSecond: number;
}

/** The encoder as the server sets it, see server/publish/encoder/encoder-args.ts. */
const plainArgs = [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1'],
  ...[
    '-f',
    'v4l2',
    '-input_format',
    'mjpeg',
    '-video_size',
    '1280x720',
    '-framerate',
    '30',
    '-i',
    '/dev/video0',
  ],
  ...[
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-pix_fmt',
    'yuvj420p',
    '-threads',
    '1',
  ],
  // Otherwise ffmpeg fills up what it missed with copies, which cost nothing and count as pictures.
  ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000'],
  ...['-crf', '25', '-maxrate', '2765k', '-bufsize', '5530k', '-g', '600'],
  ...[
    '-force_key_frames',
    'expr:isnan(prev_forced_t)+gte(t-prev_forced_t,2)',
    '-f',
    'rtsp',
    '-rtsp_transport',
    'tcp',
  ],
];

export const push: Scenario = {
  name: 'push',
  title: 'One 720p30 MJPEG camera, pushed to an RTSP server as H.264',
  explanation:
    'Plain ffmpeg reads the same camera, encodes it in the same way and pushes it. The two take turns; the figures are ' +
    'medians. The server also captures, keeps the times, and would serve viewers of the same encoder at no further cost.',
  needsFakecam: true,
  run: async (bench) => {
    using cameras = new FakeCameras();
    cameras.up(0, '--mjpeg', '1280x720@30');
    const turns = { 'plain ffmpeg': [] as Turn[], 'rpicam-kiosk': [] as Turn[] };
    for (let round = 0; round < (bench.quick ? 2 : 3); round++) {
      turns['plain ffmpeg'].push(await plain(bench, cameras));
      turns['rpicam-kiosk'].push(await ours(bench, cameras));
    }
    const cpu = (name: keyof typeof turns) => median(turns[name].map(({ cpuPercent }) => cpuPercent));
    const rate = (name: keyof typeof turns) =>
      median(turns[name].map(({ framesPerSecond }) => framesPerSecond));
    return {
      table: {
        columns: ['pushed by', 'CPU %', 'fps received'],
        rows: (['plain ffmpeg', 'rpicam-kiosk'] as const).map((name) => [
          name,
          cell(cpu(name), 2),
          cell(rate(name), 2),
        ]),
      },
      figures: { pushCpuRatio: cpu('rpicam-kiosk') / cpu('plain ffmpeg') },
    };
  },
};

async function plain(bench: Bench, cameras: FakeCameras): Promise<Turn> {
  await using counter = await RtspCounter.start();
  // ffmpeg gives up where nobody listens yet.
  await delay(1_000, undefined, { signal: bench.signal });
  const child = cameras.spawn('ffmpeg', [...plainArgs, counter.url], { stdio: 'ignore' });
  try {
    return await measure(bench, 'plain ffmpeg', child.pid ?? 0, counter);
  } finally {
    await endProcess(child);
  }
}

async function ours(bench: Bench, fakeCameras: FakeCameras): Promise<Turn> {
  await using counter = await RtspCounter.start();
  const camera = { ...fakeCamera(0), publish: counter.url };
  await using server = await startOurs({ ...bench, cameras: [camera], fakeCameras }, bench.signal);
  return await measure(bench, server.name, server.pid, counter);
}

async function measure(bench: Bench, name: string, pid: number, counter: RtspCounter): Promise<Turn> {
  await until('the video arrives', () => counter.pictures > 60, 60_000);
  // Node.js compiles its busy functions in the first seconds.
  await delay(bench.quick ? 5_000 : 20_000, undefined, { signal: bench.signal });
  const picturesBefore = counter.pictures;
  const before = readCpu(pid);
  await delay(bench.quick ? 6_000 : 15_000, undefined, { signal: bench.signal });
  const after = readCpu(pid);
  const use = cpuUseBetween(before, after);
  bench.noteOthers(use.others);
  const turn = {
    cpuPercent: use.server * 100,
    framesPerSecond: ((counter.pictures - picturesBefore) * 1_000) / (after.atMs - before.atMs),
  };
  bench.record({ scenario: 'push', server: name, ...turn });
  bench.say(`  ${name}: ${cell(turn.cpuPercent, 2)} %, ${cell(turn.framesPerSecond, 2)} fps`);
  return turn;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}
