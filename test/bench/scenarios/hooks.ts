import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hooksReportSchema } from '../../../server/contract/hook/hook-state.ts';
import { FrameHub } from '../../../server/frame/frame-hub.ts';
import { Hooks } from '../../../server/hook/hooks.ts';
import { decodeJpeg } from '../../../server/picture/jpeg-decoder.ts';
import { encodeJpeg } from '../../../server/picture/jpeg-encoder.ts';
import { pictureQueue } from '../../../server/picture/picture-queue.ts';
import { systemClock } from '../../../server/runtime/clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import { jpeg } from '../../fixtures/images.ts';
import type { Bench } from '../bench.ts';
import { fakeCamera, startOurs } from '../contender/ours.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { measureStage, type StageFigures } from '../stage.ts';
import { warmUp } from '../warm-up.ts';

const size = '1280x720';
const passes = `export const hook = { wants: 'raw' };
export default ({ data, width, height }) => ({ raw: data, width, height });`;
const hangs = 'export default () => new Promise(() => undefined);';
/** One gigabyte of buffers. */
const leaks = `const kept = [];
export default ({ data }) => {
  for (let at = 0; at < 64; at++) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  return data;
};`;

export const hooks: Scenario = {
  name: 'hooks',
  title: 'One 720p30 MJPEG camera with a hook, one viewer',
  explanation:
    'The passing hook gets raw pixels and returns them. Its steps: decode and encode are measured alone; the pipe is ' +
    'the rest of the time until its answer. The last row is the time from the first picture of a hook that keeps 1 GB ' +
    'of buffers until its process was ended.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', `${size}@30`);
    const without = await latency(bench, fakeCameras, undefined);
    const hanging = await latency(bench, fakeCameras, hangs);
    const passing = await latency(bench, fakeCameras, passes);
    const picture = jpeg(size);
    const raw = await decodeJpeg(picture);
    const decodeMs = await middle(() => decodeJpeg(picture));
    const encodeMs = await middle(() => encodeJpeg(raw, 85));
    const { ms = NaN, ownMs = NaN } = passing;
    const rows: [string, number][] = [
      ['latency p50 without a hook, ms', p50(without.figures)],
      ['latency p50 with a hanging hook, ms', p50(hanging.figures)],
      ['pictures a second with a passing hook', passing.figures.groups[0]?.framesPerSecond.min ?? NaN],
      ['decode, ms', decodeMs],
      ['pipe, both ways, ms', ms - ownMs - decodeMs],
      ['hook, ms', ownMs],
      ['encode, ms', encodeMs],
      ['end of a hook that leaks 1 GB, ms', await leakMs()],
    ];
    return {
      table: { columns: ['figure', 'value'], rows: rows.map(([what, value]) => [what, cell(value, 2)]) },
      figures: {},
    };
  },
};

const p50 = ({ groups }: StageFigures) => groups[0]?.latencyMs?.p50 ?? NaN;

async function latency(
  bench: Bench,
  fakeCameras: FakeCameras,
  code: string | undefined,
): Promise<{ figures: StageFigures; ms?: number; ownMs?: number }> {
  const camera = { ...fakeCamera(0), ...(code && { hooks: [{ hook: 'bench.js' }] }) };
  await using server = await startOurs({ ...bench, cameras: [camera], fakeCameras }, bench.signal);
  const url = new URL(server.streamUrl(camera.id));
  const report = async () => hooksReportSchema.parse(await (await fetch(new URL('/api/hooks', url))).json());
  if (code) {
    const { folder } = await report();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'bench.js'), code);
    await fetch(new URL(`/api/cameras/${camera.id}/hooks/retry`, url), { method: 'POST' });
  }
  const groups = [{ url: url.href, viewers: 1 }];
  await warmUp(bench, groups);
  const label = code === undefined ? 'no hook' : code === hangs ? 'a hanging hook' : 'a passing hook';
  const figures = await measureStage(bench, server, {
    ...{ scenario: 'hooks', label, groups },
    seconds: bench.quick ? 6 : 30,
  });
  const hook = (await report()).cameras[0]?.hooks[0];
  return hook?.ms && hook.own_ms !== null ? { figures, ms: hook.ms, ownMs: hook.own_ms } : { figures };
}

async function middle(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < 40; at++) {
    const startMs = performance.now();
    await act();
    times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b)[20] ?? NaN;
}

/** Milliseconds from the first picture until the process was ended. */
async function leakMs(): Promise<number> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'rpicam-bench-'));
  const source = new FrameHub(() => undefined, systemClock);
  let runsAtMs: number | undefined;
  let ended = NaN;
  const served = new Hooks({
    ...{ dataFolder, clock: systemClock, queue: pictureQueue(), logger: silentLogger },
    onState() {
      const kind = served.chains[0]?.hooks[0]?.state.kind;
      if (kind === 'running') runsAtMs ??= performance.now();
      if (kind === 'retrying' && runsAtMs !== undefined) ended = performance.now() - runsAtMs;
    },
    onFindings: () => undefined,
  });
  try {
    mkdirSync(join(dataFolder, 'hooks'));
    writeFileSync(join(dataFolder, 'hooks/leaks.js'), leaks);
    const use = { hook: 'leaks.js', fps: null, run: 'always' as const, options: {}, allow: [] };
    served.apply([{ id: 'door', source, view: {}, hooks: [use] }]);
    const picture = jpeg('64x48');
    for (let sequence = 1; Number.isNaN(ended) && sequence < 3_000; sequence++) {
      const times = { capturedAt: Date.now(), capturedAtMs: systemClock.nowMs() };
      source.publish({ jpeg: picture, width: 64, height: 48, sequence, origin: 'camera', ...times });
      await sleep(10);
    }
    return ended;
  } finally {
    await served.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
